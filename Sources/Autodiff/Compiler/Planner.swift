/// Orders a graph's nodes and gives each value a place in memory. Rows are used again after the last
/// operation that reads them.
struct Planner {
  private let nodes: [Node]
  private var needed: [Bool]
  /// Position after which a per-lane value is no longer read; `Int.max` for outputs. Per-lane nodes
  /// have odd positions; a sum over lanes has the even one just before the node it precedes.
  private var lastUse: [Int: Int] = [:]
  private var place: [Int: Operand] = [:]
  private var freeRows: [Int: [Int]] = [:]
  private var dependsOnSums: [Bool]
  /// Nodes inside a loop's body, by loop node.
  private var bodies: [Int: [Int]] = [:]
  /// The loop whose body a node is in, for nodes that are in one.
  private var loopOf: [Int: Int] = [:]
  /// For each sum over lanes that is only added to another: the result of that addition. All sums of one
  /// chain accumulate in the same place.
  private var sumOf: [Int: Int] = [:]
  private var placeOfSum: [Int: Operand] = [:]
  /// Offsets of sums that an instruction adds to already.
  private var begunSums: Set<Int> = []

  private(set) var before: [Instruction] = []
  private(set) var perTile: [Instruction] = []
  private(set) var after: [Instruction] = []
  private(set) var tileRows = 0
  private(set) var sharedCount = 0
  private(set) var constants: [(offset: Int, values: [Double])] = []
  private(set) var sumsCount = 0
  private(set) var sumsOffset = 0
  /// Sums that have to be cleared before a shard's first tile.
  private(set) var clearedSums: [Range<Int>] = []
  private(set) var scratchRows = 0
  private(set) var inputs: [Int: Int] = [:]
  private(set) var operationsPerLane = 0

  init(graph: Graph, outputs: [Int]) {
    nodes = graph.fused(outputs: outputs)
    needed = Array(repeating: false, count: nodes.count)
    dependsOnSums = needed
    for id in outputs { needed[id] = true }
    markNeeded()
    // A sum in a loop's body needs the loop, even where nothing needs its result.
    for id in needed.indices.reversed() where !needed[id] {
      guard case .loop(let name, _, _) = nodes[id].operation,
        nodes.indices.contains(where: { needed[$0] && nodes[$0].operation == .loopState(name) })
      else { continue }
      needed[id] = true
      markNeeded()
    }
    for id in needed.indices where needed[id] {
      let node = nodes[id]
      switch node.operation {
      case .outer, .sumLanes: dependsOnSums[id] = true
      default: dependsOnSums[id] = node.operands.contains { dependsOnSums[$0] }
      }
      precondition(
        !(node.perLane && dependsOnSums[id]), "a per-lane value cannot use a sum over lanes")
      if case .loop = node.operation { collectBody(of: id) }
    }
    mergeSums(outputs: outputs)
  }

  private mutating func markNeeded() {
    for id in needed.indices.reversed() where needed[id] {
      for operand in nodes[id].operands { needed[operand] = true }
    }
  }

  /// Finds sums over lanes that are used only to be added to each other. The gradient of a continuous flow's
  /// weight has one such sum for each evaluation of the field.
  private mutating func mergeSums(outputs: [Int]) {
    var uses = Array(repeating: 0, count: nodes.count)
    for id in outputs { uses[id] += 2 }
    for id in needed.indices where needed[id] {
      for operand in nodes[id].operands { uses[operand] += 1 }
    }
    var whole: Set<Int> = []
    for id in needed.indices where needed[id] && !nodes[id].perLane {
      let operands = nodes[id].operands
      if isSum(id) {
        whole.insert(id)
      } else if nodes[id].operation == .binary(.add), operands[0] != operands[1],
        operands.allSatisfy({
          whole.contains($0) && uses[$0] == 1 && nodes[$0].features == nodes[id].features
        })
      {
        whole.insert(id)
        for operand in operands { sumOf[operand] = id }
      }
    }
  }

  /// Whether a value adds two sums that accumulate in one place anyway, so that there is nothing to do.
  private func isMerged(_ id: Int) -> Bool {
    nodes[id].operation == .binary(.add) && sumOf[nodes[id].operands[0]] == id
  }

  /// The nodes that a loop has to repeat: those that depend on its state, and not on its result.
  private mutating func collectBody(of loop: Int) {
    let node = nodes[loop]
    guard case .loop(let name, _, _) = node.operation else { return }
    for id in 0..<loop where needed[id] && (nodes[id].perLane || isSum(id)) {
      let isDependent =
        nodes[id].operation == .loopState(name)
        || nodes[id].operands.contains { loopOf[$0] == loop }
      guard isDependent else { continue }
      loopOf[id] = loop
      bodies[loop, default: []].append(id)
    }
  }

  // MARK: Order

