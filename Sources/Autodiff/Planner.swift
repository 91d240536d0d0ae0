/// Orders a graph's nodes, gives each a place, and lets rows be used again once they are dead.
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
  private var inBody: Set<Int> = []

  private(set) var before: [Instruction] = []
  private(set) var perTile: [Instruction] = []
  private(set) var after: [Instruction] = []
  private(set) var tileRows = 0
  private(set) var sharedCount = 0
  private(set) var constants: [(offset: Int, values: [Double])] = []
  private(set) var sumsCount = 0
  private(set) var sumsOffset = 0
  private(set) var scratchRows = 0
  private(set) var inputs: [Int: Int] = [:]
  private(set) var operationsPerLane = 0

  init(graph: Graph, outputs: [Int]) {
    nodes = graph.fused(outputs: outputs)
    needed = Array(repeating: false, count: nodes.count)
    dependsOnSums = needed
    for id in outputs { needed[id] = true }
    for id in needed.indices.reversed() where needed[id] {
      for operand in nodes[id].operands { needed[operand] = true }
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
  }

  /// The nodes that a loop has to repeat: those between its state and its next state.
  private mutating func collectBody(of loop: Int) {
    let node = nodes[loop]
    guard case .loop(let name, _, _) = node.operation else { return }
    var dependent: Set<Int> = []
    var reached: Set<Int> = [node.operands[1]]
    for id in stride(from: node.operands[1], through: 0, by: -1) where reached.contains(id) {
      reached.formUnion(nodes[id].operands)
    }
    for id in reached.sorted() {
      let candidate = nodes[id]
      if candidate.operation == .loopState(name)
        || candidate.operands.contains(where: { dependent.contains($0) })
      {
        dependent.insert(id)
      }
    }
    bodies[loop] = dependent.sorted()
    inBody.formUnion(dependent)
  }

  // MARK: Order

  mutating func plan(keeping laneOutputs: [Int], reading sharedOutputs: [Int]) {
    var order: [Int] = []
    for id in needed.indices where needed[id] && nodes[id].perLane && !inBody.contains(id) {
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
    var sums = needed.indices.filter { needed[$0] && isSum($0) }[...]
    func emitSums(_ planner: inout Planner, upTo id: Int) {
      while let sum = sums.first, sum <= id {
        planner.emit(sum, at: 2 * position)
        sums = sums.dropFirst()
      }
    }
    while position < order.count {
      let id = order[position]
      emitSums(&self, upTo: id)
      if let body = bodies.first(where: { $0.value.first == id }) {
        emitLoop(body.key, body.value, at: position)
        position += body.value.count + 1
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
        ?? 2 * (order.firstIndex { $0 > id && !inBody.contains($0) } ?? order.count)
      // What a loop reads from outside has to outlive all of its turns.
      if let loop = bodies.first(where: { $0.value.contains(id) })?.key {
        let body = Set(bodies[loop] ?? [])
        for operand in node.operands where nodes[operand].perLane {
          let inside = body.contains(root(operand))
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
    freeRows[operand.features, default: []].append(operand.offset)
  }

  private mutating func placeShared(_ id: Int) {
    let node = nodes[id]
    switch node.operation {
    case .parameter(let offset):
      place[id] = Operand(space: .parameters, offset: offset, features: node.features)
    case .outer, .sumLanes:
      place[id] = Operand(space: .sums, offset: sumsCount, features: node.features)
      sumsCount += padded(node.features)
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
      if let out = place[id] { instruction.out = out }
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
    place[id] = Operand(
      space: .tile, offset: takeRows(node.features), features: node.features)
    perTile.append(contentsOf: instructions(id))
    for operand in Set(node.operands) where !released.contains(operand) {
      release(operand, after: position)
    }
    if lastUse[id] == nil { freeRows[node.features, default: []].append(place[id]?.offset ?? 0) }
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
    var cost = node.perLane ? node.features : 0
    switch node.operation {
    case .input(let slot):
      instruction.code = .input(slot)
      inputs[slot] = node.features
      cost = 0
    case .unary(let function): instruction.code = .unary(function)
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
    case .parameter, .constant, .slice, .concatenate, .loopState, .loop:
      preconditionFailure("these have no instruction of their own")
    }
    operationsPerLane += cost
    return instruction
  }
}
