/// A running average of an executor's parameters. Models show the average, while the parameters themselves
/// jitter around a minimum (Polyak & Juditsky 1992, with a window that grows with the number of steps).
public final class RunningAverage<S: LaneScalar> {
  private let memory: ExecutorMemory<S>
  private let average: UnsafeMutablePointer<S>

  /// For optimizers, which update it as they go.
  var pointer: UnsafeMutablePointer<S> { average }

  init(memory: ExecutorMemory<S>) {
    self.memory = memory
    average = ExecutorMemory<S>.allocate(memory.parameterCount + 16)
    average.update(from: memory.parameters, count: memory.parameterCount)
  }

  deinit {
    average.deallocate()
  }

  /// The averaged parameters.
  public var values: [S] {
    get { Array(UnsafeBufferPointer(start: average, count: memory.parameterCount)) }
    set {
      precondition(newValue.count == memory.parameterCount, "wrong number of parameters")
      for (index, value) in newValue.enumerated() { average[index] = value }
    }
  }

  /// Moves the average towards the present parameters, by `weight` of the way; 1 starts afresh.
  public func update(weight: S) {
    update(weight: weight, 0..<memory.parameterCount)
  }

  /// The same for some of the parameters.
  func update(weight: S, _ range: Range<Int>) {
    moveTowards(
      memory.parameters + range.lowerBound, average + range.lowerBound, weight: weight,
      count: range.count)
  }
}

extension Executor {
  /// A running average of this executor's parameters, which begins with what they are now.
  public func makeAverage() -> RunningAverage<S> {
    RunningAverage(memory: memory)
  }
}

/// average += weight · (parameter − average).
@_specialize(where S == Float)
@_specialize(where S == Double)
func moveTowards<S: LaneScalar>(
  _ parameter: UnsafePointer<S>, _ average: UnsafeMutablePointer<S>, weight: S, count: Int
) {
  let width = S.Lanes.scalarCount
  var i = 0
  while i &+ width <= count {
    let old = load(UnsafePointer(average) + i)
    store(old + (load(parameter + i) - old) * weight, average + i)
    i &+= width
  }
  while i < count {
    average[i] += (parameter[i] - average[i]) * weight
    i &+= 1
  }
}
