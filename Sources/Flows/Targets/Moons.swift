import Foundation

/// Two interleaved half circles of radius 2, blurred by N(0, 0.2²).
///
/// scikit-learn's `make_moons(noise=0.1)`, times 2, plus (−1, −0.2). The density is the integral of
/// the noise along both arcs, by quadrature with a relative error below 1e-10 where there is mass.
public struct Moons: Target {
  public let name = "moons"
  public let summary = "two interleaved half circles"
  public let entropy: Double? = 2.3939
  public let extent = 4.0

  private static let deviation = 0.2
  private let density = Deferred { Moons.quadrature() }

  /// The target.
  public init() {}

  private static func quadrature() -> GaussianSum {
    let rule = Quadrature(on: 0...Double.pi, count: 96)
    let upper = rule.nodes.map { SIMD2(2 * cos($0) - 1, 2 * sin($0) - 0.2) }
    let lower = upper.map { SIMD2(-$0.x, 0.6 - $0.y) }
    let weights = rule.weights.map { $0 / (2 * .pi) }
    return GaussianSum(
      centres: upper + lower, weights: weights + weights, deviation: deviation)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let circle = random.unitVector()
    let upper = SIMD2(2 * circle.x - 1, 2 * abs(circle.y) - 0.2)
    // The lower moon is the upper one, turned by half a turn about (0, 0.3).
    let point = random.next() >> 63 == 0 ? upper : SIMD2(-upper.x, 0.6 - upper.y)
    return SIMD2<Float>(point + Self.deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    density.value.logDensity(x)
  }
}
