import Autodiff
import Foundation

/// A weighted sum of isotropic Gaussians of one width: a mixture, or a curve blurred by noise, whose
/// integral along the curve a quadrature turns into such a sum.
///
/// A curve's nodes must lie no further apart than about 1.2 standard deviations: equally spaced, the
/// relative error of the density is then 2·exp(−2π²/1.44) = 2e-6, and it falls very fast below
/// (1e-8 at one standard deviation).
struct GaussianSum: Sendable {
  private typealias Lanes = Double.Lanes

  /// Eight Gaussians; what is left over at the end repeats the last one, with no weight.
  private struct Octet {
    var (x, y): (Lanes, Lanes)
    var weights = Lanes.zero

    /// Squared distances.
    func squares(to point: SIMD2<Double>) -> Lanes {
      let (dx, dy) = (point.x - x, point.y - y)
      return (dx * dx).addingProduct(dy, dy)
    }
  }

  private let octets: [Octet]
  private let precision: Double
  private let logNormaliser: Double

  /// - Parameters:
  ///   - centres: where the Gaussians are.
  ///   - weights: positive, summing to one; one for each centre.
  ///   - deviation: the standard deviation of each.
  init(centres: [SIMD2<Double>], weights: [Double], deviation: Double) {
    octets = stride(from: 0, to: centres.count, by: Lanes.scalarCount).map { start in
      let last = centres[min(start + Lanes.scalarCount, centres.count) - 1]
      var octet = Octet(x: Lanes(repeating: last.x), y: Lanes(repeating: last.y))
      for index in start..<min(start + Lanes.scalarCount, centres.count) {
        (octet.x[index - start], octet.y[index - start]) = (centres[index].x, centres[index].y)
        octet.weights[index - start] = weights[index]
      }
      return octet
    }
    precision = 1 / (2 * deviation * deviation)
    logNormaliser = -log(2 * .pi * deviation * deviation)
  }

  /// A curve on which t is uniform on `range`, blurred by N(0, `deviation`²·I).
  init(
    curve: (Double) -> SIMD2<Double>, on range: ClosedRange<Double>, nodes: Int, deviation: Double
  ) {
    let rule = Quadrature(on: range, count: nodes)
    let length = range.upperBound - range.lowerBound
    self.init(
      centres: rule.nodes.map(curve), weights: rule.weights.map { $0 / length },
      deviation: deviation)
  }

  /// log p(x) in nats; finite wherever x is.
  func logDensity(_ x: SIMD2<Double>) -> Double {
    var closest = Lanes(repeating: .infinity)
    for octet in octets { closest = pointwiseMin(closest, octet.squares(to: x)) }
    let nearest = closest.min()
    // Terms e³⁷ times smaller than the largest are below the last bit of the sum.
    let horizon = nearest + 37 / precision
    var sums = Lanes.zero
    for octet in octets {
      let squares = octet.squares(to: x)
      guard any(squares .< horizon) else { continue }
      sums.addProduct(octet.weights, Double.exponential((nearest - squares) * precision))
    }
    return log(sums.sum()) - nearest * precision + logNormaliser
  }
}
