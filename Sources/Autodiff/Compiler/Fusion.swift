/// Fusion: an operation and the one that follows it become one, so that the intermediate result stays in
/// registers and never reaches memory.
///
/// A matrix product takes in the rectifier that follows it. In a RealNVP conditioner those are four of six
/// elementwise passes over hidden rows, and a tenth of a training step. A sum takes in the products that it
/// adds: 3 % of a spline flow's training step. A swish and its derivatives share one sigmoid: a tenth of a
/// residual flow's step.
extension Graph {
  /// The nodes after fusion: a product that only one operation uses is merged into it. Ids do not change.
  /// - Parameter outputs: nodes that must keep a value of their own.
  func fused(outputs: [Int]) -> [Node] {
    var fused = nodes
    // A rule matters to derivatives only: here its node is a view of the value.
    for id in nodes.indices {
      guard case .ruled = nodes[id].operation else { continue }
      fused[id].operation = .slice(0)
      fused[id].operands = [nodes[id].operands[0]]
    }
    var uses = Array(repeating: 0, count: nodes.count)
    for id in outputs { uses[id] += 2 }
    for id in nodes.indices.reversed() where uses[id] > 0 {
      for operand in fused[id].operands { uses[operand] += 1 }
    }
    for id in nodes.indices where uses[id] > 0 && nodes[id].perLane {
      if let node = fusedNode(id, uses: uses) { fused[id] = node }
    }
    joinSlopes(in: &fused, uses: uses)
    return fused
  }

  /// Computes a swish together with its derivatives where those are needed too: they become views.
  private func joinSlopes(in fused: inout [Node], uses: [Int]) {
    /// Where the value of a function of `x` is used, after the node `first`.
    func used(_ function: Unary, of x: Int, after first: Int) -> Int? {
      guard let id = id(of: Node(.unary(function), [x], nodes[x].features, perLane: true)),
        id > first, uses[id] > 0
      else { return nil }
      return id
    }
    for id in nodes.indices where uses[id] > 0 && nodes[id].perLane {
      guard nodes[id].operation == .unary(.swish) else { continue }
      let x = nodes[id].operands[0]
      guard let slope = used(.swishSlope, of: x, after: id) else { continue }
      let bend = used(.swishBend, of: x, after: id)
      fused[id].operation = .swishAndSlopes(bend == nil ? 1 : 2)
      for (order, view) in [slope, bend].enumerated() {
        guard let view else { continue }
        fused[view].operation = .slice((order + 1) * nodes[id].features)
        fused[view].operands = [id]
      }
    }
  }

  private func fusedNode(_ id: Int, uses: [Int]) -> Node? {
    let node = nodes[id]
    /// Operand `index`, if it is a product of this kind and nothing else uses it.
    func product(_ index: Int, _ operation: Operation) -> Node? {
      guard index < node.operands.count else { return nil }
      let operand = nodes[node.operands[index]]
      return operand.operation == operation && operand.perLane && uses[node.operands[index]] == 1
        ? operand : nil
    }
    func made(_ operation: Operation, _ operands: [Int]) -> Node {
      Node(operation, operands, node.features, perLane: true)
    }
    switch node.operation {
    case .unary(.relu):
      return product(0, .dense).map { made(.denseRectified, $0.operands) }
    case .binary(.gate):
      let gate = nodes[node.operands[1]]
      guard gate.perLane, gate.features == node.features,
        let product = product(0, .denseTransposed), product.features == node.features
      else { return nil }
      return made(.denseTransposedGated, product.operands + [node.operands[1]])
    case .binary(.add):
      for (index, other) in [(0, 1), (1, 0)] {
        guard let product = product(index, .binary(.multiply)), product.features == node.features
        else { continue }
        return made(.multiplyAdd, product.operands + [node.operands[other]])
      }
      return nil
    case .binary(.subtract):
      guard let product = product(1, .binary(.multiply)), product.features == node.features
      else { return nil }
      return made(.multiplySubtract, product.operands + [node.operands[0]])
    case .sumFeatures:
      guard let product = product(0, .binary(.multiply)),
        product.operands.allSatisfy({ nodes[$0].features == product.features })
      else { return nil }
      return made(.dotFeatures, product.operands)
    default: return nil
    }
  }
}
