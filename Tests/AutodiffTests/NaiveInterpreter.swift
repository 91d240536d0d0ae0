import Foundation

@testable import Autodiff

/// Evaluates a graph in Double, one number at a time: no plan, no reuse of memory, no registers.
///
/// Per-lane values come out bit for bit as the executor's, as it adds products in the same order;
/// sums over lanes agree up to rounding.
struct NaiveInterpreter {
  let graph: Graph
  let inputs: Inputs

  init(_ graph: Graph, _ inputs: Inputs) {
    self.graph = graph
    self.inputs = inputs
  }

  func evaluate(_ outputs: [Value]) -> [Block] {
    var memo: [Int: Block] = [:]
    return outputs.map { block($0.id, &memo) }
  }

  private func block(_ id: Int, _ memo: inout [Int: Block]) -> Block {
    if let known = memo[id] { return known }
    var reached: Set<Int> = [id]
    for candidate in stride(from: id, through: 0, by: -1) where reached.contains(candidate) {
      if memo[candidate] != nil { continue }
      // A loop evaluates its body itself, and sums in it.
      if loop(around: candidate) != nil { continue }
      if case .loop = graph.nodes[candidate].operation {
        reached.insert(graph.nodes[candidate].operands[0])
      } else {
        reached.formUnion(graph.nodes[candidate].operands)
      }
    }
    for candidate in reached.sorted() where memo[candidate] == nil {
      let result = compute(candidate, &memo)
      memo[candidate] = result
    }
    return memo[id] ?? Block(rows: [], perLane: false)
  }

  private func compute(_ id: Int, _ memo: inout [Int: Block]) -> Block {
    let node = graph.nodes[id]
    if case .loop = node.operation { return loop(node, memo).state }
    if let owner = loop(around: id) { return loop(graph.nodes[owner], memo, adding: id).sum }
    return plain(id, &memo)
  }

  /// The loop whose body a sum over lanes is in.
  private func loop(around id: Int) -> Int? {
    switch graph.nodes[id].operation {
    case .outer, .sumLanes: break
    default: return nil
    }
    var (seen, open): (Set<Int>, [Int]) = ([id], [id])
    while let next = open.popLast() {
      let node = graph.nodes[next]
      if case .loopState(let name) = node.operation {
        return graph.nodes.firstIndex {
          if case .loop(name, _, _) = $0.operation { true } else { false }
        }
      }
      var operands = node.operands
      if case .loop = node.operation { operands.removeLast() }
      for operand in operands where seen.insert(operand).inserted { open.append(operand) }
    }
    return nil
  }