  mutating func plan(keeping laneOutputs: [Int]) {
    var order: [Int] = []
    for id in needed.indices where needed[id] && nodes[id].perLane && loopOf[id] == nil {
      order.append(contentsOf: bodies[id] ?? [])
      order.append(id)
    }
    findLastUses(order, outputs: laneOutputs)
    for id in needed.indices where needed[id] && !nodes[id].perLane {
      placeShared(id)
    }
    sumsOffset = padded(sharedCount)
    sharedCount = sumsOffset + padded(sumsCount)
    var position = 0
    var sums = needed.indices.filter { needed[$0] && isSum($0) && loopOf[$0] == nil }[...]
    func emitSums(_ planner: inout Planner, upTo id: Int) {
      while let sum = sums.first, sum <= id {
        planner.emit(sum, at: 2 * position)
        sums = sums.dropFirst()
      }
    }
    while position < order.count {
      let id = order[position]
      emitSums(&self, upTo: id)
      if let loop = loopOf[id] {
        let body = bodies[loop] ?? []
        emitLoop(loop, body, at: position)
        position += body.count + 1
      } else {
        emit(id, at: 2 * position + 1)
        position += 1
      }
    }
    emitSums(&self, upTo: Int.max)
    for id in needed.indices where needed[id] && !nodes[id].perLane && !isSum(id) {
      emitShared(id)
    }
  }

  private func isSum(_ id: Int) -> Bool {
    switch nodes[id].operation {
    case .outer, .sumLanes: true
    default: false
    }
  }

  /// The node whose rows a value lives in: slices of per-lane values are views.
  private func root(_ id: Int) -> Int {
    let node = nodes[id]
    if case .slice = node.operation { return root(node.operands[0]) }
    return id
  }

  private mutating func findLastUses(_ order: [Int], outputs: [Int]) {
    var position: [Int: Int] = [:]
    for (index, id) in order.enumerated() { position[id] = 2 * index + 1 }
    func use(_ planner: inout Planner, _ id: Int, at index: Int) {
      let owner = planner.root(id)
      planner.lastUse[owner] = max(planner.lastUse[owner] ?? -1, index)
    }
    // A sum over lanes runs just before the first per-lane node that was recorded after it.
    for id in needed.indices where needed[id] {
      let node = nodes[id]
      guard node.perLane || isSum(id) else { continue }
      let index =
        position[id]
        ?? 2 * (order.firstIndex { $0 > id && loopOf[$0] == nil } ?? order.count)
      // What a loop reads from outside has to outlive all of its turns.
      if let loop = loopOf[id] {
        for operand in node.operands where nodes[operand].perLane {
          let inside = loopOf[root(operand)] == loop
          use(&self, operand, at: inside ? index : position[loop] ?? index)
        }
        continue
      }
      for operand in node.operands where nodes[operand].perLane {
        use(&self, operand, at: index)
      }
    }
    for id in outputs { lastUse[root(id)] = Int.max }
  }

  // MARK: Places

  private func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  private mutating func takeRows(_ count: Int) -> Int {
    if let offset = freeRows[count]?.popLast() { return offset }
    defer { tileRows += count }
    return tileRows
  }

  private mutating func release(_ id: Int, after position: Int) {
    let owner = root(id)
    guard nodes[owner].perLane, lastUse[owner] == position, let operand = place[owner],
      operand.space == .tile
    else { return }
    lastUse[owner] = -1
    freeRows[nodes[owner].rows, default: []].append(operand.offset)
  }

  private mutating func placeShared(_ id: Int) {
    let node = nodes[id]
    switch node.operation {
    case .parameter(let offset):
      place[id] = Operand(space: .parameters, offset: offset, features: node.features)
    case .outer, .sumLanes:
      var top = id
      while let next = sumOf[top] { top = next }
      let operand =
        placeOfSum[top] ?? Operand(space: .sums, offset: sumsCount, features: node.features)
      if placeOfSum.updateValue(operand, forKey: top) == nil { sumsCount += padded(node.features) }
      place[id] = operand
    case .binary where isMerged(id):
      place[id] = place[node.operands[0]]
    case .slice(let start):
      guard var operand = place[node.operands[0]] else { return }
      operand.offset += start
      operand.features = node.features
      place[id] = operand
    default:
      place[id] = Operand(space: .shared, offset: sharedCount, features: node.features)
      if case .constant(let values) = node.operation { constants.append((sharedCount, values)) }
      sharedCount += padded(node.features)
    }
  }

  /// Where a value is read. Sums are read from the shared block, after the lanes have been added up.
  func operand(_ id: Int) -> Operand {
    let node = nodes[id]
    if node.perLane, case .slice(let start) = node.operation {
      var operand = operand(node.operands[0])
      operand.offset += start
      operand.features = node.features
      return operand
    }
    guard var operand = place[id] else { preconditionFailure("a value was used before its place") }
    if operand.space == .sums {
      operand.space = .shared
      operand.offset += sumsOffset
    }
    return operand
  }

  // MARK: Instructions

