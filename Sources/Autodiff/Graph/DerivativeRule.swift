/// How to differentiate a value whose computation derivatives cannot follow, such as a loop that solves an
/// equation: a rule differentiates the equation instead of the solver.
///
/// A rule belongs to a graph, so it must not keep values of that graph.
public protocol DerivativeRule {
  /// The directional derivative of `value`, or `nil` where it is zero everywhere.
  /// - Parameters:
  ///   - sources: what the value was computed from.
  ///   - tangents: those of the sources; `nil` where one is zero.
  func tangent(of value: Value, from sources: [Value], along tangents: [Value?]) -> Value?

  /// What `incoming`, the adjoint of `value` and shaped like it, sends back to each of `sources`;
  /// `nil` where that is nothing. For a source that is the same for every lane it is summed over
  /// lanes.
  func adjoint(of value: Value, from sources: [Value], incoming: Value) -> [Value?]
}

extension Value {
  /// The same value, with derivatives by a rule instead of by the operations that computed it.
  /// - Parameter sources: all that the value depends on and that can be differentiated for.
  public func differentiated(by rule: any DerivativeRule, from sources: [Value]) -> Value {
    let index = graph.keep(rule)
    return graph.append(
      Node(.ruled(index), [id] + sources.map(\.id), features, perLane: perLane))
  }
}

extension Graph {
  /// A rule calls it where it solves an equation, for a value or for its adjoint, and the solver can give
  /// up. An adjoint is solved for while gradients are traced, when no result is left that could carry the
  /// report.
  /// - Parameter value: 1 in lanes where the solver gave up, else 0; one feature.
  public func reportUnfinished(_ value: Value) {
    unfinished.append(value.id)
  }

  /// 1 in lanes where the solver of any derivative rule gave up, else 0; `nil` where none can.
  public var unconverged: Value? {
    let values = unfinished.map { value($0) }
    return values.first.map { values.dropFirst().reduce($0) { $0.maximum($1) } }
  }
}
