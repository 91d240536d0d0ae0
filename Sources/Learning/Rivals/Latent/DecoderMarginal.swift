import Flows
import Foundation

/// log p(x) of a decoder, p(x) = ∫ p(z) N(x; μ(z), σ²) dz, by quadrature over latent space.
///
/// With the nodes of ``LatentCells`` it is a mixture of as many normal densities of width σ. The cells
/// stand in a tree of boxes in data space, and a branch that cannot add anything to the sum is skipped.
struct DecoderMarginal: Sendable {
  /// A box around the images of some cells.
  private struct Branch {
    var low: SIMD2<Double>
    var high: SIMD2<Double>
    /// Of all nodes inside.
    var logWeight: Double
    /// Of a leaf its nodes; of any other branch empty.
    var nodes: Range<Int>
    /// The second child's place; the first child follows its parent.
    var second = 0

    /// The square of a point's distance.
    func squaredDistance(_ x: SIMD2<Double>) -> Double {
      let gap = pointwiseMax(pointwiseMax(low - x, x - high), .zero)
      return (gap * gap).sum()
    }
  }

  let sigma: Double
  /// Whether the rule is coarser than it should be.
  let isCut: Bool
  private var branches: [Branch] = []
  private var images: [SIMD2<Double>] = []
  private var logWeights: [Double] = []
  /// A branch counts that may add more than this to the logarithm of the sum so far.
  private let neglected: Double

  /// - Parameter neglected: what a branch may add and still be left out, as a logarithm.
  init(_ cells: LatentCells, sigma: Double, neglected: Double = -32) {
    self.sigma = sigma
    self.neglected = neglected
    isCut = cells.isCut
    var finite = cells.cells.filter { ($0.low + $0.high).sum().isFinite }
    build(&finite[...])
  }

  var nodeCount: Int { images.count }

  private mutating func build(_ cells: inout ArraySlice<LatentCells.Cell>) {
    guard let first = cells.first else { return }
    let place = branches.count
    if cells.count == 1 {
      let nodes = images.count..<(images.count + first.images.count)
      images += first.images
      logWeights += first.logWeights
      var sum = LogSum()
      for weight in first.logWeights { sum.add(weight) }
      branches.append(Branch(low: first.low, high: first.high, logWeight: sum.value, nodes: nodes))
      return
    }
    let low = cells.reduce(first.low) { pointwiseMin($0, $1.low) }
    let high = cells.reduce(first.high) { pointwiseMax($0, $1.high) }
    let axis = high.y - low.y > high.x - low.x ? 1 : 0
    cells.sort { $0.low[axis] + $0.high[axis] < $1.low[axis] + $1.high[axis] }
    let middle = cells.startIndex + cells.count / 2
    branches.append(Branch(low: low, high: high, logWeight: 0, nodes: 0..<0))
    build(&cells[..<middle])
    branches[place].second = branches.count
    build(&cells[middle...])
    var sum = LogSum()
    sum.add(branches[place + 1].logWeight)
    sum.add(branches[branches[place].second].logWeight)
    branches[place].logWeight = sum.value
  }

  /// log p(x) in nats, without an error estimate.
  func logDensity(_ x: SIMD2<Double>) -> Double {
    guard !branches.isEmpty, x.x.isFinite, x.y.isFinite else { return -.infinity }
    let scale = -0.5 / (sigma * sigma)
    var sum = LogSum()
    add(0, x, scale, &sum)
    return sum.value - log(2 * .pi * sigma * sigma)
  }

  /// Adds a branch, the nearer half first.
  private func add(
    _ place: Int, _ x: SIMD2<Double>, _ scale: Double, _ sum: inout LogSum
  ) {
    let branch = branches[place]
    guard branch.logWeight + scale * branch.squaredDistance(x) > sum.largest + neglected else {
      return
    }
    if !branch.nodes.isEmpty {
      for node in branch.nodes {
        let gap = x - images[node]
        sum.add(logWeights[node] + scale * (gap * gap).sum())
      }
      return
    }
    let (first, second) = (place + 1, branch.second)
    let isFirst =
      branches[first].squaredDistance(x) <= branches[second].squaredDistance(x)
    add(isFirst ? first : second, x, scale, &sum)
    add(isFirst ? second : first, x, scale, &sum)
  }
}
