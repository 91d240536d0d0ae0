import Foundation

/// A band that winds around a torus, for flows of two angles: a point and the same point 2π further on are one.
///
///     x₁ = a + 0.7·n₁,    x₂ = 2x₁ + π + 0.4·n₂,    a is 0 or π,    n₁ and n₂ are standard normal
///
/// Both angles are wrapped into [−π, π], and outside the density is 0. The band goes once around in x₁ and twice in
/// x₂. Of its two modes one lies on the seam, at (0, π), and one at the corner, (π, π): a flow of the plane sees
/// them in two and in four pieces. Wrapped normals (Mardia & Jupp 2000, "Directional Statistics")
/// have the density Σₖ N(x + 2πk; 0, σ²), so log p is a closed form.
public struct WindingBand: Target {
  public let name = "torus"
  public let summary = "a band that winds around a torus: beyond π it goes on at −π"
  /// The sum of the entropies of x₁ and of the noise of x₂, each by quadrature.
  public let entropy: Double? = 2.1906
  public let extent = 3.5
  public let isOnTorus = true

  private static let along = 0.7
  private static let across = 0.4

  /// The target.
  public init() {}

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let noise = random.normalPair()
    let first = Double(random.index(below: 2)) * .pi + Self.along * noise.x
    let second = 2 * first + .pi + Self.across * noise.y
    // The greatest Float below π, so that rounding puts no point outside.
    let edge = SIMD2<Float>(repeating: .pi)
    return SIMD2<Float>(SIMD2(Self.wrapped(first), Self.wrapped(second)))
      .clamped(lowerBound: -edge, upperBound: edge)
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    guard abs(x.x) <= .pi, abs(x.y) <= .pi else { return -.infinity }
    var modes = LogSum()
    for mode in [0, Double.pi] { modes.add(Self.logWrappedNormal(x.x - mode, Self.along)) }
    return modes.value - log(2) + Self.logWrappedNormal(x.y - 2 * x.x - .pi, Self.across)
  }

  /// The same angle in [−π, π].
  private static func wrapped(_ angle: Double) -> Double {
    angle - 2 * .pi * (angle / (2 * .pi)).rounded()
  }

  /// log Σₖ N(angle + 2πk; 0, σ²). Beyond the nearest three, terms are below 1e-34 of the sum.
  private static func logWrappedNormal(_ angle: Double, _ deviation: Double) -> Double {
    let angle = wrapped(angle)
    var sum = LogSum()
    for turn in -1...1 {
      let offset = (angle + 2 * .pi * Double(turn)) / deviation
      sum.add(-0.5 * offset * offset)
    }
    return sum.value - log((2 * Double.pi).squareRoot() * deviation)
  }
}
