/// How to differentiate a value that was computed in a way which derivatives do not follow, such as
/// by a loop that solves an equation: differentiate what it solves, not the solver.
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
  /// Remembers a value under a name, for whoever reads the graph: what a loop has to report, for
  /// instance, beside its result.
  public func note(_ name: String, _ value: Value) {
    notes[name, default: []].append(value.id)
  }

  /// The values that were remembered under a name, in the order in which they were.
  public func noted(_ name: String) -> [Value] {
    notes[name, default: []].map { value($0) }
  }
}
