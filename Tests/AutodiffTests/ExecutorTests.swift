import Testing

@testable import Autodiff

/// The planned, tiled, threaded executor against the naive interpreter.
@Suite struct ExecutorTests {
  /// Per-lane values have to agree, but for the rounding of products that a sum has taken in.
  static func expectEqual(_ random: RandomGraph, _ found: [Block], _ what: String) {
    let expected = NaiveInterpreter(random.graph, random.inputs).evaluate(random.outputs)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      #expect(largestError(a, b) < 1e-13, "\(what), output \(index)")
    }
  }

  @Test(arguments: 0..<6) func memoryReuseNeverCorrupts(batch: Int) {
    for seed in 0..<60 {
      let random = RandomGraph(
        seed: UInt64(100 * batch + seed), lanes: 11, operations: 4 + seed / 2, loops: true)
      let found = execute(random.outputs, random.inputs, as: Double.self, tileLanes: 8)
      Self.expectEqual(random, found, "graph \(100 * batch + seed)")
    }
  }

  /// Gradients of random graphs: sums over lanes, many second uses, long lifetimes.
  @Test(arguments: 0..<4) func memoryReuseNeverCorruptsGradients(batch: Int) {
    for seed in 0..<25 {
      var name = UInt64(1000 + 100 * batch + seed)
      let random = RandomGraph(seed: name, lanes: 19, operations: 4 + seed / 3, loops: false)
      name += 1
      let total = random.outputs.map(\.featureSum).reduce(random.graph.constant(0)) { $0 + $1 }
      guard total.perLane else { continue }
      let gradients = random.graph.gradients(of: total, withRespectTo: random.parameters)
      let outputs = [total.laneSum] + gradients.compactMap { $0 } + [total]
      let found = execute(outputs, random.inputs, as: Double.self, tileLanes: 8)
      let expected = NaiveInterpreter(random.graph, random.inputs).evaluate(outputs)
      for (index, (a, b)) in zip(found, expected).enumerated() {
        #expect(largestError(a, b) < 1e-10, "graph \(name), output \(index)")
      }
    }
  }

  @Test(arguments: [1, 15, 16, 17, 127, 128, 129, 1000]) func anyNumberOfLanesIsExact(lanes: Int) {
    let random = RandomGraph(seed: 5, lanes: lanes, operations: 20, loops: true)
    for tileLanes in [8, 24, 128] {
      let found = execute(
        random.outputs, random.inputs, as: Double.self, tileLanes: tileLanes, threads: 2)
      Self.expectEqual(random, found, "\(lanes) lanes in tiles of \(tileLanes)")
    }
  }

  /// A network's loss and gradients, with a sum over lanes in every block.
  static func network<S: LaneScalar>(_ graph: Graph, width: Int, as: S.Type) -> [Value] {
    let x = graph.input(0, features: 2)
    let first = graph.parameter(offset: 0, count: 2 * width)
    let bias = graph.parameter(offset: 2 * width, count: width)
    let second = graph.parameter(offset: 3 * width, count: width * width)
    let hidden = x.dense(weight: first, bias: bias, outputs: width).relu
    let output = hidden.dense(weight: second, outputs: width).tanh
    let loss = (output.squared.featureSum + x.featureSum.softplus).laneSum
    let gradients = graph.gradients(of: loss, withRespectTo: [first, bias, second])
    return [loss] + gradients.compactMap { $0 } + [output]
  }

  static func networkInputs(lanes: Int, width: Int) -> Inputs {
    var random = TestRandom(9)
    let rows = random.rows(2, lanes)
    let parameters = (0..<(width * (width + 3))).map { _ in random.uniform(-0.5, 0.5) }
    return Inputs(lanes: lanes, slots: [0: rows], parameters: parameters)
  }

  @Test(arguments: [1, 15, 16, 17, 127, 128, 129, 300])
  func partialTilesDoNotLeakIntoSums(lanes: Int) {
    for width in [3, 16] {
      let graph = Graph()
      let outputs = Self.network(graph, width: width, as: Float.self)
      let inputs = Self.networkInputs(lanes: lanes, width: width)
      let expected = NaiveInterpreter(graph, inputs).evaluate(outputs)
      for tileLanes in [16, 128] {
        let found = execute(outputs, inputs, as: Float.self, tileLanes: tileLanes)
        for (a, b) in zip(found, expected) { #expect(largestError(a, b) < 1e-4) }
      }
      // A smaller batch on an executor that has seen a larger one.
      let executor = Executor<Double>(
        Program(lanes: [outputs[outputs.count - 1]], shared: outputs.dropLast()),
        parameterCount: inputs.parameters.count, tileLanes: 16)
      _ = execute(outputs, Self.networkInputs(lanes: 333, width: width), on: executor)
      let again = execute(outputs, inputs, on: executor)
      for (a, b) in zip(again, expected) { #expect(largestError(a, b) < 1e-12) }
    }
  }

  @Test func resultsAreTheSameBitForBitOnAnyNumberOfThreads() {
    let graph = Graph()
    let outputs = Self.network(graph, width: 16, as: Float.self)
    let inputs = Self.networkInputs(lanes: 1000, width: 16)
    let program = Program(lanes: [outputs[outputs.count - 1]], shared: outputs.dropLast())
    let alone = execute(outputs, inputs, as: Float.self, tileLanes: 16)
    for threads in [1, 2, 3, 5] {
      let executor = Executor<Float>(
        program, parameterCount: inputs.parameters.count, tileLanes: 16, threads: threads)
      #expect(execute(outputs, inputs, on: executor) == alone, "\(threads) threads")
      let loss = executor.sharedOutput(0)
      let gradient = executor.sharedOutput(3)
      for repetition in 0..<200 {
        executor.run(lanes: 1000)
        #expect(executor.sharedOutput(0) == loss, "\(threads) threads, run \(repetition)")
      }
      #expect(executor.sharedOutput(3) == gradient)
    }
  }

  /// What a shard's sums held before never counts: not the last run's, not another number of lanes.
  @Test func sumsBeginAfresh() {
    let outputs = Self.network(Graph(), width: 16, as: Float.self)
    let program = Program(lanes: [outputs[outputs.count - 1]], shared: outputs.dropLast())
    func executor(_ inputs: Inputs) -> Executor<Float> {
      Executor(program, parameterCount: inputs.parameters.count, tileLanes: 16)
    }
    let many = Self.networkInputs(lanes: 700, width: 16)
    let few = Self.networkInputs(lanes: 37, width: 16)
    let used = executor(many)
    let first = execute(outputs, many, on: used)
    #expect(execute(outputs, few, on: used) == execute(outputs, few, on: executor(few)))
    #expect(execute(outputs, many, on: used) == first)
  }

  @Test func aProfileAccountsForEveryOperationAndChangesNothing() {
    let outputs = Self.network(Graph(), width: 16, as: Float.self)
    let inputs = Self.networkInputs(lanes: 100, width: 16)
    let program = Program(lanes: [outputs[outputs.count - 1]], shared: outputs.dropLast())
    let executor = Executor<Float>(
      program, parameterCount: inputs.parameters.count, tileLanes: 16)
    let before = execute(outputs, inputs, on: executor)
    let rows = executor.profile(lanes: 100, runs: 3).rows
    #expect(rows.reduce(0) { $0 + $1.operations } == 100 * program.operationsPerLane)
    #expect(rows.allSatisfy { $0.seconds >= 0 && $0.seconds.isFinite })
    #expect(rows.map(\.seconds) == rows.map(\.seconds).sorted(by: >))
    #expect(executor.sharedOutput(3) == before[3].rows.flatMap { $0.map { Float($0) } })
  }

  @Test func parametersAndConstantsCanBeReadBack() {
    let graph = Graph()
    let parameter = graph.parameter(offset: 1, count: 3)
    let outputs = [parameter, parameter.features(1..<3), graph.constant([7, 8]), parameter.exp]
    let found = execute(
      outputs, Inputs(lanes: 1, parameters: [1, 2, 3, 4]), as: Double.self)
    #expect(found[0].rows == [[2], [3], [4]])
    #expect(found[1].rows == [[3], [4]])
    #expect(found[2].rows == [[7], [8]])
  }
}

/// Loops: fixed points, turn counts, and what the body reads from outside.
@Suite struct LoopTests {
  @Test func newtonConvergesAndCountsItsTurns() {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let root = Value.iterate(from: x, limit: 50, tolerance: 1e-12) { 0.5 * ($0 + x / $0) }
    var random = TestRandom(4)
    let inputs = Inputs(lanes: 37, slots: [0: random.rows(1, 37, 0.1, 9)])
    let executor = Executor<Double>(Program(lanes: [root]), tileLanes: 8, threads: 3)
    let found = execute([root], inputs, on: executor)[0]
    for lane in 0..<37 {
      let exact = (inputs.slots[0]?[0][lane] ?? 0).squareRoot()
      #expect(abs(found.at(0, lane) - exact) < 1e-12)
    }
    #expect((4...12).contains(executor.loopTurns))
    // Fixed points at once: one turn to see it.
    executor.setInput(0, feature: 0, Array(repeating: 1, count: 37))
    executor.run(lanes: 37)
    #expect(executor.loopTurns == 1)
  }

  @Test func theLimitBoundsTheTurns() {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let count = Value.iterate(from: x, limit: 7, tolerance: 0.5) { $0 + 1 }
    let executor = Executor<Float>(Program(lanes: [count]))
    let found = execute([count], Inputs(lanes: 3, slots: [0: [[0, 1, 2]]]), on: executor)[0]
    #expect(found.rows == [[7, 8, 9]])
    #expect(executor.loopTurns == 7)
  }

  @Test func loopsFollowOneAnother() {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let scale = graph.parameter(offset: 0, count: 1)
    let first = Value.iterate(from: x, limit: 30, tolerance: 1e-14) { (scale * $0).tanh + 0.1 * x }
    let second = Value.iterate(from: first, limit: 30, tolerance: 1e-14) {
      0.3 * $0.sigmoid + 0.2 * first + x.feature(1)
    }
    let outputs = [second, first + x, second.laneSum]
    var random = TestRandom(6)
    let inputs = Inputs(lanes: 21, slots: [0: random.rows(2, 21)], parameters: [0.4])
    let expected = NaiveInterpreter(graph, inputs).evaluate(outputs)
    let found = execute(outputs, inputs, as: Double.self, tileLanes: 8)
    for (a, b) in zip(found, expected) { #expect(largestError(a, b) < 1e-12) }
  }

  /// One lane that is not a number must not keep the others from stopping.
  @Test func notANumberDoesNotKeepALoopFromStopping() {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let root = Value.iterate(from: x, limit: 50, tolerance: 1e-6) { 0.5 * ($0 + x / $0) }
    let executor = Executor<Float>(Program(lanes: [root]))
    let inputs = Inputs(lanes: 3, slots: [0: [[4, .nan, 9]]])
    let found = execute([root], inputs, on: executor)[0]
    #expect(abs(found.at(0, 0) - 2) < 1e-6 && abs(found.at(0, 2) - 3) < 1e-6)
    #expect(found.at(0, 1).isNaN)
    #expect(executor.loopTurns < 12)
  }
}
