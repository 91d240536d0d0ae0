import Flows
import Foundation

/// A Gaussian with a full covariance matrix, fitted by maximum likelihood: what any flow has to beat.
public struct Gaussian: Sendable {
  let mean: SIMD2<Double>
  /// Variances of the two coordinates and their covariance.
  let variance: SIMD2<Double>
  let covariance: Double

  /// - Parameter points: at least one; `nil` where the covariance matrix of the points has no inverse.
  init?(of points: [SIMD2<Double>]) { self.init(count: points.count) { points[$0] } }

  /// The same in single precision, without a copy of millions of points.
  init?(of points: [SIMD2<Float>]) { self.init(count: points.count) { SIMD2<Double>(points[$0]) } }

  private init?(count: Int, _ point: (Int) -> SIMD2<Double>) {
    let share = 1 / Double(count)
    var mean = SIMD2<Double>.zero
    for index in 0..<count { mean += point(index) * share }
    var (variance, covariance) = (SIMD2<Double>.zero, 0.0)
    for index in 0..<count {
      let gap = point(index) - mean
      variance += gap * gap * share
      covariance += gap.x * gap.y * share
    }
    (self.mean, self.variance, self.covariance) = (mean, variance, covariance)
    guard determinant > 0, determinant.isFinite else { return nil }
  }

  private var determinant: Double { variance.x * variance.y - covariance * covariance }

  /// Draws one point.
  func sample(using random: inout RandomStream) -> SIMD2<Double> {
    let normal = random.normalPair()
    let deviation = variance.x.squareRoot()
    let rest = max(0, variance.y - covariance * covariance / variance.x).squareRoot()
    return mean
      + SIMD2(deviation * normal.x, covariance / deviation * normal.x + rest * normal.y)
  }

  /// log p(x), in nats.
  public func logDensity(_ x: SIMD2<Double>) -> Double {
    let gap = x - mean
    let square =
      (variance.y * gap.x * gap.x - 2 * covariance * gap.x * gap.y + variance.x * gap.y * gap.y)
      / determinant
    return -0.5 * square - 0.5 * log(determinant) - log(2 * .pi)
  }
}