  private func plain(_ id: Int, _ memo: inout [Int: Block]) -> Block {
    let node = graph.nodes[id]
    let x = node.operands.map { block($0, &memo) }
    let count = node.perLane ? inputs.lanes : 1
    func each(_ number: (Int, Int) -> Double) -> Block {
      Block(
        rows: (0..<node.features).map { feature in (0..<count).map { number(feature, $0) } },
        perLane: node.perLane)
    }
    switch node.operation {
    case .input(let slot): return each { inputs.slots[slot]?[$0][$1] ?? .nan }
    case .parameter(let offset): return each { feature, _ in inputs.parameters[offset + feature] }
    case .constant(let values): return each { feature, _ in values[feature] }
    case .unary(let function): return each { plain(function, x[0].at($0, $1)) }
    case .binary(let function): return each { plain(function, x[0].at($0, $1), x[1].at($0, $1)) }
    case .denseRectified, .denseTransposedGated, .multiplyAdd, .multiplySubtract, .dotFeatures,
      .swishAndSlopes:
      preconditionFailure("a graph holds no fused nodes")
    case .select: return each { x[0].at($0, $1) != 0 ? x[1].at($0, $1) : x[2].at($0, $1) }
    case .dense:
      let depth = x[0].rows.count
      return each { feature, lane in
        (0..<depth).reduce(x.count > 2 ? x[2].at(feature, lane) : 0) {
          $0.addingProduct(x[1].at(feature * depth + $1, 0), x[0].at($1, lane))
        }
      }
    case .denseTransposed:
      return each { feature, lane in
        x[0].rows.indices.reduce(0) {
          $0.addingProduct(x[1].at($1 * node.features + feature, 0), x[0].at($1, lane))
        }
      }
    case .product(let shape):
      return each { place, _ in
        let (row, column) = place.quotientAndRemainder(dividingBy: shape.columns)
        return (0..<shape.inner).reduce(0) { sum, index in
          let a = shape.transposedA ? index * shape.rows + row : row * shape.inner + index
          let b = shape.transposedB ? column * shape.inner + index : index * shape.columns + column
          return sum + x[0].at(a, 0) * x[1].at(b, 0)
        }
      }
    case .outer:
      let columns = x[1].rows.count
      return each { index, _ in
        (0..<inputs.lanes).reduce(0) {
          $0 + x[0].at(index / columns, $1) * x[1].at(index % columns, $1)
        }
      }
    case .sumFeatures:
      return each { _, lane in
        x[0].rows.indices.dropFirst().reduce(x[0].at(0, lane)) { $0 + x[0].at($1, lane) }
      }
    case .sumLanes:
      return each { feature, _ in (0..<inputs.lanes).reduce(0) { $0 + x[0].at(feature, $1) } }
    case .slice(let start): return each { x[0].at(start + $0, $1) }
    case .concatenate:
      let places = x.flatMap { piece in piece.rows.indices.map { (piece, $0) } }
      return each { places[$0].0.at(places[$0].1, $1) }
    case .expand: return each { x[0].at($0, $1) }
    case .ruled: return x[0]
    case .loopState, .loop: return each { _, _ in .nan }
    }
  }

  /// All lanes as one tile: callers that run loops give them one tile, or a tolerance of 0.
  /// - Parameter sum: a sum over lanes in its body, to be summed over turns too.
  private func loop(
    _ node: Node, _ memo: [Int: Block], adding sum: Int? = nil
  ) -> (state: Block, sum: Block) {
    guard case .loop(let name, let limit, let tolerance) = node.operation else {
      preconditionFailure("not a loop")
    }
    var total = Block(
      rows: sum.map { graph.nodes[$0] }.map { Array(repeating: [0], count: $0.features) } ?? [],
      perLane: false)
    var outside = memo
    var state = block(node.operands[0], &outside)
    let stateID = graph.nodes.firstIndex { $0.operation == .loopState(name) } ?? 0
    for _ in 0..<limit {
      var turn = outside
      turn[stateID] = state
      let next = block(node.operands[1], &turn)
      if let sum {
        for operand in graph.nodes[sum].operands { _ = block(operand, &turn) }
        let term = plain(sum, &turn)
        for row in total.rows.indices { total.rows[row][0] += term.rows[row][0] }
      }
      let change = zip(next.rows.joined(), state.rows.joined()).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      state = next
      if change <= tolerance { break }
    }
    return (state, total)
  }

  private func plain(_ function: Unary, _ x: Double) -> Double {
    switch function {
    case .negate: -x
    case .reciprocal: 1 / x
    case .squareRoot: sqrt(x)
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .softplus: x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
    case .absolute: abs(x)
    case .sign: x == 0 ? 0 : (x > 0 ? 1 : -1)
    case .relu: x < 0 ? 0 : x
    case .step: x > 0 ? 1 : 0
    case .swish: x / (1 + exp(-x))
    case .swishSlope: (1 + exp(-x) + x * exp(-x)) / pow(1 + exp(-x), 2)
    case .swishBend:
      // ((2 − x) + (2 + x)·e⁻ˣ)·e⁻ˣ / (1 + e⁻ˣ)³
      ((2 - x) + (2 + x) * exp(-x)) * exp(-x) / pow(1 + exp(-x), 3)
    }
  }

  private func plain(_ function: Binary, _ a: Double, _ b: Double) -> Double {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: b <= a ? b : a
    case .maximum: b >= a ? b : a
    case .less: a < b ? 1 : 0
    case .gate: b > 0 ? a : 0
    }
  }
}
