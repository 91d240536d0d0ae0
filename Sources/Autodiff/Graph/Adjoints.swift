/// Reverse-mode differentiation as a graph transform: appends the nodes that compute adjoints.
extension Graph {
  /// The gradient of Σ over lanes and features of `output` with respect to each of `sources`;
  /// `nil` where it is identically zero. A gradient has the shape of its source, and for a source
  /// that is the same for every lane it is summed over lanes.
  ///
  /// Sources are independent of each other: even if one was computed from another, no gradient flows on
  /// through it.
  /// - Parameter laneWeights: one feature, the weight of each lane in sums over lanes; `nil` is 1.
  public func gradients(
    of output: Value, withRespectTo sources: [Value], laneWeights: Value? = nil
  ) -> [Value?] {
    gradients(of: [(output, constant(1))], withRespectTo: sources, laneWeights: laneWeights)
  }

  /// The gradients of several outputs together, each with the adjoint it starts from: a vector-Jacobian
  /// product.
  public func gradients(
    of outputs: [(Value, Value)], withRespectTo sources: [Value], laneWeights: Value? = nil
  ) -> [Value?] {
    guard let last = outputs.map(\.0.id).max() else { return sources.map { _ in nil } }
    let wanted = influenced(by: sources, upTo: last)
    let independent = Set(sources.map(\.id))
    var adjoints: [Int: Adjoint] = [:]
    for (value, seed) in outputs { adjoints[value.id, default: Adjoint()].add(seed) }
    for id in stride(from: last, through: 0, by: -1) where wanted[id] {
      guard let total = adjoints[id]?.total(shapedLike: value(id), laneWeights) else { continue }
      adjoints[id] = Adjoint(total)
      if independent.contains(id) { continue }
      if case .ruled(let rule) = nodes[id].operation {
        let sources = nodes[id].operands.dropFirst()
        let incoming = total.expanded(features: nodes[id].features, perLane: nodes[id].perLane)
        let terms = rules[rule].adjoint(
          of: value(id), from: sources.map { value($0) }, incoming: incoming)
        for (source, term) in zip(sources, terms) where wanted[source] {
          if let term { adjoints[source, default: Adjoint()].add(term) }
        }
        continue
      }
      for (index, operand) in nodes[id].operands.enumerated() where wanted[operand] {
        propagate(
          id, total, to: index, laneWeights, into: &adjoints[operand, default: Adjoint()])
      }
    }
    return sources.map { source in
      adjoints[source.id]?.total(shapedLike: source, laneWeights).map {
        $0.expanded(features: source.features, perLane: source.perLane)
      }
    }
  }

  /// For each node up to `last`: does it depend on one of `sources`?
  private func influenced(by sources: [Value], upTo last: Int) -> [Bool] {
    var wanted = Array(repeating: false, count: last + 1)
    for source in sources where source.id <= last { wanted[source.id] = true }
    for id in wanted.indices where !wanted[id] {
      wanted[id] = nodes[id].operands.contains { wanted[$0] }
    }
    return wanted
  }

