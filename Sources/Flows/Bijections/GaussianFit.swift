import Autodiff
import Foundation

/// The fixed layer next to a user's points, which are standardized already: it gives them their
/// correlation ρ, so that with a normal base every flow begins as the Gaussian fit.
///
///     x₁ = y₁,    x₂ = ρ·y₁ + √(1 − ρ²)·y₂,    log|det dx/dy| = ½·log(1 − ρ²)
///
/// The matrix is the Cholesky factor of the correlations. Nothing here is trained.
struct GaussianFit: Bijection {
  let name = "Gaussian fit"
  /// ρ, between −1 and 1.
  let correlation: Double

  /// √(1 − ρ²).
  private var rest: Double { (1 - correlation * correlation).squareRoot() }

  func inverse(_ x: Value) -> Mapped {
    let y = (x.feature(1) - correlation * x.feature(0)) * (1 / rest)
    return Mapped(.concatenate([x.feature(0), y]), logDet: x.graph.constant(-log(rest)))
  }

  func forward(_ y: Value) -> Mapped {
    let x = correlation * y.feature(0) + rest * y.feature(1)
    return Mapped(.concatenate([y.feature(0), x]), logDet: y.graph.constant(log(rest)))
  }

  /// A shear by less.
  var blends: Bool { true }
}

/// A Gaussian with a full covariance matrix, fitted by maximum likelihood: what any flow has to beat.
public struct Gaussian: Sendable {
  let mean: SIMD2<Double>
  /// Variances of the two coordinates and their covariance.
  let variance: SIMD2<Double>
  let covariance: Double

  /// - Parameter points: at least one; `nil` where the covariance matrix of the points has no inverse.
  init?(of points: some Collection<SIMD2<Double>>) {
    let share = 1 / Double(points.count)
    let mean = points.reduce(SIMD2<Double>.zero) { $0 + $1 * share }
    var (variance, covariance) = (SIMD2<Double>.zero, 0.0)
    for point in points {
      let gap = point - mean
      variance += gap * gap * share
      covariance += gap.x * gap.y * share
    }
    (self.mean, self.variance, self.covariance) = (mean, variance, covariance)
    guard determinant > 0, determinant.isFinite else { return nil }
  }

  private var determinant: Double { variance.x * variance.y - covariance * covariance }

  /// log p(x), in nats.
  public func logDensity(_ x: SIMD2<Double>) -> Double {
    let gap = x - mean
    let square =
      (variance.y * gap.x * gap.x - 2 * covariance * gap.x * gap.y + variance.x * gap.y * gap.y)
      / determinant
    return -0.5 * square - 0.5 * log(determinant) - log(2 * .pi)
  }
}
