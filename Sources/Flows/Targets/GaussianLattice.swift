import Foundation

/// Equally likely Gaussians on a square lattice, optionally turned by 45°.
///
/// The density factors along the lattice's axes into two mixtures in one dimension: a closed form.
public struct GaussianLattice: Target {
  public let name: String
  public let summary: String
  public let entropy: Double?
  public let extent: Double

  private let side: Int
  private let bound: Double
  private let deviation: Double
  private let isTurned: Bool

  /// 5 × 5 Gaussians, 1.5 apart, σ 0.2.
  public static let grid = GaussianLattice(
    name: "grid", summary: "a 5×5 grid of Gaussians", entropy: 2.8370, extent: 4,
    side: 5, bound: 3, deviation: 0.2, isTurned: false)

  /// The diamond of Durkan et al. 2019 (Neural Spline Flows, arXiv:1906.04032): 20 × 20 Gaussians on
  /// [−2.5, 2.5]², σ 0.04, turned by 45°. (Their code also shifts each mean by up to 0.001.)
  public static let diamond = GaussianLattice(
    name: "diamond", summary: "a 20×20 grid of Gaussians, on its corner", entropy: 2.3861,
    extent: 4,
    side: 20, bound: 2.5, deviation: 0.04, isTurned: true)

  /// The grid on which GANs are compared by the modes that they miss: 5 × 5 Gaussians on {−4, −2, 0, 2, 4}²,
  /// σ 0.05.
  ///
  /// The means and σ are those of PacGAN's code (Lin et al. 2018, arXiv:1712.04086,
  /// `2DGrid_GAN&PacGAN/config.py`). VEEGAN's notebook (Srivastava et al. 2017, arXiv:1705.07761) was not at
  /// hand; a port of it to TensorFlow 2 by another author has the same means and σ.
  /// The entropy is ln 25 + ln(2πeσ²), for what the Gaussians have in common is below the last digit.
  public static let grid25 = GaussianLattice(
    name: "grid25", summary: "a 5×5 grid of sharp Gaussians, on which GANs lose modes",
    entropy: 0.0653, extent: 5, side: 5, bound: 4, deviation: 0.05, isTurned: false)

  public var modes: [TargetMode] {
    let means = (0..<side * side).map { index in
      let point = SIMD2(Double(index % side), Double(index / side)) * spacing - bound
      return isTurned ? Self.turned(point, by: 1) : point
    }
    return TargetMode.equal(at: means, deviation: deviation)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let cell = SIMD2(
      Double(random.index(below: side)), Double(random.index(below: side)))
    let point = cell * spacing - bound + deviation * random.normalPair()
    return SIMD2<Float>(isTurned ? Self.turned(point, by: 1) : point)
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    let point = isTurned ? Self.turned(x, by: -1) : x
    return logMarginal(point.x) + logMarginal(point.y)
  }

  private var spacing: Double { 2 * bound / Double(side - 1) }

  private func logMarginal(_ x: Double) -> Double {
    var sum = LogSum()
    for index in 0..<side {
      let offset = (x + bound - Double(index) * spacing) / deviation
      sum.add(-0.5 * offset * offset)
    }
    return sum.value - log((2 * Double.pi).squareRoot() * self.deviation * Double(side))
  }

  private static func turned(_ x: SIMD2<Double>, by sign: Double) -> SIMD2<Double> {
    SIMD2(x.x - sign * x.y, sign * x.x + x.y) * 0.5.squareRoot()
  }
}
