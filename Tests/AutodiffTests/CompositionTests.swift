import Testing

@testable import Autodiff

/// Derivative rules applied to what derivative rules made.
@Suite struct CompositionTests {
  /// log|det J| of a smooth two-by-two network, with J from tangents.
  static func logDet(_ v: [Value]) -> Value {
    let (x, weight, bias, second) = (v[0], v[1], v[2], v[3])
    func map(_ x: Value) -> Value {
      let hidden = x.dense(weight: weight, bias: bias, outputs: 4).tanh
      return x + 0.5 * hidden.dense(weight: second, outputs: 2)
    }
    let columns = x.graph.jacobian(of: map(x), at: x)
    let determinant =
      columns[0].feature(0) * columns[1].feature(1)
      - columns[0].feature(1) * columns[1].feature(0)
    return determinant.absolute.log
  }

  @Test func logDeterminantFromTangentsCanBeDifferentiated() {
    let leaves = [
      Leaf(features: 2, perLane: true), Leaf(features: 8, perLane: false, range: 0.1...0.6),
      Leaf(features: 4, perLane: false), Leaf(features: 8, perLane: false, range: 0.1...0.4),
    ]
    for seed in 1...4 {
      DerivativeCheck(leaves, seed: UInt64(seed), Self.logDet).run("log|det J|, seed \(seed)")
    }
  }

  @Test func gradientsCanBeDifferentiatedAgain() {
    let leaves = [Leaf(features: 3, perLane: true), Leaf(features: 1, perLane: true)]
    DerivativeCheck(leaves) { v in
      let y = ((v[0] * v[1]).sigmoid * v[0].squared).featureSum.softplus
      let gradient = v[0].graph.gradients(of: y, withRespectTo: [v[0]])[0] ?? v[0]
      return (gradient * gradient).featureSum
    }
    .run("squared norm of a gradient")
  }

  @Test func tangentsOfGradientsAreSymmetric() {
    // v·(H u) = u·(H v).
    let graph = Graph()
    let x = graph.input(0, features: 3)
    let (u, v) = (graph.constant([1, -2, 0.5]), graph.constant([0.3, 1, 2]))
    let y = (x.feature(0) * x.feature(1)).tanh + (x.featureSum.exp * x.feature(2)).softplus
    let gradient = graph.gradients(of: y, withRespectTo: [x])[0] ?? x
    let products = [(u, v), (v, u)].map { along, other in
      ((graph.tangents(of: [gradient], along: [(x, along)])[0] ?? x) * other).featureSum
    }
    var random = TestRandom(2)
    let inputs = Inputs(lanes: 9, slots: [0: random.rows(3, 9, -1, 1)])
    let found = execute(products, inputs, as: Double.self)
    #expect(largestError(found[0], found[1]) < 1e-12)
    #expect(found[0].rows[0].allSatisfy { abs($0) > 1e-3 })
  }

  @Test func secondUseOfAValueAddsUp() {
    DerivativeCheck([Leaf(features: 2, perLane: true), Leaf(features: 2, perLane: false)]) {
      let shared = ($0[0] * $0[1]).tanh
      return shared * shared.exp + shared.featureSum + shared.feature(1) * $0[1]
    }
    .run("second use")
  }

  @Test(arguments: [1, 16, 50, 128, 131]) func aSharedValueUsedPerLaneSumsOverLanes(lanes: Int) {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let shared = graph.parameter(offset: 0, count: 2)
    let gradients = graph.gradients(of: (x * shared).exp, withRespectTo: [shared])
    let gradient = gradients.compactMap { $0 }
    var random = TestRandom(8)
    let inputs = Inputs(
      lanes: lanes, slots: [0: random.rows(2, lanes, -1, 1)], parameters: [0.5, -0.25])
    let expected = NaiveInterpreter(graph, inputs).evaluate([(x * (x * shared).exp).laneSum])
    let found = execute(gradient, inputs, as: Double.self)
    #expect(found.count == 1 && largestError(found[0], expected[0]) < 1e-12)
  }

  @Test func whatDoesNotDependHasNoDerivative() {
    let graph = Graph()
    let (x, y) = (graph.input(0, features: 2), graph.input(1, features: 2))
    #expect(graph.gradients(of: x.exp, withRespectTo: [y])[0] == nil)
    #expect(graph.tangents(of: [x.exp], along: [(y, graph.constant(1))])[0] == nil)
    #expect(graph.gradients(of: x.step * 2, withRespectTo: [x])[0] == nil)
  }
}