  private mutating func emit(_ id: Int, at position: Int) {
    let node = nodes[id]
    if case .slice = node.operation { return }
    if isSum(id) {
      var instruction = make(id)
      if let out = place[id] {
        instruction.out = out
        let isFirst = begunSums.insert(out.offset).inserted
        // A loop's body adds turn after turn.
        instruction.startsSum = isFirst && loopOf[id] == nil
        if isFirst && loopOf[id] != nil {
          clearedSums.append(out.offset..<(out.offset + out.features))
        }
      }
      perTile.append(instruction)
      for operand in node.operands { release(operand, after: position) }
      return
    }
    // An elementwise result may take the place of an operand that dies here.
    var released: Set<Int> = []
    switch node.operation {
    case .unary, .binary, .select, .multiplyAdd, .multiplySubtract:
      for operand in Set(node.operands)
      where nodes[operand].features == node.features
        && node.operands.allSatisfy({ $0 == operand || root($0) != operand })
      {
        release(operand, after: position)
        released.insert(operand)
      }
    default: break
    }
    place[id] = Operand(space: .tile, offset: takeRows(node.rows), features: node.features)
    perTile.append(contentsOf: instructions(id))
    for operand in Set(node.operands) where !released.contains(operand) {
      release(operand, after: position)
    }
    if lastUse[id] == nil { freeRows[node.rows, default: []].append(place[id]?.offset ?? 0) }
  }

  private mutating func emitLoop(_ loop: Int, _ body: [Int], at position: Int) {
    let node = nodes[loop]
    guard case .loop(let name, let limit, let tolerance) = node.operation else { return }
    let state = Operand(
      space: .tile, offset: takeRows(node.features), features: node.features)
    place[loop] = state
    let header = perTile.count
    perTile.append(Instruction(code: .copy, out: state))
    for (index, id) in body.enumerated() {
      if nodes[id].operation == .loopState(name) {
        place[id] = state
        // The state is owned by the loop, which outlives it.
        lastUse[id] = Int.max
      } else {
        emit(id, at: 2 * (position + index) + 1)
      }
    }
    let code = Instruction.Code.loop(
      count: perTile.count - header - 1, limit: limit, tolerance: tolerance)
    perTile[header] = Instruction(
      code: code, out: state, a: operand(node.operands[0]), b: operand(node.operands[1]))
    let end = 2 * (position + body.count) + 1
    for id in body { for operand in nodes[id].operands { release(operand, after: end) } }
    for operand in node.operands { release(operand, after: end) }
  }

  private mutating func emitShared(_ id: Int) {
    switch nodes[id].operation {
    case .parameter, .constant, .slice: return
    case .binary where isMerged(id): return
    default: break
    }
    if dependsOnSums[id] {
      after.append(contentsOf: instructions(id))
    } else {
      before.append(contentsOf: instructions(id))
    }
  }

  /// A concatenation is a copy for each of its pieces; everything else is one instruction.
  private mutating func instructions(_ id: Int) -> [Instruction] {
    let node = nodes[id]
    guard case .concatenate = node.operation else { return [make(id)] }
    var target = operand(id)
    return node.operands.map { piece in
      let source = operand(piece)
      target.features = source.features
      defer { target.offset += source.features }
      return Instruction(code: .copy, out: target, a: source)
    }
  }

  private mutating func make(_ id: Int) -> Instruction {
    let node = nodes[id]
    let operands = node.operands.map { operand($0) }
    var instruction = Instruction(code: .copy, out: operand(id))
    if operands.count > 0 { instruction.a = operands[0] }
    if operands.count > 1 { instruction.b = operands[1] }
    if operands.count > 2 { instruction.c = operands[2] }
    var cost = node.perLane ? node.rows : 0
    switch node.operation {
    case .input(let slot):
      instruction.code = .input(slot)
      inputs[slot] = node.features
      cost = 0
    case .unary(let function): instruction.code = .unary(function)
    case .swishAndSlopes(let slopes): instruction.code = .swishAndSlopes(slopes)
    case .binary(let function): instruction.code = .binary(function)
    case .select: instruction.code = .select
    case .multiplyAdd, .multiplySubtract:
      instruction.code = .multiplyAdd(negated: node.operation == .multiplySubtract)
      cost *= 2
    case .dense, .denseRectified:
      instruction.code = .dense(rectified: node.operation == .denseRectified)
      cost = 2 * node.features * operands[0].features
    case .denseTransposed, .denseTransposedGated:
      instruction.code = .denseTransposed
      cost = 2 * node.features * operands[0].features
    case .product(let shape): instruction.code = .product(shape)
    case .outer:
      instruction.code = .outer
      scratchRows = max(scratchRows, (operands[1].features + 15) / 16 * 16)
      cost = 2 * node.features
    case .sumFeatures:
      instruction.code = .sumFeatures
      cost = operands[0].perLane ? operands[0].features : 0
    case .dotFeatures:
      instruction.code = .dotFeatures
      cost = 2 * operands[0].features
    case .sumLanes:
      instruction.code = .sumLanes
      cost = node.features
    case .expand: cost = 0
    case .parameter, .constant, .slice, .concatenate, .loopState, .loop, .ruled:
      preconditionFailure("these have no instruction of their own")
    }
    instruction.operations = cost
    operationsPerLane += cost
    return instruction
  }
}
