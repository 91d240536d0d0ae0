import Flows
import Foundation
import Learning

/// How a matrix is told on screen.
extension Matrix2<Double> {
  /// Decimals with which the largest entry shows at least two digits, from 2 to 4.
  var decimals: Int {
    let size = entries.reduce(0) { max($0, abs($1)) }
    return size >= 0.1 || size == 0 ? 2 : size >= 0.01 ? 3 : 4
  }

  /// What its zeros say: `diagonal`, `upper triangular`, `full`.
  var structure: String {
    let size = entries.reduce(0) { max($0, abs($1)) } * 1e-6
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
  var forwardJacobian: Matrix2<Double>? { jacobian.isInvertible ? jacobian.inverse : nil }
}
