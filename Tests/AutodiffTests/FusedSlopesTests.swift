import Testing

@testable import Autodiff

/// A swish that is computed together with its derivatives, and products of every number of vectors, in a
/// network whose Jacobian is differentiated: against the naive interpreter.
@Suite struct FusedSlopesTests {
  /// A network of two hidden layers, its Jacobian's entries, and the gradients of a loss of both.
  private static func outputs(_ graph: Graph, width: Int) -> [Value] {
    let x = graph.input(0, features: 2)
    let first = graph.parameter(offset: 0, count: 2 * width)
    let second = graph.parameter(offset: 2 * width, count: width * width)
    let third = graph.parameter(offset: (2 + width) * width, count: 2 * width)
    let hidden = x.dense(weight: first, outputs: width).silu
    let output = hidden.dense(weight: second, outputs: width).silu.dense(weight: third, outputs: 2)
    let columns = graph.jacobian(of: output, at: x)
    let loss = (output.squared.featureSum + (columns[0] * columns[1]).featureSum).laneSum
    let gradients = graph.gradients(of: loss, withRespectTo: [first, second, third])
    return [loss] + gradients.compactMap { $0 } + [output] + columns
  }

  private static func inputs(width: Int) -> Inputs {
    var random = TestRandom(4)
    let rows = random.rows(2, 19)
    let parameters = (0..<(width * (width + 4))).map { _ in random.uniform(-0.5, 0.5) }
    return Inputs(lanes: 19, slots: [0: rows], parameters: parameters)
  }

  @Test(arguments: [1, 3, 8, 16, 23, 32, 48, 80]) func valuesAndGradientsAgree(width: Int) {
    let graph = Graph()
    let outputs = Self.outputs(graph, width: width)
    let inputs = Self.inputs(width: width)
    let expected = NaiveInterpreter(graph, inputs).evaluate(outputs)
    for (a, b) in zip(execute(outputs, inputs, as: Double.self, tileLanes: 8), expected) {
      #expect(largestError(a, b) < 1e-10)
    }
    for (a, b) in zip(execute(outputs, inputs, as: Float.self, tileLanes: 16), expected) {
      #expect(largestError(a, b) < 1e-3)
    }
  }

  /// Alone, with the first derivative, with both: the same numbers bit by bit.
  @Test func itMakesNoDifferenceWhatIsComputedBesides() {
    let graph = Graph()
    let x = graph.input(0, features: 3)
    let functions: [Unary] = [.swish, .swishSlope, .swishBend]
    let values = functions.map { x.apply($0) }
    var random = TestRandom(8)
    let inputs = Inputs(lanes: 21, slots: [0: random.rows(3, 21, -90, 90)])
    let alone = values.map { execute([$0], inputs, as: Float.self)[0] }
    #expect(execute(values, inputs, as: Float.self) == alone)
    #expect(execute(Array(values.prefix(2)), inputs, as: Float.self) == Array(alone.prefix(2)))
    let program = Program(lanes: values)
    #expect(
      program.perTile.filter { if case .swishAndSlopes = $0.code { true } else { false } }.count
        == 1)
  }
}
