// Formulas on ``Value``: operators and functions that record nodes. They first simplify what derivative
// rules often produce (x·1, x + 0, constants).

extension Value {
  func apply(_ function: Unary) -> Value {
    if case .constant(let values) = node.operation {
      return graph.constant(values.map { function($0) })
    }
    if function == .negate, case .unary(.negate) = node.operation {
      return graph.value(node.operands[0])
    }
    return graph.append(Node(.unary(function), [id], features, perLane: perLane))
  }

  func combine(_ function: Binary, _ other: Value) -> Value {
    if let simple = simplified(function, other) { return simple }
    precondition(
      features == other.features || features == 1 || other.features == 1,
      "cannot combine \(features) features with \(other.features)")
    return graph.append(
      Node(
        .binary(function), [id, other.id], max(features, other.features),
        perLane: perLane || other.perLane))
  }

  private func simplified(_ function: Binary, _ other: Value) -> Value? {
    if case .constant(let a) = node.operation, case .constant(let b) = other.node.operation,
      a.count == b.count || a.count == 1 || b.count == 1
    {
      let count = max(a.count, b.count)
      return graph.constant(
        (0..<count).map { function(a[a.count == 1 ? 0 : $0], b[b.count == 1 ? 0 : $0]) })
    }
    let (a, b) = (uniformConstant, other.uniformConstant)
    let keepsSelf = features >= other.features
    let keepsOther = other.features >= features
    switch function {
    case .add:
      if b == 0, keepsSelf { return self }
      if a == 0, keepsOther { return other }
    case .subtract:
      if b == 0, keepsSelf { return self }
      if a == 0, keepsOther { return -other }
    case .multiply:
      if b == 1, keepsSelf { return self }
      if a == 1, keepsOther { return other }
      if b == -1, keepsSelf { return -self }
      if a == -1, keepsOther { return -other }
    case .divide:
      if b == 1, keepsSelf { return self }
      if a == 1, keepsOther { return other.reciprocal }
    default: break
    }
    return nil
  }

  public static func + (a: Value, b: Value) -> Value { a.combine(.add, b) }
  public static func - (a: Value, b: Value) -> Value { a.combine(.subtract, b) }
  public static func * (a: Value, b: Value) -> Value { a.combine(.multiply, b) }
  public static func / (a: Value, b: Value) -> Value { a.combine(.divide, b) }
  public static prefix func - (a: Value) -> Value { a.apply(.negate) }

  public static func + (a: Value, b: Double) -> Value { a + a.graph.constant(b) }
  public static func - (a: Value, b: Double) -> Value { a - a.graph.constant(b) }
  public static func * (a: Value, b: Double) -> Value { a * a.graph.constant(b) }
  public static func / (a: Value, b: Double) -> Value { a * a.graph.constant(1 / b) }
  public static func + (a: Double, b: Value) -> Value { b.graph.constant(a) + b }
  public static func - (a: Double, b: Value) -> Value { b.graph.constant(a) - b }
  public static func * (a: Double, b: Value) -> Value { b.graph.constant(a) * b }
  public static func / (a: Double, b: Value) -> Value { b.graph.constant(a) * b.reciprocal }

  public var reciprocal: Value { apply(.reciprocal) }
  public var squareRoot: Value { apply(.squareRoot) }
  public var exp: Value { apply(.exponential) }
  /// The natural logarithm.
  public var log: Value { apply(.logarithm) }
  public var tanh: Value { apply(.tanh) }
  /// 1 / (1 + e⁻ˣ).
  public var sigmoid: Value { apply(.sigmoid) }
  /// log(1 + eˣ), without overflow.
  public var softplus: Value { apply(.softplus) }
  public var absolute: Value { apply(.absolute) }
  /// −1, 0 or 1.
  public var sign: Value { apply(.sign) }
  /// max(x, 0).
  public var relu: Value { apply(.relu) }
  /// 1 where x > 0, else 0.
  public var step: Value { apply(.step) }
  /// x · sigmoid(x).
  public var silu: Value { apply(.swish) }
  public var squared: Value { self * self }

  public func minimum(_ other: Value) -> Value { combine(.minimum, other) }
  public func maximum(_ other: Value) -> Value { combine(.maximum, other) }
  // With the constant first, a NaN passes through.
  public func minimum(_ other: Double) -> Value { graph.constant(other).minimum(self) }
  public func maximum(_ other: Double) -> Value { graph.constant(other).maximum(self) }
  /// This value, held between two numbers; NaN stays NaN.
  public func clamped(_ low: Double, _ high: Double) -> Value { maximum(low).minimum(high) }
  /// 1 where this is less, else 0.
  public func isLess(than other: Value) -> Value { combine(.less, other) }
  public func isLess(than other: Double) -> Value { isLess(than: graph.constant(other)) }

