/// Forward-mode differentiation as a graph transform: appends the nodes that compute tangents.
///
/// Tangents are ordinary values, so a log-determinant made from them can itself be differentiated.
extension Graph {
  /// The directional derivatives of `outputs` along `seeds`; `nil` where one is identically zero.
  /// - Parameter seeds: pairs of a value and the tangent it is given.
  public func tangents(of outputs: [Value], along seeds: [(Value, Value)]) -> [Value?] {
    var tangent: [Int: Value] = [:]
    for (value, seed) in seeds { tangent[value.id] = seed }
    guard let first = seeds.map(\.0.id).min(), let last = outputs.map(\.id).max(), first <= last
    else { return outputs.map { _ in nil } }
    let followed = followed(from: outputs, downTo: first)
    for id in first...last where followed[id - first] && tangent[id] == nil {
      let operands = nodes[id].operands
      if operands.contains(where: { tangent[$0] != nil }) {
        tangent[id] = tangentRule(id, operands.map { tangent[$0] })
      }
    }
    return outputs.map { tangent[$0.id] }
  }

  /// For each node from `first` on, whether derivatives of the outputs pass through it.
  private func followed(from outputs: [Value], downTo first: Int) -> [Bool] {
    let last = outputs.map(\.id).max() ?? first
    var followed = Array(repeating: false, count: max(0, last - first + 1))
    for output in outputs where output.id >= first { followed[output.id - first] = true }
    for id in stride(from: last, through: first, by: -1) where followed[id - first] {
      for (index, operand) in nodes[id].operands.enumerated()
      where operand >= first && nodes[id].operation.passes(index) {
        followed[operand - first] = true
      }
    }
    return followed
  }

  private func tangentRule(_ id: Int, _ tangents: [Value?]) -> Value? {
    let node = nodes[id]
    let y = value(id)
    let x = node.operands.map { value($0) }
    func full(_ index: Int) -> Value? { tangents[index]?.expanded(like: x[index]) }
    switch node.operation {
    case .input, .parameter, .constant, .loopState: return nil
    case .unary(let function):
      return tangents[0].flatMap { function.derivative(x[0], y, times: $0) }
    case .binary(let function):
      return sum(
        [0, 1].map { index in
          tangents[index].flatMap { function.partial(index, x[0], x[1], y, times: $0) }
        }
      )?.expanded(features: node.features, perLane: false)
    case .select:
      let zero = constant(0)
      return x[0].select(tangents[1] ?? zero, tangents[2] ?? zero)
        .expanded(features: node.features, perLane: false)
    case .dense, .denseTransposed, .product, .outer: return matrixTangent(id, tangents)
    case .sumFeatures: return full(0)?.featureSum
    case .sumLanes:
      return full(0)?.expanded(features: node.features, perLane: true).laneSum
    case .slice(let start): return full(0)?.features(start..<(start + node.features))
    case .concatenate:
      return .concatenate(
        x.indices.map { index in
          full(index) ?? constant(Array(repeating: 0, count: x[index].features))
        })
    case .expand:
      return tangents[0]?.expanded(features: node.features, perLane: node.perLane)
    case .ruled(let rule):
      return rules[rule].tangent(
        of: y, from: Array(x.dropFirst()), along: Array(tangents.dropFirst()))
    case .loop: preconditionFailure("a loop has no tangent rule: differentiate what it solves")
    case .denseRectified, .denseTransposedGated, .multiplyAdd, .multiplySubtract, .dotFeatures,
      .swishAndSlopes:
      preconditionFailure("fusion comes after differentiation")
    }
  }

  /// The tangent rules of the primitives that are products of matrices: the product rule.
  private func matrixTangent(_ id: Int, _ tangents: [Value?]) -> Value? {
    let node = nodes[id]
    let x = node.operands.map { value($0) }
    func full(_ index: Int) -> Value? { tangents[index]?.expanded(like: x[index]) }
    switch node.operation {
    case .dense:
      let bias = tangents.count > 2 ? full(2) : nil
      return sum([
        full(0).map { $0.dense(weight: x[1], outputs: node.features) },
        full(1).map { x[0].dense(weight: $0, outputs: node.features) }, bias,
      ])
    case .denseTransposed:
      return sum([
        full(0).map { $0.denseTransposed(weight: x[1], outputs: node.features) },
        full(1).map { x[0].denseTransposed(weight: $0, outputs: node.features) },
      ])
    case .product(let shape):
      func product(_ a: Value, _ b: Value) -> Value {
        a.product(
          b, rows: shape.rows, inner: shape.inner, columns: shape.columns,
          transposed: (shape.transposedA, shape.transposedB))
      }
      return sum([full(0).map { product($0, x[1]) }, full(1).map { product(x[0], $0) }])
    case .outer:
      return sum([full(0).map { $0.outer(x[1]) }, full(1).map { x[0].outer($0) }])
    default: preconditionFailure("not a product of matrices")
    }
  }

  /// The sum of those terms that are not zero; `nil` where all are.
  private func sum(_ terms: [Value?]) -> Value? {
    terms.compactMap { $0 }.reduce(nil) { sum, term in sum.map { $0 + term } ?? term }
  }
}

extension Value {
  /// This value in the shape of another, repeated over features and lanes as needed.
  fileprivate func expanded(like other: Value) -> Value {
    expanded(features: other.features, perLane: other.perLane)
  }
}

extension Operation {
  /// Whether derivatives come through operand `index`, or are zero for it whatever it is.
  fileprivate func passes(_ index: Int) -> Bool {
    switch self {
    case .select, .ruled: index > 0
    case .binary(.less), .unary(.sign), .unary(.step): false
    case .binary(.gate): index == 0
    default: true
    }
  }
}
