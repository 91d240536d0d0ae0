import Testing

@testable import Autodiff

/// Sums over lanes inside loops, which are sums over turns as well.
@Suite struct LoopSumTests {
  /// Each lane halves its number until it is below 1, and adds up weights on the way.
  private func halving(_ graph: Graph) -> (state: Value, sums: [Value]) {
    let x = graph.input(0, features: 2)
    let weight = graph.parameter(offset: 0, count: 2)
    var sums: [Value] = []
    let state = Value.iterate(from: x, limit: 40, tolerance: 0) { state in
      let active = graph.constant(1).isLess(than: state.feature(0))
      let product = state.dense(weight: weight, outputs: 1).tanh
      let masked = active.select(product, graph.constant(0))
      sums = [masked.laneSum, masked.outer(state), (masked * weight).laneSum]
      sums.append(sums[1] + sums[2])
      return active.select(0.5 * state, state)
    }
    return (state, sums)
  }

  @Test(arguments: [1, 7, 37, 130]) func sumsRunOverLanesAndTurns(lanes: Int) {
    let graph = Graph()
    let (state, sums) = halving(graph)
    var random = TestRandom(3)
    var rows = random.rows(2, lanes, -1, 100)
    // Some lanes are done at once.
    rows[0][0] = 0.5
    let inputs = Inputs(lanes: lanes, slots: [0: rows], parameters: [0.01, -0.3])
    let outputs = [state] + sums
    let expected = NaiveInterpreter(graph, inputs).evaluate(outputs)
    var alone: [Block]?
    for threads in [1, 2, 3] {
      let found = execute(outputs, inputs, as: Double.self, tileLanes: 8, threads: threads)
      for (index, (a, b)) in zip(found, expected).enumerated() {
        #expect(largestError(a, b) < 1e-12, "output \(index)")
      }
      if let alone { #expect(found == alone, "\(threads) threads") }
      alone = found
    }
    // The plain way: lane by lane.
    var total = 0.0
    for lane in 0..<lanes {
      var (a, b) = (rows[0][lane], rows[1][lane])
      while a > 1 {
        total += Unary.tanh(0.01 * a - 0.3 * b)
        (a, b) = (a / 2, b / 2)
      }
    }
    #expect(abs(expected[1].at(0, 0) - total) < 1e-10 * (1 + abs(total)))
  }

  /// A second run begins at nothing.
  @Test func sumsDoNotCarryOverToTheNextRun() {
    let graph = Graph()
    let (_, sums) = halving(graph)
    var random = TestRandom(5)
    let inputs = Inputs(lanes: 50, slots: [0: random.rows(2, 50, 1, 50)], parameters: [0.1, 0.2])
    let executor = Executor<Double>(Program(shared: sums), parameterCount: 2, tileLanes: 16)
    let first = execute(sums, inputs, on: executor)
    #expect(execute(sums, inputs, on: executor) == first)
  }

  /// Sums that are only added up share a place; one that is needed by itself keeps its own.
  @Test func addedSumsAccumulateInOnePlace() {
    let graph = Graph()
    let x = graph.input(0, features: 3)
    let y = graph.input(1, features: 3)
    let products = [x.outer(y), x.tanh.outer(y), x.outer(y.exp), x.sigmoid.outer(y)]
    let merged = products[0] + products[1] + products[2]
    let kept = products[3] + merged
    var random = TestRandom(7)
    let inputs = Inputs(lanes: 40, slots: [0: random.rows(3, 40), 1: random.rows(3, 40)])
    for outputs in [[kept], [kept, merged], [kept, products[3]], [merged * 2, merged + 1]] {
      let expected = NaiveInterpreter(graph, inputs).evaluate(outputs)
      let found = execute(outputs, inputs, as: Double.self, tileLanes: 8, threads: 2)
      for (a, b) in zip(found, expected) { #expect(largestError(a, b) < 1e-12) }
    }
    #expect(Program(shared: [kept]).sumsCount == 16)
    #expect(Program(shared: [kept, products[3]]).sumsCount == 32)
  }
}

/// Derivatives by rules of a value's own, and what gradients hold still.
@Suite struct DerivativeRuleTests {
  /// √x by Newton's method.
  private struct Root: DerivativeRule {
    func tangent(of value: Value, from sources: [Value], along tangents: [Value?]) -> Value? {
      tangents[0].map { 0.5 * $0 / value }
    }
    func adjoint(of value: Value, from sources: [Value], incoming: Value) -> [Value?] {
      [0.5 * incoming / value]
    }
  }

  private func root(_ x: Value) -> Value {
    Value.iterate(from: x, limit: 60, tolerance: 0) { 0.5 * ($0 + x / $0) }
      .differentiated(by: Root(), from: [x])
  }

  @Test func rulesReplaceTheDerivativesOfLoops() {
    let leaf = Leaf(features: 3, perLane: true, positive: true)
    DerivativeCheck([leaf]) { root($0[0]) }.run("root")
    DerivativeCheck([leaf]) { root($0[0].exp).log * $0[0] }.run("root inside a formula")
    DerivativeCheck([leaf, Leaf(features: 1, perLane: false, positive: true)]) {
      root($0[0] * $0[1]).feature(1) + $0[0].featureSum
    }.run("root of a product with a shared number")
  }

  @Test func sourcesAreIndependentOfOneAnother() throws {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let y = x * x
    let z = y * x
    let gradients = graph.gradients(of: z, withRespectTo: [x, y]).compactMap { $0 }
    let found = execute(gradients, Inputs(lanes: 1, slots: [0: [[3]]]), as: Double.self)
    #expect(found.map { $0.at(0, 0) } == [9, 3])
  }

  @Test func laneWeightsCountLanes() {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let weights = graph.input(1, features: 1)
    let first = graph.parameter(offset: 0, count: 6)
    let bias = graph.parameter(offset: 6, count: 3)
    let second = graph.parameter(offset: 9, count: 3)
    let output = (x.dense(weight: first, bias: bias.exp, outputs: 3).tanh * bias)
      .denseTransposed(weight: second, outputs: 1)
    let sources = [first, bias, second]
    let weighted = graph.gradients(of: output, withRespectTo: sources, laneWeights: weights)
    let plain = graph.gradients(of: output * weights, withRespectTo: sources)
    let outputs = (weighted + plain).compactMap { $0 }
    var random = TestRandom(2)
    let inputs = Inputs(
      lanes: 21, slots: [0: random.rows(2, 21), 1: random.rows(1, 21)],
      parameters: (0..<12).map { _ in random.uniform(-1, 1) })
    let found = execute(outputs, inputs, as: Double.self, tileLanes: 8)
    #expect(found.count == 6)
    for index in 0..<3 { #expect(largestError(found[index], found[index + 3]) < 1e-12) }
  }

  @Test func productsOfSharedMatricesHaveDerivatives() {
    for flips in [(false, false), (true, false), (false, true), (true, true)] {
      let leaves = [
        Leaf(features: 6, perLane: false), Leaf(features: 8, perLane: false),
        Leaf(features: 4, perLane: true),
      ]
      DerivativeCheck(leaves) {
        let product = $0[0].product($0[1], rows: 3, inner: 2, columns: 4, transposed: flips)
        return $0[2].dense(weight: product, outputs: 3).tanh
      }.run("product, \(flips)")
    }
  }

  @Test func solversOfDerivativeRulesReportTogether() {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    #expect(graph.unconverged == nil)
    graph.reportUnfinished(x.feature(0))
    graph.reportUnfinished(x.feature(1))
    var outputs = Outputs()
    let failed = graph.unconverged.map { outputs.add(number: $0) }
    let executor = Executor<Double>(Program(outputs))
    executor.setInput(0, points: [SIMD2(0, 0), SIMD2(1, 0), SIMD2(0, 1)])
    executor.run(lanes: 3)
    #expect(failed.map { executor.numbers($0, count: 3) } == [0, 1, 1])
  }
}