  /// The adjoint rule of node `id` for its operand `index`.
  private func propagate(
    _ id: Int, _ incoming: Value, to index: Int, _ laneWeights: Value?,
    into target: inout Adjoint
  ) {
    let node = nodes[id]
    let x = node.operands.map { value($0) }
    func full() -> Value { incoming.expanded(features: node.features, perLane: node.perLane) }
    func weighted() -> Value { laneWeights.map { full() * $0 } ?? full() }
    // Lanes or features that share an operand add up what they send to it.
    let shared = node.perLane && !x[index].perLane || node.features > x[index].features
    let adjoint = shared ? full() : incoming
    switch node.operation {
    case .input, .parameter, .constant, .loopState, .ruled: break
    case .unary(let function):
      if let term = function.derivative(x[0], value(id), times: adjoint) { target.add(term) }
    case .binary(let function):
      if let term = function.partial(index, x[0], x[1], value(id), times: adjoint) {
        target.add(term)
      }
    case .select:
      let zero = constant(0)
      if index == 1 { target.add(x[0].select(adjoint, zero)) }
      if index == 2 { target.add(x[0].select(zero, adjoint)) }
    case .dense:
      switch index {
      case 0: target.add(full().denseTransposed(weight: x[1], outputs: x[0].features))
      case 1: target.add(weighted().outer(x[0]))
      default: target.add(full())
      }
    case .denseTransposed:
      switch index {
      case 0: target.add(full().dense(weight: x[1], outputs: x[0].features))
      default: target.add(x[0].outer(weighted()))
      }
    case .product(let shape):
      target.add(full().pulledBack(through: shape, to: index, x[0], x[1]))
    case .outer:
      // The adjoint is a matrix, the same for every lane.
      switch index {
      case 0: target.add(x[1].dense(weight: full(), outputs: x[0].features))
      default: target.add(x[0].denseTransposed(weight: full(), outputs: x[1].features))
      }
    case .sumFeatures, .sumLanes, .expand: target.add(adjoint)
    case .slice(let start): target.add(full(), at: start)
    case .concatenate:
      let start = x[..<index].reduce(0) { $0 + $1.features }
      target.add(full().features(start..<(start + x[index].features)))
    case .loop: preconditionFailure("a loop has no adjoint rule: differentiate what it solves")
    case .denseRectified, .denseTransposedGated, .multiplyAdd, .multiplySubtract, .dotFeatures,
      .swishAndSlopes:
      preconditionFailure("fusion comes after differentiation")
    }
  }
}

/// The adjoint of a node as far as it is known: whole blocks, and pieces that came through slices.
private struct Adjoint {
  private var whole: [Value] = []
  private var pieces: [(start: Int, value: Value)] = []

  init() {}
  init(_ value: Value) { whole = [value] }

  mutating func add(_ value: Value) { whole.append(value) }
  mutating func add(_ value: Value, at start: Int) { pieces.append((start, value)) }

  /// The sum, reduced to the shape of `value`: over lanes if every lane shares it, over features if
  /// it has one. It may still have one feature where `value` has several.
  func total(shapedLike value: Value, _ laneWeights: Value?) -> Value? {
    var terms = whole
    if let assembled = assemble(shapedLike: value) { terms.append(assembled) }
    let reduced = terms.map { term in
      var term = term
      if !value.perLane, term.perLane { term = (laneWeights.map { term * $0 } ?? term).laneSum }
      if value.features == 1 { term = term.featureSum }
      return term
    }
    guard let first = reduced.first else { return nil }
    return reduced.dropFirst().reduce(first) { $0 + $1 }
  }

  /// The pieces side by side, with zeros in the gaps.
  private func assemble(shapedLike value: Value) -> Value? {
    guard !pieces.isEmpty else { return nil }
    var sums: [Int: Value] = [:]
    var leftovers: [(start: Int, value: Value)] = []
    for piece in pieces {
      if let same = sums[piece.start], same.features == piece.value.features {
        sums[piece.start] = same + piece.value
      } else if sums.contains(where: {
        $0.key < piece.start + piece.value.features && piece.start < $0.key + $0.value.features
      }) {
        leftovers.append(piece)
      } else {
        sums[piece.start] = piece.value
      }
    }
    var total = row(sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, value)
    for piece in leftovers { total = total + row([piece], value) }
    return total
  }

  private func row(_ parts: [(Int, Value)], _ value: Value) -> Value {
    var blocks: [Value] = []
    var end = 0
    func zeros(_ count: Int) -> Value {
      value.graph.constant(Array(repeating: 0, count: count))
    }
    for (start, part) in parts {
      if start > end { blocks.append(zeros(start - end)) }
      blocks.append(part)
      end = start + part.features
    }
    if end < value.features { blocks.append(zeros(value.features - end)) }
    return .concatenate(blocks)
  }
}
