import Flows
import Foundation

/// What a density says of data on a grid, of which only the cell is known: the probability of each cell
/// itself, by quadrature, and the bound of it that training sees. In nats a point.
public struct CellLikelihood: Hashable, Sendable, Encodable {
  /// A cell's side.
  public let width: Double
  /// Σ P log(P/Q) over the cells, with P the target's probabilities and Q the model's.
  public let kl: Double
  /// The same with the bound in the place of log Q: at least `kl`.
  public let klBound: Double
  /// What the bound gives away: the mean of log Q less its bound.
  public let gap: Double

  /// Points of the midpoint rule along a cell's side.
  private static let nodes = 12
  /// Cells with less than this of the target's mass are left out.
  private static let least = 1e-12

  /// - Returns: `nil` where the target's density is unknown, or nothing spreads the points.
  package init?(
    _ cells: Cells, of target: any Target, _ logDensity: ([SIMD2<Float>]) -> [Float]
  ) {
    width = cells.width
    let shares = (0..<Self.nodes).map { (Double($0) + 0.5) / Double(Self.nodes) - 0.5 }
    let weights = shares.compactMap(cells.weight)
    guard weights.count == shares.count, target.logDensity(.zero) != nil else { return nil }
    let sum = weights.reduce(0, +)
    // Of each node: its offset from the cell's middle, and the noise's probability of it.
    let nodes = shares.indices.flatMap { row in
      shares.indices.map { column in
        (
          offset: cells.width * SIMD2(shares[column], shares[row]),
          noise: weights[column] * weights[row] / (sum * sum)
        )
      }
    }
    let area = cells.width * cells.width / Double(nodes.count)
    let half = Int((1.5 * target.extent / cells.width).rounded(.up))
    let found = (-half..<half).flatMap { row in
      (-half..<half).compactMap { column -> (middle: SIMD2<Double>, truth: Double)? in
        let middle = cells.width * (SIMD2(Double(column), Double(row)) + 0.5)
        let truth = nodes.reduce(0) { $0 + exp(target.logDensity(middle + $1.offset) ?? 0) } * area
        return truth > Self.least ? (middle, truth) : nil
      }
    }
    let logs = logDensity(
      found.flatMap { cell in nodes.map { SIMD2<Float>(cell.middle + $0.offset) } })
    var (kl, klBound, mass) = (0.0, 0.0, 0.0)
    for (index, (_, truth)) in found.enumerated() {
      var model = LogSum()
      // The mean under the noise of log(p·area / noise's probability).
      var bound = 0.0
      for (node, log) in zip(nodes, logs[(index * nodes.count)...]) {
        model.add(Double(log))
        bound += node.noise * (Double(log) + Foundation.log(area / node.noise))
      }
      kl += truth * (log(truth) - model.value - log(area))
      klBound += truth * (log(truth) - bound)
      mass += truth
    }
    (self.kl, self.klBound) = (kl / mass, klBound / mass)
    gap = (klBound - kl) / mass
  }
}
