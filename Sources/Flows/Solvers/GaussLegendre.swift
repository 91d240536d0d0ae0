import Foundation

/// Gauss-Legendre quadrature on [0, 1]: of all rules with so many nodes, the one that is exact for
/// polynomials of the highest degree, 2n − 1.
struct GaussLegendre: Sendable {
  /// Ascending, inside the interval, symmetric about its middle.
  private(set) var nodes: [Double] = []
  private(set) var weights: [Double] = []

  /// The nodes are the roots of the Legendre polynomial, by Newton's method from an estimate that
  /// leads to each (Press et al., Numerical Recipes, section 4.6).
  init(count: Int) {
    for index in 0..<count {
      var x = -cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      for _ in 0..<12 {
        let (value, derivative) = Self.legendre(count, at: x)
        slope = derivative
        x -= value / derivative
      }
      nodes.append((x + 1) / 2)
      weights.append(1 / ((1 - x * x) * slope * slope))
    }
  }

  /// Pₙ(x) and its derivative, by the three-term recurrence.
  private static func legendre(_ degree: Int, at x: Double) -> (Double, Double) {
    var (before, value) = (1.0, x)
    for n in stride(from: 2, through: degree, by: 1) {
      let next = (Double(2 * n - 1) * x * value - Double(n - 1) * before) / Double(n)
      (before, value) = (value, next)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}
