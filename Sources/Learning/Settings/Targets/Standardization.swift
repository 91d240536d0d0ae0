import Flows
import Foundation

/// A shift and a scale per coordinate that bring a user's points to mean 0 and deviation 1:
///
///     u = (x − mean) / deviation
///
/// Flows learn u; what is reported is of x, whose log-density is that of u less ``logVolume``.
public struct Standardization: Hashable, Codable, Sendable {
  public let mean: SIMD2<Double>
  public let deviation: SIMD2<Double>

  /// Leaves points as they are.
  public static let identity = Standardization(mean: .zero, deviation: SIMD2(1, 1))

  init(mean: SIMD2<Double>, deviation: SIMD2<Double>) {
    self.mean = mean
    self.deviation = deviation
  }

  /// The standardization that suits `points`.
  /// - Throws: ``FlowError`` where a coordinate does not vary, or varies beyond what numbers hold.
  init(of points: some Collection<SIMD2<Double>>) throws(FlowError) {
    let share = 1 / Double(max(1, points.count))
    let mean = points.reduce(SIMD2<Double>.zero) { $0 + $1 * share }
    let variance = points.reduce(SIMD2<Double>.zero) { sum, point in
      let gap = point - mean
      return sum + gap * gap * share
    }
    for axis in 0..<2 {
      guard variance[axis].isFinite else {
        throw FlowError("x\(axis + 1) spreads too far for its variance to be a number; rescale it")
      }
      guard variance[axis].squareRoot() > 1e-12 * abs(mean[axis]) else {
        throw FlowError(
          "x\(axis + 1) is \(mean[axis]) for every point: a density in the plane needs points that "
            + "vary in both coordinates")
      }
    }
    self.init(mean: mean, deviation: variance.squareRoot())
  }

  /// log|det dx/du|, in nats.
  public var logVolume: Double { log(deviation.x) + log(deviation.y) }

  /// x → u.
  public func standardized(_ x: SIMD2<Double>) -> SIMD2<Double> { (x - mean) / deviation }

  /// u → x.
  public func original(_ u: SIMD2<Double>) -> SIMD2<Double> { u * deviation + mean }

  /// dz/du → dz/dx.
  func original(_ jacobian: Matrix2<Double>) -> Matrix2<Double> {
    Matrix2(
      a: jacobian.a / deviation.x, b: jacobian.b / deviation.y, c: jacobian.c / deviation.x,
      d: jacobian.d / deviation.y)
  }
}