  /// This where `other` > 0, else 0.
  func gated(by other: Value) -> Value { combine(.gate, other) }

  /// `a` where this is not zero, else `b`.
  public func select(_ a: Value, _ b: Value) -> Value {
    let features = max(features, a.features, b.features)
    return graph.append(
      Node(
        .select, [id, a.id, b.id], features, perLane: perLane || a.perLane || b.perLane))
  }
}

// Shapes and products.
extension Value {
  /// Rows `range` of this value.
  public func features(_ range: Range<Int>) -> Value {
    precondition(range.lowerBound >= 0 && range.upperBound <= features, "no such features")
    if range.count == features { return self }
    switch node.operation {
    case .constant(let values): return graph.constant(Array(values[range]))
    case .slice(let start):
      let shifted = start + range.lowerBound
      return graph.value(node.operands[0]).features(shifted..<(shifted + range.count))
    case .concatenate:
      // A range that lies within one piece is a range of that piece.
      var start = 0
      for operand in node.operands {
        let piece = graph.value(operand)
        let end = start + piece.features
        if range.lowerBound >= start, range.upperBound <= end {
          return piece.features((range.lowerBound - start)..<(range.upperBound - start))
        }
        start = end
      }
    default: break
    }
    return graph.append(Node(.slice(range.lowerBound), [id], range.count, perLane: perLane))
  }

  /// Row `index` of this value.
  public func feature(_ index: Int) -> Value { features(index..<(index + 1)) }

  /// The rows of all `values`, one after the other.
  public static func concatenate(_ values: [Value]) -> Value {
    precondition(!values.isEmpty, "nothing to concatenate")
    if values.count == 1 { return values[0] }
    let graph = values[0].graph
    return graph.append(
      Node(
        .concatenate, values.map(\.id), values.reduce(0) { $0 + $1.features },
        perLane: values.contains { $0.perLane }))
  }

  /// Sum over features: one row.
  public var featureSum: Value {
    if features == 1 { return self }
    return graph.append(Node(.sumFeatures, [id], 1, perLane: perLane))
  }

  /// Sum over lanes: the same for every lane.
  public var laneSum: Value {
    let x = expanded(features: features, perLane: true)
    return graph.append(Node(.sumLanes, [x.id], features, perLane: false))
  }

  /// This value with that many features, repeated over features and lanes as needed.
  public func expanded(features count: Int, perLane lanes: Bool) -> Value {
    if features == count, perLane == lanes || perLane { return self }
    return graph.append(Node(.expand, [id], count, perLane: lanes || perLane))
  }

  /// weight · self + bias, for a weight stored row-major as `outputs × features`.
  public func dense(weight: Value, bias: Value? = nil, outputs: Int) -> Value {
    precondition(weight.features == outputs * features, "the weight has the wrong size")
    let x = expanded(features: features, perLane: true)
    let operands = [x.id, weight.id] + (bias.map { [$0.id] } ?? [])
    return graph.append(Node(.dense, operands, outputs, perLane: true))
  }

  /// weightᵀ · self, for a weight stored row-major as `features × outputs`.
  public func denseTransposed(weight: Value, outputs: Int) -> Value {
    precondition(weight.features == outputs * features, "the weight has the wrong size")
    let y = expanded(features: features, perLane: true)
    return graph.append(Node(.denseTransposed, [y.id, weight.id], outputs, perLane: true))
  }

  /// Σ over lanes of self · otherᵀ, row-major.
  func outer(_ other: Value) -> Value {
    let a = expanded(features: features, perLane: true)
    let b = other.expanded(features: other.features, perLane: true)
    return graph.append(Node(.outer, [a.id, b.id], a.features * b.features, perLane: false))
  }

  /// Repeats `body` from `initial` until no lane of a tile moves by more than `tolerance`, at most
  /// `limit` times. It has no derivative rule: differentiate what it solves, not the solver, and
  /// say how with ``differentiated(by:from:)``.
  ///
  /// A sum over lanes of what the body computes is a sum over its turns as well, known when all
  /// lanes are done. How many turns a lane goes through depends on its tile, so a lane that has arrived must
  /// contribute 0.
  public static func iterate(
    from initial: Value, limit: Int, tolerance: Double, _ body: (Value) -> Value
  ) -> Value {
    let graph = initial.graph
    let start = initial.expanded(features: initial.features, perLane: true)
    let loop = graph.newLoop()
    let state = graph.append(Node(.loopState(loop), [], start.features, perLane: true))
    let next = body(state)
    precondition(next.features == start.features, "the body of a loop keeps the number of features")
    return graph.append(
      Node(
        .loop(loop, limit: limit, tolerance: tolerance), [start.id, next.id], start.features,
        perLane: true))
  }
}
