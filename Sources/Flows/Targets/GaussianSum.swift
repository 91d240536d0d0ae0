import Foundation

/// A weighted sum of isotropic Gaussians of one width: a mixture, or a curve blurred by noise, whose
/// integral along the curve a quadrature turns into such a sum.
///
/// A curve's nodes must lie no further apart than about 1.2 standard deviations: equally spaced, the
/// relative error of the density is then 2·exp(−2π²/1.44) = 2e-6, and it falls very fast below
/// (1e-8 at one standard deviation).
struct GaussianSum: Sendable {
  private let centres: [SIMD2<Double>]
  private let weights: [Double]
  private let precision: Double
  private let logNormaliser: Double

  /// - Parameters:
  ///   - centres: where the Gaussians are.
  ///   - weights: positive, summing to one; one for each centre.
  ///   - deviation: the standard deviation of each.
  init(centres: [SIMD2<Double>], weights: [Double], deviation: Double) {
    self.centres = centres
    self.weights = weights
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
    var nearest = Double.infinity
    for centre in centres {
      let offset = x - centre
      nearest = min(nearest, (offset * offset).sum())
    }
    // Terms e³⁷ times smaller than the largest are below the last bit of the sum.
    let horizon = nearest + 37 / precision
    var sum = 0.0
    for (centre, weight) in zip(centres, weights) {
      let offset = x - centre
      let square = (offset * offset).sum()
      if square < horizon { sum += weight * exp((nearest - square) * precision) }
    }
    return log(sum) - nearest * precision + logNormaliser
  }
}
