import Flows
import Foundation

/// The true posterior p(z | x) of one point on an even grid in latent space: a way to its normalizer, and
/// to the encoder's divergence from it, that shares no nodes with ``DecoderMarginal``.
///
/// A coarse grid over all of latent space finds where the posterior is, a fine one covers that box. On
/// both the trapezoid rule sums p(x, z), which falls to nothing at the edges.
struct PosteriorGrid: Sendable {
  /// log p(x), as the grid has it; nats.
  let logNormalizer: Double
  /// How far coarser rules are from these, in nats: every second node of the grid, and two thirds of the
  /// nodes over q.
  let error: Double
  /// KL(q(z | x) ‖ p(z | x)), in nats.
  let divergence: Double

  /// Nodes along a side of the grid: one more than a multiple of two.
  private static func side(_ latent: Int) -> Int { latent == 2 ? 257 : 4097 }
  /// p(x, z) below the greatest times e to this is nothing.
  private static let floor = -36.0

  init(_ passes: any LatentModel, of x: SIMD2<Double>, _ q: EncoderGaussian) {
    let side = Self.side(passes.latent)
    let reach = LatentCells.reach
    let whole = Grid(
      low: SIMD2(repeating: -reach), high: SIMD2(repeating: reach), side: side, passes, x)
    let fine = whole.support(above: Self.floor).map {
      Grid(low: $0.low, high: $0.high, side: side, passes, x)
    }
    let grid = fine ?? whole
    logNormalizer = grid.logSum(every: 1)
    let orders = passes.latent == 2 ? GaussRule.ofPlane : GaussRule.ofLine
    let terms = orders.map { passes.expectedLogRatio(of: x, q, $0) }
    divergence = (terms.last ?? .nan) + logNormalizer
    let change = abs((terms.last ?? .nan) - (terms.first ?? .nan))
    error = abs(grid.logSum(every: 2) - logNormalizer) + change
  }
}

/// Nodes and weights for expectations over standard normal numbers by Gauss–Legendre quadrature: other
/// nodes than those of ``NormalRule``.
private struct GaussRule: Sendable {
  let nodes: [SIMD2<Double>]
  let weights: [Double]

  /// A rule, and a finer one that tells how sure it is.
  static let ofLine = [GaussRule(features: 1, order: 200), GaussRule(features: 1, order: 300)]
  static let ofPlane = [GaussRule(features: 2, order: 64), GaussRule(features: 2, order: 96)]

  private init(features: Int, order: Int) {
    let side = Quadrature(on: -NormalRule.reach...NormalRule.reach, count: order)
    let line = zip(side.nodes, side.weights).map { node, weight in
      (node, weight * exp(-0.5 * node * node) / (2 * Double.pi).squareRoot())
    }
    let pairs =
      features == 2
      ? line.flatMap { x in line.map { (SIMD2(x.0, $0.0), x.1 * $0.1) } }
      : line.map { (SIMD2($0.0, 0), $0.1) }
    nodes = pairs.map(\.0)
    weights = pairs.map(\.1)
  }
}

extension LatentModel {
  /// E_q[log q(z | x) − log p(x, z)], in nats.
  fileprivate func expectedLogRatio(
    of x: SIMD2<Double>, _ q: EncoderGaussian, _ rule: GaussRule
  ) -> Double {
    let latents = rule.nodes.map { q.mean + q.deviation * $0 }
    let logVolume = (0..<latent).reduce(0) { $0 + log(q.deviation[$1]) }
    var sum = 0.0
    for (index, image) in decode(latents).enumerated() {
      let logQ = logPrior(rule.nodes[index]) - logVolume
      let logJoint = logLikelihood(x, from: image) + logPrior(latents[index])
      sum += rule.weights[index] * (logQ - logJoint)
    }
    return sum
  }
}

/// log p(x, z) on an even grid.
private struct Grid {
  let low: SIMD2<Double>
  let step: SIMD2<Double>
  let side: Int
  let latent: Int
  /// Row after row; one row in one dimension.
  let values: [Double]

  init(
    low: SIMD2<Double>, high: SIMD2<Double>, side: Int, _ passes: any LatentModel,
    _ x: SIMD2<Double>
  ) {
    self.low = low
    self.side = side
    latent = passes.latent
    let step = (high - low) / Double(side - 1)
    self.step = step
    let latents =
      latent == 2
      ? (0..<side * side).map { low + step * SIMD2(Double($0 % side), Double($0 / side)) }
      : (0..<side).map { SIMD2(low.x + step.x * Double($0), 0) }
    values = zip(latents, passes.decode(latents)).map { z, image in
      passes.logLikelihood(x, from: image) + passes.logPrior(z)
    }
  }

  /// log of the trapezoid rule's sum over every so-manieth node of each side. Nothing lies at the edges, so
  /// all nodes weigh the same.
  func logSum(every stride: Int) -> Double {
    var sum = LogSum()
    for (index, value) in values.enumerated() {
      if index % side % stride == 0, index / side % stride == 0 { sum.add(value) }
    }
    let area = latent == 2 ? step.x * step.y * Double(stride * stride) : step.x * Double(stride)
    return sum.value + log(area)
  }

  /// The box around all nodes whose value is not further below the greatest, with a node more on each
  /// side; `nil` where nothing is finite.
  func support(above floor: Double) -> (low: SIMD2<Double>, high: SIMD2<Double>)? {
    guard let greatest = values.max(), greatest.isFinite else { return nil }
    var (first, last) = (SIMD2(side, side), SIMD2(-1, -1))
    for (index, value) in values.enumerated() where value > greatest + floor {
      let place = SIMD2(index % side, index / side)
      first = pointwiseMin(first, place)
      last = pointwiseMax(last, place)
    }
    return (
      low + step * SIMD2<Double>(first &- 1), low + step * SIMD2<Double>(last &+ 1)
    )
  }
}
