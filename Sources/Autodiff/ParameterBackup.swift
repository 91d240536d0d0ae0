/// A copy of an executor's parameters to go back to. Its memory is allocated once.
public final class ParameterBackup<S: LaneScalar> {
  private let memory: ExecutorMemory<S>
  private let copy: UnsafeMutablePointer<S>

  init(memory: ExecutorMemory<S>) {
    self.memory = memory
    copy = ExecutorMemory<S>.allocate(memory.parameterCount)
    keep()
  }

  deinit {
    copy.deallocate()
  }

  /// The parameters that were kept.
  public var values: [S] {
    get { Array(UnsafeBufferPointer(start: copy, count: memory.parameterCount)) }
    set {
      precondition(newValue.count == memory.parameterCount, "wrong number of parameters")
      for (index, value) in newValue.enumerated() { copy[index] = value }
    }
  }

  /// Takes the parameters as they are now.
  public func keep() { copy.update(from: memory.parameters, count: memory.parameterCount) }

  /// Makes the parameters what was kept.
  public func restore() { memory.parameters.update(from: copy, count: memory.parameterCount) }
}
