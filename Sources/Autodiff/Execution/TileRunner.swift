/// The part of a run that threads share: executes a program's per-tile instructions, shard by shard.
///
/// `lanes` and `items` are written between runs only, by the thread that starts them.
final class TileRunner<S: LaneScalar>: ParallelWork, @unchecked Sendable {
  private let program: Program
  private let memory: ExecutorMemory<S>
  private let source: (any LaneSource<S>)?
  let reduction: SumReduction<S>
  private var lanes = 0
  private(set) var items = 0
  private let interpreter: Interpreter<S>
  private let stopwatch: Stopwatch?

  init(
    _ program: Program, memory: ExecutorMemory<S>, source: (any LaneSource<S>)?,
    stopwatch: Stopwatch? = nil
  ) {
    self.program = program
    self.memory = memory
    self.source = source
    self.stopwatch = stopwatch
    reduction = SumReduction(memory: memory, offset: program.sumsOffset, count: program.sumsCount)
    interpreter = Interpreter(memory, stopwatch: stopwatch)
  }

  /// The same with a stopwatch, for one thread.
  func watched(by stopwatch: Stopwatch) -> TileRunner {
    TileRunner(program, memory: memory, source: source, stopwatch: stopwatch)
  }

  /// Computes what the lanes share.
  func begin(lanes count: Int) {
    lanes = count
    let tiles = memory.tileCount(lanes: count)
    items = program.sumsCount > 0 ? min(tiles, ExecutorMemory<S>.mostShards) : tiles
    reduction.shards = items
    for worker in memory.loopTurns.indices { memory.loopTurns[worker] = 0 }
    interpreter.run(shared: program.before)
  }

  /// Computes what depends on sums over lanes.
  func finish() {
    interpreter.run(shared: program.after)
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func perform(item: Int, worker: Int) {
    let tiles = memory.tileCount(lanes: lanes)
    let first = item * tiles / items
    let last = (item + 1) * tiles / items
    let hasSums = program.sumsCount > 0
    let sums = hasSums ? memory.sums[item] : memory.shared
    for cleared in program.clearedSums {
      (sums + cleared.lowerBound).update(repeating: 0, count: cleared.count)
    }
    for tile in first..<last {
      let start = tile * memory.tileLanes
      let valid = min(lanes - start, memory.tileLanes)
      let filling = stopwatch?.start()
      fillInputs(tile: tile, start: start, valid: valid)
      if let filling { stopwatch?.stopDrawing(since: filling) }
      interpreter.run(
        program.perTile, tile: tile, worker: worker, sums: sums, valid: valid,
        beginsSums: tile == first)
      for (index, output) in program.laneOutputs.enumerated() {
        let count = output.features * memory.tileLanes
        memory.outputs[index].advanced(by: tile * count).update(
          from: memory.address(output.operand, tile: memory.tiles[worker], sums: sums),
          count: count)
      }
    }
  }

  /// Lanes beyond the batch repeat its last one, so that they stay finite; no sum includes them.
  private func fillInputs(tile: Int, start: Int, valid: Int) {
    let step = memory.tileLanes
    if let source, let rows = program.inputs[0], let base = memory.inputs[0] {
      let block = LaneBlock(base: base + tile * rows * step, step: step, rows: rows)
      source.fill(block, lanes: start..<(start + valid))
    }
    guard valid < step else { return }
    for (slot, rows) in program.inputs {
      guard let base = memory.inputs[slot] else { continue }
      for row in 0..<rows {
        let values = base + (tile * rows + row) * step
        for lane in valid..<step { values[lane] = values[valid - 1] }
      }
    }
  }
}

/// Adds up the shards' sums in order, into the shared block.
final class SumReduction<S: LaneScalar>: ParallelWork, @unchecked Sendable {
  private let memory: ExecutorMemory<S>
  private let offset: Int
  private let count: Int
  /// Written between runs only.
  var shards = 0

  private static var block: Int { 4096 }

  init(memory: ExecutorMemory<S>, offset: Int, count: Int) {
    self.memory = memory
    self.offset = offset
    self.count = count
  }

  var items: Int { (count + Self.block - 1) / Self.block }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func perform(item: Int, worker: Int) {
    let start = item * Self.block
    let end = min(count, start + Self.block)
    let target = memory.shared + offset
    (target + start).update(from: memory.sums[0] + start, count: end - start)
    for shard in 1..<max(1, shards) {
      addInPlace(target + start, memory.sums[shard] + start, count: end - start)
    }
  }
}

/// target += source, over whole registers.
@_specialize(where S == Float)
@_specialize(where S == Double)
func addInPlace<S: LaneScalar>(
  _ target: UnsafeMutablePointer<S>, _ source: UnsafePointer<S>, count: Int
) {
  var i = 0
  while i < count {
    store(load(UnsafePointer(target) + i) + load(source + i), target + i)
    i &+= S.Lanes.scalarCount
  }
}
