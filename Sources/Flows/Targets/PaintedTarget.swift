/// A target made by hand: equally likely Gaussians of one width at painted dots. The density is a
/// closed form; the entropy is unknown.
public struct PaintedTarget: Target {
  /// What is painted.
  public let painting: PaintedDots
  /// The text of the dots, which says everything.
  public let name: String
  public let entropy: Double? = nil
  public let extent = PaintedDots.halfWidth
  /// The centres.
  public let dots: [SIMD2<Double>]
  /// Each Gaussian's standard deviation.
  public let deviation: Double
  private let density: GaussianSum

  public var summary: String { "your own: \(dots.count) dots of width \(deviation)" }

  public init(_ painting: PaintedDots) {
    self.painting = painting
    name = painting.text
    dots = painting.dots
    deviation = painting.deviation
    let weights = Array(repeating: 1 / Double(dots.count), count: dots.count)
    density = GaussianSum(centres: dots, weights: weights, deviation: deviation)
  }

  /// - Parameters:
  ///   - dots: at least one; beyond ``PaintedDots/limit`` the first ones count.
  ///   - deviation: of each Gaussian, from 1/64 to 1.
  /// - Returns: `nil` without a dot; see ``PaintedDots/init(dots:deviation:)``.
  public init?(dots: [SIMD2<Double>], deviation: Double) {
    guard let painting = PaintedDots(dots: dots, deviation: deviation) else { return nil }
    self.init(painting)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    SIMD2<Float>(dots[random.index(below: dots.count)] + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? { density.logDensity(x) }
}
