/// A graph made ready to run: only what the outputs need, in order, with all memory planned.
///
/// Values that every lane shares are computed once a run, before the lanes or, where they come from
/// sums over lanes, after them. Per-lane values live in one block of rows that is used again and
/// again, tile after tile.
public struct Program: Sendable {
  /// Executed once a run, before any lane.
  let before: [Instruction]
  /// Executed once a tile.
  let perTile: [Instruction]
  /// Executed once a run, after the lanes have been summed.
  let after: [Instruction]
  /// Rows of lanes that a tile needs.
  let tileRows: Int
  /// Scalars in the shared block: constants and whatever is computed once a run.
  let sharedCount: Int
  let constants: [(offset: Int, values: [Double])]
  /// Scalars that are summed over lanes; they begin at `sumsOffset` of the shared block.
  let sumsCount: Int
  let sumsOffset: Int
  /// Sums that have to be cleared before a shard's first tile; the others are begun by an instruction.
  let clearedSums: [Range<Int>]
  /// Scratch for transposing one operand of an outer product, in rows of lanes.
  let scratchRows: Int
  let inputs: [Int: Int]
  /// Where each requested output is found.
  let laneOutputs: [(operand: Operand, features: Int)]
  let sharedOutputs: [(operand: Operand, features: Int)]
  /// Multiply-adds and elementwise evaluations per lane, counted as floating-point operations.
  public let operationsPerLane: Int
  /// Whether a part of the program repeats until it converges; ``operationsPerLane`` counts one turn of it.
  public var hasLoops: Bool {
    perTile.contains { instruction in
      if case .loop = instruction.code { true } else { false }
    }
  }
  /// Number of nodes that are left after pruning.
  public let nodeCount: Int

  /// Bytes of working memory for a tile.
  /// - Parameters:
  ///   - lanes: how many lanes the tile has.
  ///   - scalar: bytes of one number.
  public func tileBytes(lanes: Int, scalar: Int) -> Int { tileRows * lanes * scalar }

  /// Plans the computation of all that was declared.
  public init(_ outputs: Outputs) {
    self.init(lanes: outputs.lanes, shared: outputs.shared)
  }

  /// Plans the computation of `lanes` (values that may differ between lanes) and `shared` (values
  /// that do not).
  init(lanes: [Value] = [], shared: [Value] = []) {
    guard let graph = (lanes.first ?? shared.first)?.graph else {
      preconditionFailure("no outputs")
    }
    let laneValues = lanes.map { $0.expanded(features: $0.features, perLane: true) }
    precondition(shared.allSatisfy { !$0.perLane }, "a shared output must not differ between lanes")
    var planner = Planner(graph: graph, outputs: (laneValues + shared).map(\.id))
    planner.plan(keeping: laneValues.map(\.id))
    before = planner.before
    perTile = planner.perTile
    after = planner.after
    tileRows = planner.tileRows
    constants = planner.constants
    sumsCount = planner.sumsCount
    sumsOffset = planner.sumsOffset
    clearedSums = planner.clearedSums
    sharedCount = planner.sharedCount
    scratchRows = planner.scratchRows
    inputs = planner.inputs
    laneOutputs = laneValues.map { (planner.operand($0.id), $0.features) }
    sharedOutputs = shared.map { (planner.operand($0.id), $0.features) }
    operationsPerLane = planner.operationsPerLane
    nodeCount = planner.before.count + planner.perTile.count + planner.after.count
  }
}
