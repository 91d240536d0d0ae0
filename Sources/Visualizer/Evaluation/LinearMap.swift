import Foundation
import Learning

/// A 2×2 matrix, row-major: the flow near one point.
struct LinearMap: Hashable, Sendable {
  var a, b, c, d: Double

  /// Stretches z-directions `from` by `factor` into x-directions `to`; all of length 1.
  struct Axis: Hashable, Sendable {
    var factor: Double
    var from, to: SIMD2<Double>
  }

  var determinant: Double { a * d - b * c }

  /// The inverse; `nil` for a matrix that has none.
  var inverse: LinearMap? {
    let determinant = determinant
    guard determinant != 0, determinant.isFinite else { return nil }
    return LinearMap(
      a: d / determinant, b: -b / determinant, c: -c / determinant, d: a / determinant)
  }

  func callAsFunction(_ v: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a * v.x + b * v.y, c * v.x + d * v.y)
  }

  /// The singular value decomposition, the larger stretch first.
  var axes: [Axis] {
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

  /// Decimals with which the largest entry shows at least two digits, from 2 to 4.
  var decimals: Int {
    let size = max(abs(a), abs(b), abs(c), abs(d))
    return size >= 0.1 || size == 0 ? 2 : size >= 0.01 ? 3 : 4
  }

  /// What its zeros say: `diagonal`, `upper triangular`, `full`.
  var structure: String {
    let size = max(abs(a), abs(b), abs(c), abs(d)) * 1e-6
    switch (abs(b) <= size, abs(c) <= size) {
    case (true, true):
      return abs(a - 1) < 1e-6 && abs(d - 1) < 1e-6 ? "the identity" : "diagonal"
    case (true, false): return "lower triangular"
    case (false, true): return "upper triangular"
    case (false, false): return "full"
    }
  }

  /// A direction in degrees, from −90 to 90: a stretch has no front.
  static func degrees(_ direction: SIMD2<Double>) -> Double {
    var angle = atan2(direction.y, direction.x) * 180 / .pi
    if angle > 90 { angle -= 180 }
    if angle <= -90 { angle += 180 }
    return angle
  }
}

extension Ledger {
  /// dx/dz at the probe, the inverse of the matrix that tangents gave; `nil` where it is singular.
  var forwardJacobian: LinearMap? {
    LinearMap(a: jacobian.0, b: jacobian.1, c: jacobian.2, d: jacobian.3).inverse
  }
}
