/// Executes instructions: resolves operands to addresses and calls the kernels.
struct Interpreter<S: LaneScalar> {
  private let memory: ExecutorMemory<S>
  /// Times the per-tile instructions, where someone wants to know.
  private let stopwatch: Stopwatch?

  init(_ memory: ExecutorMemory<S>, stopwatch: Stopwatch? = nil) {
    self.memory = memory
    self.stopwatch = stopwatch
  }

  /// Executes instructions on values that all lanes share: features lie side by side in memory, so
  /// that they take the place of lanes.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func run(shared instructions: [Instruction]) {
    for instruction in instructions { runShared(instruction) }
  }

  /// Executes a program's per-tile instructions on one tile.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func run(
    _ instructions: [Instruction], tile: Int, worker: Int, sums: UnsafeMutablePointer<S>,
    valid: Int,
    beginsSums: Bool
  ) {
    let context = Context(
      tile: memory.tiles[worker], sums: sums, index: tile, worker: worker, valid: valid,
      beginsSums: beginsSums)
    instructions.withUnsafeBufferPointer { run($0[...], context) }
  }

  private struct Context {
    var tile: UnsafeMutablePointer<S>
    var sums: UnsafeMutablePointer<S>
    var index: Int
    var worker: Int
    var valid: Int
    /// Whether the tile is its shard's first.
    var beginsSums: Bool
  }

  private func run(_ instructions: Slice<UnsafeBufferPointer<Instruction>>, _ context: Context) {
    guard let base = instructions.base.baseAddress else { return }
    var position = instructions.startIndex
    // Two loops: to ask at every instruction whether it is timed made a step of resflow take 1.1 times as long.
    if let stopwatch {
      while position < instructions.endIndex {
        let (place, start) = (position, stopwatch.start())
        position = runNext(base, instructions, position, context)
        if case .loop = base[place].code { continue }
        stopwatch.stop(place, since: start)
      }
    } else {
      while position < instructions.endIndex {
        position = runNext(base, instructions, position, context)
      }
    }
  }

  /// Executes the instruction at `position`, with all that it repeats; returns where to go on.
  @inline(__always)
  private func runNext(
    _ base: UnsafePointer<Instruction>, _ instructions: Slice<UnsafeBufferPointer<Instruction>>,
    _ position: Int, _ context: Context
  ) -> Int {
    // By address, because copying an instruction costs as much as a row of arithmetic.
    let instruction = base + position
    guard case .loop(let count, let limit, let tolerance) = instruction.pointee.code else {
      runTile(instruction, context)
      return position + 1
    }
    let body = instructions[(position + 1)..<(position + 1 + count)]
    runLoop(instruction.pointee, body, limit: limit, tolerance: tolerance, context)
    return position + 1 + count
  }

  private func runLoop(
    _ loop: Instruction, _ body: Slice<UnsafeBufferPointer<Instruction>>, limit: Int,
    tolerance: Double, _ context: Context
  ) {
    let count = loop.out.features * memory.tileLanes
    let state = address(loop.out, context)
    state.update(from: address(loop.a, context), count: count)
    var turns = 0
    while turns < limit {
      run(body, context)
      turns += 1
      let change = largestDifference(state, address(loop.b, context), count: count)
      state.update(from: address(loop.b, context), count: count)
      if !(Double(change) > tolerance) { break }
    }
    memory.loopTurns[context.worker] = max(memory.loopTurns[context.worker], turns)
  }

  // MARK: Operands

  @inline(__always)
  private func address(_ operand: Operand, _ context: Context) -> UnsafeMutablePointer<S> {
    memory.address(operand, tile: context.tile, sums: context.sums)
  }

  @inline(__always)
  private func row(_ operand: Operand, _ context: Context, rows: Int) -> RowOperand<S> {
    let base = UnsafePointer(address(operand, context))
    let single = operand.features == 1 && rows > 1
    if operand.perLane {
      return RowOperand(base: base, rowStep: single ? 0 : memory.tileLanes, splat: false)
    }
    return RowOperand(base: base, rowStep: single ? 0 : 1, splat: true)
  }

  // MARK: Primitives

  private func runTile(_ instruction: UnsafePointer<Instruction>, _ context: Context) {
    let step = memory.tileLanes
    let vectors = step / S.Lanes.scalarCount
    let out = address(instruction.pointee.out, context)
    let rows = instruction.pointee.out.features
    let target = RowOutput(base: out, rowStep: step, rows: rows, vectors: vectors)
    switch instruction.pointee.code {
    case .input(let slot):
      guard let source = memory.inputs[slot] else { return }
      out.update(from: source + context.index &* rows &* step, count: rows &* step)
    case .unary(let function):
      evaluate(function, target, row(instruction.pointee.a, context, rows: rows))
    case .swishAndSlopes(let slopes):
      evaluateSwish(target, row(instruction.pointee.a, context, rows: rows), slopes: slopes)
    case .binary(let function):
      evaluate(
        function, target, row(instruction.pointee.a, context, rows: rows),
        row(instruction.pointee.b, context, rows: rows))
    case .select:
      select(
        target, row(instruction.pointee.a, context, rows: rows),
        row(instruction.pointee.b, context, rows: rows),
        row(instruction.pointee.c, context, rows: rows))
    case .multiplyAdd(let negated):
      multiplyAdd(
        target, row(instruction.pointee.a, context, rows: rows),
        row(instruction.pointee.b, context, rows: rows),
        row(instruction.pointee.c, context, rows: rows), negated: negated)
    case .dotFeatures:
      let count = instruction.pointee.a.features
      dotRows(
        target, row(instruction.pointee.a, context, rows: count),
        row(instruction.pointee.b, context, rows: count),
        rows: count)
    case .copy:
      copyRows(target, row(instruction.pointee.a, context, rows: rows))
    case .sumFeatures:
      sumRows(
        out, address(instruction.pointee.a, context), rowStep: step,
        rows: instruction.pointee.a.features,
        vectors: vectors)
    case .dense(let rectified):
      runDense(instruction, target, context, finish: rectified ? .rectify : .store)
    case .denseTransposed: runDenseTransposed(instruction, target, context)
    case .outer:
      addOuterProduct(
        out, y: address(instruction.pointee.a, context), rows: instruction.pointee.a.features,
        yStep: step,
        x: address(instruction.pointee.b, context), columns: instruction.pointee.b.features,
        xStep: step,
        lanes: context.valid, scratch: memory.scratch[context.worker],
        begins: context.beginsSums && instruction.pointee.startsSum)
    case .sumLanes:
      addLaneSums(
        out, address(instruction.pointee.a, context), rowStep: step, rows: rows,
        lanes: context.valid, begins: context.beginsSums && instruction.pointee.startsSum)
    case .loop, .product: break
    }
  }

  /// W·x + b.
  private func runDense(
    _ instruction: UnsafePointer<Instruction>, _ out: RowOutput<S>, _ context: Context,
    finish: Finish
  ) {
    let depth = instruction.pointee.a.features
    let weight = ScalarMatrix(
      base: UnsafePointer(address(instruction.pointee.b, context)), row: depth, column: 1)
    let bias =
      instruction.pointee.c.space == .none
      ? nil : UnsafePointer(address(instruction.pointee.c, context))
    matrixProduct(
      out.base, row: out.rowStep, rows: out.rows, vectors: out.vectors, depth: depth, weight,
      address(instruction.pointee.a, context), row: out.rowStep, start: bias, finish: finish)
  }

  /// Wᵀ·y, or 0 where its gate is closed.
  private func runDenseTransposed(
    _ instruction: UnsafePointer<Instruction>, _ out: RowOutput<S>, _ context: Context
  ) {
    let weight = ScalarMatrix(
      base: UnsafePointer(address(instruction.pointee.b, context)), row: 1, column: out.rows)
    let finish: Finish =
      instruction.pointee.c.space == .none
      ? .store : .gate(address(instruction.pointee.c, context) - out.base)
    matrixProduct(
      out.base, row: out.rowStep, rows: out.rows, vectors: out.vectors,
      depth: instruction.pointee.a.features, weight, address(instruction.pointee.a, context),
      row: out.rowStep, start: nil, finish: finish)
  }

  private func runShared(_ instruction: Instruction) {
    let out = memory.shared + instruction.out.offset
    let count = instruction.out.features
    let width = S.Lanes.scalarCount
    let target = RowOutput(
      base: out, rowStep: 0, rows: 1, vectors: (count + width - 1) / width)
    func operand(_ operand: Operand) -> RowOperand<S> {
      let base = operand.space == .parameters ? memory.parameters : memory.shared
      return RowOperand(
        base: UnsafePointer(base + operand.offset), rowStep: 0,
        splat: operand.features == 1 && count > 1)
    }
    switch instruction.code {
    case .unary(let function): evaluate(function, target, operand(instruction.a))
    case .binary(let function):
      evaluate(function, target, operand(instruction.a), operand(instruction.b))
    case .select:
      select(target, operand(instruction.a), operand(instruction.b), operand(instruction.c))
    case .copy:
      let source = operand(instruction.a)
      for index in 0..<count { out[index] = source.base[source.splat ? 0 : index] }
    case .sumFeatures:
      out[0] = total(operand(instruction.a).base, count: instruction.a.features)
    case .product(let shape):
      shape.evaluate(out, operand(instruction.a).base, operand(instruction.b).base)
    case .input, .swishAndSlopes, .multiplyAdd, .dotFeatures, .dense, .denseTransposed, .outer,
      .sumLanes, .loop:
      preconditionFailure("this primitive works on lanes")
    }
  }
}

