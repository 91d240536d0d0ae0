/// What a ``Program`` has to compute, declared one output at a time. Each declaration returns a handle,
/// and an ``Executor`` of the program reads the output by its handle.
///
///     let graph = Graph()
///     let x = graph.input(0, features: 2)
///     var outputs = Outputs()
///     let direction = outputs.add(point: x / (x * x).featureSum.squareRoot)
///     let length = outputs.add(number: (x * x).featureSum.squareRoot)
///     let executor = Executor<Float>(Program(outputs))
///     executor.setInput(0, points: [SIMD2(3, 4)])
///     executor.run(lanes: 1)
///     print(executor[direction, 0], executor[length, 0])  // SIMD2(0.6, 0.8) 5.0
///
/// A handle is good for programs of the outputs that returned it, and for no others.
public struct Outputs {
  private(set) var lanes: [Value] = []
  private(set) var shared: [Value] = []

  public init() {}

  /// Declares a value of two features that may differ between lanes.
  public mutating func add(point value: Value) -> PointOutput {
    precondition(value.features == 2, "a point has two features, not \(value.features)")
    lanes.append(value)
    return PointOutput(index: lanes.count - 1)
  }

  /// Declares a value of one feature that may differ between lanes.
  public mutating func add(number value: Value) -> NumberOutput {
    precondition(value.features == 1, "a number has one feature, not \(value.features)")
    lanes.append(value)
    return NumberOutput(index: lanes.count - 1)
  }

  /// Declares a value, of however many features, that is the same for every lane: a sum over lanes, a
  /// gradient.
  public mutating func add(shared value: Value) -> SharedOutput {
    precondition(!value.perLane, "a shared output must not differ between lanes")
    shared.append(value)
    return SharedOutput(index: shared.count - 1)
  }
}

/// The handle of an output that is a point in every lane.
public struct PointOutput: Hashable, Sendable {
  let index: Int
}

/// The handle of an output that is one number in every lane.
public struct NumberOutput: Hashable, Sendable {
  let index: Int
}

/// The handle of an output that all lanes share.
public struct SharedOutput: Hashable, Sendable {
  let index: Int
}
