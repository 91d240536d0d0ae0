import Foundation

/// A bent Gaussian: the crescent of Durkan et al. 2019 (Neural Spline Flows, arXiv:1906.04032).
///
/// x₂ ~ N(0, 1), and x₁ ~ N(x₂²/2 − 1, e⁻²). Bending preserves areas, so that the entropy is that of
/// the Gaussian: ln(2πe) − 1.
public struct Crescent: Target {
  public let name = "crescent"
  public let summary = "a Gaussian, bent along a parabola"
  public let entropy: Double? = 1.8379
  public let extent = 4.0

  private static let deviation = 0.36787944117144233

  /// The target.
  public init() {}

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let normal = random.normalPair()
    return SIMD2<Float>(
      SIMD2(0.5 * normal.x * normal.x - 1 + Self.deviation * normal.y, normal.x))
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    let across = (x.x - 0.5 * x.y * x.y + 1) / Self.deviation
    return -0.5 * (x.y * x.y + across * across) - log(2 * .pi * Self.deviation)
  }
}
