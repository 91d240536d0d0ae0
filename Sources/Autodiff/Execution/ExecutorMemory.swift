/// All the memory of an executor, aligned to cache lines and kept until the executor goes.
///
/// During a run every thread writes only its own tile block, its tiles' outputs and its shard's sums;
/// the rest is read-only. That is why sharing it between the threads of a crew is sound.
final class ExecutorMemory<S: LaneScalar>: @unchecked Sendable {
  let parameterCount: Int
  let tileLanes: Int
  let parameters: UnsafeMutablePointer<S>
  let shared: UnsafeMutablePointer<S>
  /// One block of rows per worker.
  let tiles: [UnsafeMutablePointer<S>]
  let scratch: [UnsafeMutablePointer<S>]
  /// Most turns of any loop, by worker. Not an array, which threads may not write to at once.
  let loopTurns: UnsafeMutableBufferPointer<Int>
  private(set) var inputs: [Int: UnsafeMutablePointer<S>] = [:]
  private(set) var outputs: [UnsafeMutablePointer<S>] = []
  private(set) var sums: [UnsafeMutablePointer<S>] = []
  private(set) var capacity = 0
  private let program: Program

  /// Shards are as many as tiles up to this number: enough for that many threads.
  static var mostShards: Int { 16 }

  init(_ program: Program, parameterCount: Int, tileLanes: Int, workers: Int) {
    self.program = program
    self.parameterCount = parameterCount
    self.tileLanes = tileLanes
    // Kernels read whole registers, so every block has a register to spare.
    parameters = Self.allocate(parameterCount + 16)
    shared = Self.allocate(program.sharedCount + 16)
    tiles = (0..<workers).map { _ in Self.allocate(max(1, program.tileRows) * tileLanes) }
    scratch = (0..<workers).map { _ in
      Self.allocate(max(1, program.scratchRows) * tileLanes + 16 * S.Lanes.scalarCount)
    }
    loopTurns = .allocate(capacity: workers)
    loopTurns.initialize(repeating: 0)
    for (offset, values) in program.constants {
      for (index, value) in values.enumerated() { shared[offset + index] = S(value) }
    }
  }

  deinit {
    for pointer in [parameters, shared] + tiles + scratch { pointer.deallocate() }
    loopTurns.deallocate()
    releaseBatch()
  }

  private func releaseBatch() {
    for pointer in inputs.values { pointer.deallocate() }
    for pointer in outputs + sums { pointer.deallocate() }
  }

  static func allocate(_ count: Int) -> UnsafeMutablePointer<S> {
    let bytes = (count * MemoryLayout<S>.stride + 63) / 64 * 64
    let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: S.self, capacity: bytes / MemoryLayout<S>.stride)
    pointer.initialize(repeating: 0, count: bytes / MemoryLayout<S>.stride)
    return pointer
  }

  func rows(ofInput slot: Int) -> Int? { program.inputs[slot] }
  func rows(ofOutput index: Int) -> Int { program.laneOutputs[index].features }

  func tileCount(lanes: Int) -> Int { (lanes + tileLanes - 1) / tileLanes }

  /// Makes room for a batch of that many lanes.
  func reserve(lanes: Int) {
    let count = tileCount(lanes: lanes)
    guard count > capacity else { return }
    releaseBatch()
    capacity = count
    inputs = program.inputs.mapValues { Self.allocate($0 * tileLanes * count) }
    outputs = program.laneOutputs.map { Self.allocate($0.features * tileLanes * count) }
    let shards = min(count, Self.mostShards)
    sums = program.sumsCount == 0 ? [] : (0..<shards).map { _ in Self.allocate(program.sumsCount) }
  }

  /// The address of an operand that all lanes share, when the lanes have been added up.
  @inline(__always)
  func sharedAddress(of operand: Operand) -> UnsafeMutablePointer<S> {
    (operand.space == .parameters ? parameters : shared) + operand.offset
  }

  /// The address of an operand for one worker and shard.
  @inline(__always)
  func address(_ operand: Operand, tile: UnsafeMutablePointer<S>, sums: UnsafeMutablePointer<S>)
    -> UnsafeMutablePointer<S>
  {
    switch operand.space {
    case .tile: tile + operand.offset &* tileLanes
    case .parameters: parameters + operand.offset
    case .sums: sums + operand.offset
    case .shared, .none: shared + operand.offset
    }
  }
}

// Numbers in and out, in bulk: specialised here, as callers in other modules see only generic code.
extension ExecutorMemory {
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func readParameters() -> [S] {
    Array(UnsafeBufferPointer(start: parameters, count: parameterCount))
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func copyParameters(into array: inout [S]) {
    array.withUnsafeMutableBufferPointer {
      $0.baseAddress?.update(from: parameters, count: parameterCount)
    }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func writeParameters(_ values: [S]) {
    for index in 0..<min(values.count, parameterCount) { parameters[index] = values[index] }
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func readShared(_ operand: Operand, count: Int) -> [S] {
    Array(UnsafeBufferPointer(start: sharedAddress(of: operand), count: count))
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func sumSquares(of operand: Operand, count: Int) -> Double {
    let base = sharedAddress(of: operand)
    var sum = 0.0
    for index in 0..<count {
      let value = Double(base[index])
      sum += value * value
    }
    return sum
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func writeInput(_ slot: Int, feature: Int, _ values: [S]) {
    guard let base = inputs[slot], let rows = rows(ofInput: slot) else { return }
    for lane in values.indices {
      let (tile, offset) = lane.quotientAndRemainder(dividingBy: tileLanes)
      base[(tile &* rows &+ feature) &* tileLanes &+ offset] = values[lane]
    }
  }
}
