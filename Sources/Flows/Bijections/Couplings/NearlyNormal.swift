import Autodiff
import Foundation

/// A distribution function that is nearly the standard normal one, and whose inverse has a formula as well
/// (Bowling et al. 2009, "A logistic approximation to the cumulative normal distribution"):
///
///     Φ̃(c) = sigmoid(p(c)),    p(c) = αc + βc³
///
/// It differs from Φ by 1.5e-4 at most. Log-odds p(c) neither overflow nor saturate where Φ is 0 or 1 in
/// floating-point numbers, so that Φ̃⁻¹ of a mixture is as exact far out as it is near the middle.
enum NearlyNormal {
  private static let linear = 1.5976
  private static let cubic = 0.07056
  /// √(α/3β): with c = 2s·sinh θ, p(c) is 2βs³·sinh 3θ.
  private static let scale = (linear / (3 * cubic)).squareRoot()
  private static let height = 2 * cubic * pow(scale, 3)

  /// p(c).
  static func logOdds(_ c: Value) -> Value { c * (linear + cubic * c.squared) }

  /// p′(c).
  static func slope(_ c: Value) -> Value { linear + 3 * cubic * c.squared }

  /// p⁻¹(u). Its derivative is 1/p′, which is simpler than that of the formula and has no seam at 0.
  static func quantile(logOdds u: Value) -> Value {
    let t = (1 / height) * u
    let size = t.absolute
    // Beyond 1e15 the root is the number itself, whose square might overflow.
    let root = size.maximum((size.minimum(1e15).squared + 1).squareRoot)
    let theta = (1.0 / 3) * (size + root).log
    let first = scale * (theta.exp - (-theta).exp) * t.sign
    // One step of Newton's method mends what the differences above lose near 0.
    let mended = first - (logOdds(first) - u) / slope(first)
    return mended.differentiated(by: QuantileRule(), from: [u])
  }

  /// p⁻¹(log(share/(1 − share))), the quantile of a share between 0 and 1.
  static func quantile(_ share: Double) -> Double {
    2 * scale * sinh(asinh(log(share / (1 - share)) / height) / 3)
  }
}

/// The derivative of p⁻¹ is one over that of p.
private struct QuantileRule: DerivativeRule {
  func tangent(of value: Value, from sources: [Value], along tangents: [Value?]) -> Value? {
    tangents[0].map { $0 / NearlyNormal.slope(value) }
  }

  func adjoint(of value: Value, from sources: [Value], incoming: Value) -> [Value?] {
    [incoming / NearlyNormal.slope(value)]
  }
}
