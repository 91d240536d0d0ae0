import Foundation

/// Gauss–Legendre quadrature: nodes and weights on an interval, exact for polynomials of degree
/// 2·count − 1.
package struct Quadrature: Sendable {
  package let nodes: [Double]
  package let weights: [Double]

  /// - Parameters:
  ///   - range: the interval.
  ///   - count: number of nodes, at least 1.
  package init(on range: ClosedRange<Double>, count: Int) {
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = (range.upperBound - range.lowerBound) / 2
    var nodes: [Double] = []
    var weights: [Double] = []
    for index in 0..<count {
      // Newton's method on the Legendre polynomial, from Tricomi's estimate of its root.
      var root = -cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<8 {
        let (value, derivative) = Self.legendre(degree: count, at: root)
        let next = root - value / derivative
        slope = derivative
        if next == root { break }
        root = next
      }
      nodes.append(middle + half * root)
      weights.append(half * 2 / ((1 - root * root) * slope * slope))
    }
    self.nodes = nodes
    self.weights = weights
  }

  private static func legendre(degree: Int, at x: Double) -> (value: Double, derivative: Double) {
    var previous = 1.0
    var value = x
    for order in stride(from: 2, through: degree, by: 1) {
      let k = Double(order)
      (previous, value) = (value, ((2 * k - 1) * x * value - (k - 1) * previous) / k)
    }
    return (value, Double(degree) * (x * value - previous) / (x * x - 1))
  }
}