/// out = a, row by row.
@_specialize(where S == Float)
@_specialize(where S == Double)
func copyRows<S: LaneScalar>(_ out: RowOutput<S>, _ a: RowOperand<S>) {
  for row in 0..<out.rows {
    let target = out.base + row * out.rowStep
    let source = a.base + row * a.rowStep
    let count = out.vectors * S.Lanes.scalarCount
    if a.splat {
      target.update(repeating: source.pointee, count: count)
    } else {
      target.update(from: source, count: count)
    }
  }
}

/// Σ a.
@_specialize(where S == Float)
@_specialize(where S == Double)
func total<S: LaneScalar>(_ a: UnsafePointer<S>, count: Int) -> S {
  let width = S.Lanes.scalarCount
  var sums = S.Lanes()
  var i = 0
  while i &+ width <= count {
    sums += load(a + i)
    i &+= width
  }
  var total: S = horizontalSum(sums)
  while i < count {
    total += a[i]
    i &+= 1
  }
  return total
}

/// max |a − b|.
@_specialize(where S == Float)
@_specialize(where S == Double)
func largestDifference<S: LaneScalar>(
  _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, count: Int
) -> S {
  var largest = S.Lanes()
  var i = 0
  while i < count {
    let difference = load(a + i) - load(b + i)
    largest = S.maximum(S.absolute(difference), largest)
    i &+= S.Lanes.scalarCount
  }
  return (0..<S.Lanes.scalarCount).reduce(S(0)) { max($0, largest[$1]) }
}
