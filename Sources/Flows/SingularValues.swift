import Foundation

extension Matrix2<Double> {
  /// One term of a singular value decomposition: the direction `from` is stretched by `factor` and
  /// becomes the direction `to`. Directions have length 1.
  public struct Axis: Hashable, Sendable {
    /// The singular value.
    public let factor: Double
    public let from: SIMD2<Double>
    public let to: SIMD2<Double>
  }

  /// The singular value decomposition, the larger stretch first. The directions `from` are perpendicular,
  /// and so are the directions `to`.
  public var axes: [Axis] {
    // The eigenvectors of AᵀA, from its angle.
    let (p, q, r) = (a * a + c * c, a * b + c * d, b * b + d * d)
    let angle = 0.5 * atan2(2 * q, p - r)
    return [angle, angle + .pi / 2].map { angle in
      let from = SIMD2(cos(angle), sin(angle))
      let image = self(from)
      let factor = (image * image).sum().squareRoot()
      return Axis(factor: factor, from: from, to: factor > 0 ? image / factor : .zero)
    }
  }
}
