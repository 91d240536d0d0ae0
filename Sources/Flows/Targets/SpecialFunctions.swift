import Foundation

/// Special functions that the exact densities need, as logarithms so that they stay finite in
/// every tail. Relative error of the exponentiated value: 1e-12 unless stated.
enum SpecialFunctions {
  /// log(e⁻ˣ·I₀(x)) for x ≥ 0, with I₀ the modified Bessel function of the first kind.
  ///
  /// The power series (all its terms are positive) below 24, the asymptotic series above.
  static func logScaledBesselI0(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    if x < 24 {
      let quarter = x * x / 4
      for k in 1...120 {
        term *= quarter / Double(k * k)
        sum += term
        if term < 1e-17 * sum { break }
      }
      return log(sum) - x
    }
    for k in 1...30 {
      let odd = Double(2 * k - 1)
      term *= odd * odd / (8 * Double(k) * x)
      sum += term
      if term < 1e-17 { break }
    }
    return log(sum) - 0.5 * log(2 * .pi * x)
  }

  /// log erfc(x), for any x.
  static func logErfc(_ x: Double) -> Double {
    if x < 20 { return log(erfc(x)) }
    // The asymptotic series; its first left-out term is below 4e-14 here.
    let u = 1 / (2 * x * x)
    return -x * x - log(x * Double.pi.squareRoot()) + log1p(-u * (1 - 3 * u * (1 - 5 * u)))
  }

  /// log(Φ(upper) − Φ(lower)) for lower < upper, with Φ the standard normal distribution function.
  static func logNormalInterval(_ lower: Double, _ upper: Double) -> Double {
    let scale = 0.5.squareRoot()
    if lower < 0 && upper > 0 {
      return log(0.5 * (erf(upper * scale) - erf(lower * scale)))
    }
    // One tail: the difference of two complementary error functions, mirrored to the right.
    let (near, far) = lower >= 0 ? (lower, upper) : (-upper, -lower)
    if near < 25 {
      let difference = erfc(near * scale) - erfc(far * scale)
      return log(0.5 * difference)
    }
    let nearest = logErfc(near * scale)
    return nearest + log1p(-exp(logErfc(far * scale) - nearest)) - log(2.0)
  }

  /// log Σ exp(values), without overflow; −∞ for no values.
  static func logSumExp(_ values: some Sequence<Double>) -> Double {
    var largest = -Double.infinity
    var sum = 0.0
    for value in values where value > -.infinity {
      if value > largest {
        sum = sum * exp(largest - value) + 1
        largest = value
      } else {
        sum += exp(value - largest)
      }
    }
    return largest + log(sum)
  }
}
