import Foundation

/// A curve on which the parameter is uniform, blurred by an isotropic Gaussian.
///
/// The density is the integral of the noise along the curve, by quadrature with a relative error
/// below 1e-6 where there is mass.
public struct BlurredCurve: Target {
  public let name: String
  public let summary: String
  public let entropy: Double?
  public let extent: Double

  private let curve: @Sendable (Double) -> SIMD2<Double>
  private let range: ClosedRange<Double>
  private let deviation: Double
  private let density: Deferred<GaussianSum>

  /// scikit-learn's `make_swiss_roll(noise=1.0)`, columns 0 and 2, over 5: the spiral
  /// t·(cos t, sin t)/5 with t uniform on [3π/2, 9π/2], blurred by N(0, 0.2²).
  public static let swissroll = BlurredCurve(
    name: "swissroll", summary: "one spiral, as wide as its noise", entropy: 2.6696, extent: 4,
    deviation: 0.2, range: 1.5 * .pi...4.5 * .pi, nodes: 224
  ) { t in (t / 5) * Elementary.direction(t) }

  /// FFJORD's diagonal line, x uniform on [−2.5, 2.5]. There it has no width and so no density;
  /// here it is blurred by N(0, 0.1²).
  public static let line = BlurredCurve(
    name: "line", summary: "a diagonal line, blurred by 0.1", entropy: 1.0979, extent: 3,
    deviation: 0.1, range: -2.5...2.5, nodes: 160
  ) { t in SIMD2(t, t) }

  /// FFJORD's `cos`, which is y = 2.5·sin x with x uniform on [−2.5, 2.5]. There it has no width and
  /// so no density; here it is blurred by N(0, 0.1²).
  public static let cosine = BlurredCurve(
    name: "cos", summary: "one period of a sine, blurred by 0.1", entropy: 1.2729, extent: 3.5,
    deviation: 0.1, range: -2.5...2.5, nodes: 224
  ) { t in SIMD2(t, 2.5 * Elementary.direction(t).y) }

  private init(
    name: String, summary: String, entropy: Double, extent: Double, deviation: Double,
    range: ClosedRange<Double>, nodes: Int, curve: @escaping @Sendable (Double) -> SIMD2<Double>
  ) {
    self.name = name
    self.summary = summary
    self.entropy = entropy
    self.extent = extent
    self.deviation = deviation
    self.range = range
    self.curve = curve
    density = Deferred {
      GaussianSum(curve: curve, on: range, nodes: nodes, deviation: deviation)
    }
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let t = range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
    return SIMD2<Float>(curve(t) + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    density.value.logDensity(x)
  }
}
