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
    let series = u * (1 - 3 * u * (1 - 5 * u * (1 - 7 * u * (1 - 9 * u))))
    return -x * x - log(x * Double.pi.squareRoot()) + log1p(-series)
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
}

/// A running log Σ exp(term), without overflow; −∞ before the first term.
package struct LogSum {
  package private(set) var largest = -Double.infinity
  private var scaled = 0.0

  package init() {}

  /// log Σ exp(term) of the terms so far.
  package var value: Double { largest + log(scaled) }

  /// Adds a term, given as its logarithm.
  package mutating func add(_ logTerm: Double) {
    if logTerm <= largest {
      // A term e³⁷ times smaller than the largest is below the last bit of the sum.
      if logTerm > largest - 37 { scaled += exp(logTerm - largest) }
    } else {
      scaled = scaled * exp(largest - logTerm) + 1
      largest = logTerm
    }
  }
}
