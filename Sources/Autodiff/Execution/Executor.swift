/// Runs a ``Program`` over tiles of lanes, with all memory allocated beforehand.
///
/// A batch is cut into tiles, and tiles into a number of shards that depends on the batch alone.
/// Each shard adds up its own sums over lanes, and the shards' sums are added in order, so that a
/// result is the same bit for bit on any number of threads.
///
///     let executor = Executor<Float>(program, parameterCount: 2)  // of the example at ``Graph``
///     executor.parameters = [1, -0.5]
///     executor.setInput(0, points: [SIMD2(0.3, 0.1), SIMD2(-1, 2)])
///     executor.run(lanes: 2)
///     print(executor.numbers(height, count: 2), executor[total], executor.values(slopes[0]))
///
/// Not thread-safe: run it from one thread at a time; it brings its own helpers.
public final class Executor<S: LaneScalar> {
  public let program: Program
  /// Lanes per tile: as many as keep a layer's rows in the first-level cache.
  public let tileLanes: Int
  /// Shared with the optimizers, which work on the parameters in place.
  let memory: ExecutorMemory<S>
  let crew: Crew
  let runner: TileRunner<S>
  private let transfer: BatchTransfer<S>

  /// - Parameters:
  ///   - parameterCount: length of the parameter vector, which starts as zeros.
  ///   - threads: how many threads share the tiles, the caller's included.
  ///   - source: fills input 0 tile by tile on the threads that run the tiles, instead of
  ///     ``setInput(_:feature:_:)``.
  public init(
    _ program: Program, parameterCount: Int = 0, tileLanes: Int = 128, threads: Int = 1,
    source: (any LaneSource<S>)? = nil
  ) {
    self.program = program
    let width = S.Lanes.scalarCount
    self.tileLanes = max(width, tileLanes / width * width)
    crew = Crew(threads: threads)
    memory = ExecutorMemory(
      program, parameterCount: parameterCount, tileLanes: self.tileLanes, workers: crew.count)
    runner = TileRunner(program, memory: memory, source: source)
    transfer = BatchTransfer(memory: memory, crew: crew)
  }

  public var threads: Int { crew.count }

  // MARK: Numbers in

  /// The parameter vector.
  public var parameters: [S] {
    get { memory.readParameters() }
    set {
      precondition(newValue.count == memory.parameterCount, "wrong number of parameters")
      memory.writeParameters(newValue)
    }
  }

  /// Sets one number of the parameter vector.
  public func setParameter(_ index: Int, _ value: S) {
    precondition(index >= 0 && index < memory.parameterCount, "no such parameter")
    memory.parameters[index] = value
  }

  /// Copies the parameter vector into an array of its length, which then is not allocated anew.
  public func copyParameters(into array: inout [S]) {
    precondition(array.count == memory.parameterCount, "wrong number of parameters")
    memory.copyParameters(into: &array)
  }

  /// Bytes of the rows that one thread works in: what should fit into its caches.
  public var tileBytes: Int { program.tileRows * tileLanes * MemoryLayout<S>.stride }

  /// Makes room for `count` lanes; input set before is kept only if there was room already.
  public func reserve(lanes count: Int) {
    memory.reserve(lanes: count)
  }

  /// Sets one row of an input, a number per lane.
  public func setInput(_ slot: Int, feature: Int, _ values: [S]) {
    memory.reserve(lanes: values.count)
    memory.writeInput(slot, feature: feature, values)
  }

  /// Sets an input of two features, a point per lane.
  public func setInput(_ slot: Int, points: [SIMD2<S>]) {
    memory.reserve(lanes: points.count)
    points.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      transfer.run(.writePoints(input: slot, base), count: points.count)
    }
  }

  // MARK: Running

  /// Evaluates the program for `count` lanes.
  public func run(lanes count: Int) {
    precondition(count > 0, "a run needs at least one lane")
    memory.reserve(lanes: count)
    runner.begin(lanes: count)
    crew.run(runner, items: runner.items)
    if program.sumsCount > 0 {
      let reduction = runner.reduction
      crew.run(reduction, items: reduction.items)
    }
    runner.finish()
  }

  /// The most turns any tile took in any loop of the last run.
  public var loopTurns: Int { memory.loopTurns.max() ?? 0 }

  // MARK: Numbers out

  /// An output's number in one lane.
  public subscript(output: NumberOutput, lane: Int) -> S {
    self.output(output.index, lane: lane)
  }

  /// An output's point in one lane.
  public subscript(output: PointOutput, lane: Int) -> SIMD2<S> {
    SIMD2(
      self.output(output.index, feature: 0, lane: lane),
      self.output(output.index, feature: 1, lane: lane))
  }

  /// The first number of an output that all lanes share.
  public subscript(output: SharedOutput) -> S {
    memory.sharedAddress(of: program.sharedOutputs[output.index].operand).pointee
  }

  /// An output's numbers in the first `count` lanes.
  public func numbers(_ output: NumberOutput, count: Int) -> [S] {
    self.output(output.index, count: count)
  }

  /// An output's points in the first `count` lanes.
  public func points(_ output: PointOutput, count: Int) -> [SIMD2<S>] {
    Array(unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      transfer.run(.readPoints(output: output.index, base), count: count)
      filled = count
    }
  }

  /// All numbers of an output that all lanes share.
  public func values(_ output: SharedOutput) -> [S] {
    sharedOutput(output.index)
  }

  /// The sum of the squares of an output that all lanes share. Nothing is copied.
  public func squareSum(_ output: SharedOutput) -> Double {
    let (operand, features) = program.sharedOutputs[output.index]
    return memory.sumSquares(of: operand, count: features)
  }

  // By position: what handles stand for, and how tests read programs of many rows.

  func output(_ index: Int, feature: Int = 0, lane: Int) -> S {
    let rows = program.laneOutputs[index].features
    let (tile, offset) = lane.quotientAndRemainder(dividingBy: tileLanes)
    return memory.outputs[index][(tile * rows + feature) * tileLanes + offset]
  }

  func output(_ index: Int, feature: Int = 0, count: Int) -> [S] {
    Array(unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      transfer.run(.readRow(output: index, feature: feature, base), count: count)
      filled = count
    }
  }

  func sharedOutput(_ index: Int) -> [S] {
    let (operand, features) = program.sharedOutputs[index]
    return memory.readShared(operand, count: features)
  }
}
