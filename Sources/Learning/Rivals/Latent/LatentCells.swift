import Flows
import Foundation

/// A rule to integrate over latent space with the prior as weight, fitted to a decoder: small cells where
/// the decoder moves its points far, large ones where it does not.
///
///     ∫ p(z) g(μ(z)) dz ≈ Σ wᵢ g(μ(zᵢ))
///
/// Each cell has a few Gauss–Legendre nodes along each side. It is cut until no side is longer than
/// `fineness`, where length is measured in z and in x over σ together: a normal density of width σ, and
/// the prior, are then smooth polynomials within a cell, however steep the decoder is. The rule
/// depends on the model alone, so that one serves all x.
struct LatentCells: Sendable {
  /// One cell's nodes, in x and with the logarithm of their weight.
  struct Cell: Sendable {
    var images: [SIMD2<Double>]
    var logWeights: [Double]
    var low: SIMD2<Double>
    var high: SIMD2<Double>
  }

  /// How fine a rule is.
  struct Fineness: Hashable, Sendable {
    /// Greatest length of a cell's side.
    var length: Double
    /// Prior mass below which a cell is left as it is.
    var mass: Double
    /// Cells are cut no more when there are so many.
    var limit: Int

    /// For numbers: relative error about 1e-6, measured against ``coarser``.
    static let numbers = Fineness(length: 1.25, mass: 1e-14, limit: 40_000)
    /// For pictures, and to tell how sure the numbers are.
    static let pictures = Fineness(length: 2.5, mass: 1e-9, limit: 10_000)
  }

  let cells: [Cell]
  /// Whether there were too many cells to make them all as small as they should be.
  let isCut: Bool
  /// Prior mass outside of ±``reach``, at most.
  static let massOutside = 2.5e-15

  /// Half the width of latent space that is integrated over: beyond it lies 1.2e-15 of the prior's mass in
  /// one dimension, twice as much in two.
  static let reach = 8.0

  /// - Parameter decode: latent points to data space, many at once.
  init(
    latent: Int, sigma: Double, fineness: Fineness,
    decode: ([SIMD2<Double>]) -> [SIMD2<Double>]
  ) {
    let rule = CellRule(latent: latent)
    var pending = rule.first
    var cells: [Cell] = []
    var isCut = false
    while !pending.isEmpty {
      let nodes = pending.flatMap(rule.nodes)
      let images = decode(nodes)
      var next: [CellRule.Box] = []
      let isFull = cells.count + pending.count >= fineness.limit
      for (index, box) in pending.enumerated() {
        let range = index * rule.count..<(index + 1) * rule.count
        let cell = rule.cell(box, nodes[range], images[range])
        let lengths = rule.lengths(box, cell.images, sigma: sigma)
        let axis = latent == 2 && lengths.y > lengths.x ? 1 : 0
        // More than a few pieces at once would cut on a coarse look.
        let share = lengths[axis] / fineness.length
        let pieces = share < 4 ? Int(share.rounded(.up)) : 4
        let matters = cell.logWeights.reduce(0) { $0 + exp($1) } > fineness.mass
        if pieces > 1, matters, !isFull, lengths[axis].isFinite {
          next += box.cut(axis, pieces)
        } else {
          isCut = isCut || (pieces > 1 && matters)
          cells.append(cell)
        }
      }
      pending = next
    }
    self.cells = cells
    self.isCut = isCut
  }
}

/// The nodes of a cell, and how long its sides are.
private struct CellRule {
  struct Box {
    var low: SIMD2<Double>
    var high: SIMD2<Double>

    func cut(_ axis: Int, _ pieces: Int) -> [Box] {
      let step = (high[axis] - low[axis]) / Double(pieces)
      return (0..<pieces).map { piece in
        var box = self
        box.low[axis] = low[axis] + Double(piece) * step
        if piece < pieces - 1 { box.high[axis] = box.low[axis] + step }
        return box
      }
    }
  }

  let latent: Int
  /// Nodes along a side, on [0, 1].
  private let side: Quadrature
  /// Nodes of a cell.
  let count: Int

  init(latent: Int) {
    self.latent = latent
    let perSide = latent == 2 ? 4 : 8
    side = Quadrature(on: 0...1, count: perSide)
    count = latent == 2 ? perSide * perSide : perSide
  }

  /// Cells of side 2 that fill the whole.
  var first: [Box] {
    let (reach, side) = (LatentCells.reach, 2.0)
    let starts = stride(from: -reach, to: reach, by: side)
    guard latent == 2 else {
      return starts.map { Box(low: SIMD2($0, 0), high: SIMD2($0 + side, 0)) }
    }
    return starts.flatMap { x in
      starts.map { y in Box(low: SIMD2(x, y), high: SIMD2(x + side, y + side)) }
    }
  }

  func nodes(_ box: Box) -> [SIMD2<Double>] {
    let size = box.high - box.low
    guard latent == 2 else { return side.nodes.map { box.low + size * $0 } }
    return side.nodes.flatMap { x in side.nodes.map { y in box.low + size * SIMD2(x, y) } }
  }

  func cell(
    _ box: Box, _ nodes: ArraySlice<SIMD2<Double>>, _ images: ArraySlice<SIMD2<Double>>
  ) -> LatentCells.Cell {
    let size = box.high - box.low
    let weights = side.weights
    let areas =
      latent == 2
      ? weights.flatMap { x in weights.map { y in x * y * size.x * size.y } }
      : weights.map { $0 * size.x }
    let constant = 0.5 * Double(latent) * log(2 * .pi)
    var cell = LatentCells.Cell(
      images: Array(images),
      logWeights: zip(nodes, areas).map { z, area in
        log(area) - 0.5 * (z * z).sum() - constant
      },
      low: SIMD2(repeating: .infinity), high: SIMD2(repeating: -.infinity))
    for image in images {
      cell.low = pointwiseMin(cell.low, image)
      cell.high = pointwiseMax(cell.high, image)
    }
    return cell
  }

  /// The length of a cell along each axis, in z and in x over σ together: of the longest line of nodes,
  /// drawn out to the cell's edges.
  func lengths(_ box: Box, _ images: [SIMD2<Double>], sigma: Double) -> SIMD2<Double> {
    let size = box.high - box.low
    let perSide = side.nodes.count
    let span = side.nodes[perSide - 1] - side.nodes[0]
    func length(from start: Int, by step: Int) -> Double {
      (1..<perSide).reduce(0) { sum, index in
        let gap = images[start + index * step] - images[start + (index - 1) * step]
        return sum + (gap * gap).sum().squareRoot()
      } / (span * sigma)
    }
    func joint(_ moved: Double, _ side: Double) -> Double {
      (moved * moved + side * side).squareRoot()
    }
    guard latent == 2 else { return SIMD2(joint(length(from: 0, by: 1), size.x), 0) }
    let lines = 0..<perSide
    let alongX = lines.map { length(from: $0, by: perSide) }.max() ?? 0
    let alongY = lines.map { length(from: $0 * perSide, by: 1) }.max() ?? 0
    return SIMD2(joint(alongX, size.x), joint(alongY, size.y))
  }
}
