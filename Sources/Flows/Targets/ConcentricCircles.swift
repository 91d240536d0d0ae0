import Foundation

/// Equally likely concentric circles, blurred by an isotropic Gaussian.
///
/// The density is a closed form: one circle of radius R contributes
/// (1/2πσ²)·exp(−(r² + R²)/2σ²)·I₀(rR/σ²) at distance r from the centre.
public struct ConcentricCircles: Target {
  public let name: String
  public let summary: String
  public let entropy: Double?
  public let extent: Double

  private let radii: [Double]
  private let deviation: Double

  /// Four rings of radii 3, 2.25, 1.5 and 0.75, blurred by N(0, 0.08²).
  public static let rings = ConcentricCircles(
    name: "rings", summary: "four thin concentric rings", entropy: 2.6232, extent: 3.5,
    radii: [3, 2.25, 1.5, 0.75], deviation: 0.08)

  /// scikit-learn's `make_circles(factor=0.5, noise=0.08)`, times 3: radii 3 and 1.5, noise 0.24.
  public static let circles = ConcentricCircles(
    name: "circles", summary: "two concentric circles", entropy: 3.2681, extent: 4,
    radii: [3, 1.5], deviation: 0.24)

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let radius = radii[random.index(below: radii.count)]
    let circle = random.unitVector()
    return SIMD2<Float>(radius * circle + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    let distance = (x * x).sum().squareRoot()
    let variance = deviation * deviation
    var sum = LogSum()
    for radius in radii {
      let offset = distance - radius
      sum.add(
        SpecialFunctions.logScaledBesselI0(distance * radius / variance)
          - offset * offset / (2 * variance))
    }
    return sum.value - log(2 * .pi * variance * Double(radii.count))
  }
}
