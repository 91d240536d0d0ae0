import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What is computed by repetition arrives, or says so, in either precision.
@Suite struct ConvergenceTests {
  /// Runs a program in one precision and returns rows of numbers.
  private static func run<S: LaneScalar>(
    _: S.Type, rows: [[Double]], _ trace: (Value) -> [Value], parameters: () -> [Double] = { [] }
  ) -> [[Double]] {
    let graph = Graph()
    let outputs = trace(graph.input(0, features: rows.count))
    let parameters = parameters().map { S($0) }
    var declared = Outputs()
    let declaredRows = outputs.map { declared.add(number: $0) }
    let executor = Executor<S>(
      Program(declared), parameterCount: parameters.count, tileLanes: 32)
    executor.parameters = parameters
    for (feature, row) in rows.enumerated() {
      executor.setInput(0, feature: feature, row.map { S($0) })
    }
    executor.run(lanes: rows[0].count)
    return declaredRows.map { executor.numbers($0, count: rows[0].count).map(Double.init) }
  }

  /// A random number whose size is between two powers of ten, of either sign.
  private static func wide(
    _ random: inout RandomStream, _ exponents: ClosedRange<Double>
  ) -> Double {
    let range = exponents.upperBound - exponents.lowerBound
    let size = pow(10, exponents.lowerBound + range * random.uniform())
    return random.uniform() < 0.5 ? -size : size
  }

  @Test(arguments: ["Float", "Double"]) func planarRootsAreFoundWhateverTheNumbers(scalar: String) {
    var random = RandomStream(seed: 1)
    var (along, goals): ([Double], [Double]) = ([], [])
    for _ in 0..<20_000 {
      let c = random.uniform() < 0.3 ? -0.999 * random.uniform() : abs(Self.wide(&random, -3...4))
      // wᵀz up to 1e6 and b up to 1e8, and sums of both that nearly vanish or nearly are ±c.
      let goal =
        Self.wide(&random, -6...6) + (random.uniform() < 0.5 ? Self.wide(&random, -3...8) : 0)
      let near = random.uniform() < 0.3 ? abs(c) * (1 + Self.wide(&random, -7...0)) : goal
      along.append(scalar == "Float" ? Double(Float(c)) : c)
      goals.append(scalar == "Float" ? Double(Float(abs(near))) : abs(near))
    }
    func trace(_ input: Value) -> [Value] {
      let (root, report) = Planar.root(along: input.feature(0), goal: input.feature(1))
      return [root, root.tanh, report.unconverged ?? root]
    }
    let rows = [along, goals]
    let found =
      scalar == "Float"
      ? Self.run(Float.self, rows: rows, trace) : Self.run(Double.self, rows: rows, trace)
    let ulp = scalar == "Float" ? Double(Float.ulpOfOne) : Double.ulpOfOne
    for index in along.indices {
      let (t, h, c, goal) = (found[0][index], found[1][index], along[index], goals[index])
      #expect(found[2][index] == 0, "wᵀû \(c), goal \(goal)")
      // What the tail's own rounding leaves.
      let residual = abs(t + c * h - goal)
      #expect(residual <= 8 * ulp * (t + abs(c) + goal), "wᵀû \(c), goal \(goal): \(residual)")
    }
  }

  /// A trained layer of 8gaussians, seed 1: between its tails Newton's method alternated for ever.
  @Test(arguments: [7.15, 40, 1000]) func planarLayersWithTwoTailsAreUndone(along: Double) throws {
    var builder = LayerBuilder(hidden: [], isNeutral: false, random: RandomStream(seed: 1))
    let layer = Planar(&builder)
    // w = (1, 0), û ∥ w, and m(wᵀu) = wᵀû by softplus far out.
    let parameters = [1, 0, along + 2, 0.3, 0.5]
    let points = (0..<4000).map { Double($0) / 2000 * along - along }
    let found = Self.run(Double.self, rows: [points, points.map { 0.1 * $0 }]) { z in
      let there = layer.forward(z)
      let back = layer.inverse(there.point)
      return [
        back.point.feature(0), there.logDet + back.logDet,
        there.report?.unconverged ?? z.feature(0),
      ]
    } parameters: {
      parameters
    }
    for (index, point) in points.enumerated() {
      #expect(abs(found[0][index] - point) < 1e-9 * max(1, along), "\(point)")
      #expect(abs(found[1][index]) < 1e-9 && found[2][index] == 0)
    }
  }

  @Test(arguments: ["Float", "Double"]) func mixturesAreInvertedWhateverTheirShape(scalar: String) {
    let map = SigmoidMixture(units: 8, isNeutral: false)
    var random = RandomStream(seed: 2)
    let count = 5000
    var rows = (0..<3 * map.units).map { row in
      (0..<count).map { _ in
        // Slopes, offsets and weights: raw numbers that training never sees among them.
        (row < map.units ? 30 : row < 2 * map.units ? 300 : 50) * (2 * random.uniform() - 1)
          * random.uniform()
      }
    }
    rows.append((0..<count).map { _ in Self.wide(&random, -4...6) })
    if scalar == "Float" { rows = rows.map { $0.map { Double(Float($0)) } } }
    func trace(_ input: Value) -> [Value] {
      let shape = input.features(0..<3 * map.units)
      let z = input.feature(3 * map.units)
      let there = map.forward(z, shape: shape)
      let back = map.inverse(there.point, shape: shape)
      return [there.point, back.point, there.report?.unconverged ?? z]
    }
    let found =
      scalar == "Float"
      ? Self.run(Float.self, rows: rows, trace) : Self.run(Double.self, rows: rows, trace)
    let bound = scalar == "Float" ? 2e-5 : 1e-10
    for lane in 0..<count {
      let z = rows[3 * map.units][lane]
      let size = 8.1 * abs(found[0][lane]) + 300 + abs(z)
      #expect(found[2][lane] == 0, "z \(z)")
      #expect(abs(found[1][lane] - z) <= bound * size, "z \(z): \(found[1][lane])")
    }
  }

  /// A search that would turn for ever stops, and a search for what is not there says so.
  @Test func aRootThatIsNotThereIsReported() {
    let found = Self.run(Double.self, rows: [[0, 0.5, .nan, .infinity]]) { goal in
      let (root, report) = increasingRoot(
        between: goal.graph.constant(-1) + 0 * goal, and: goal.graph.constant(1) + 0 * goal
      ) { a in (a.tanh - 2 * goal, 1 - a.tanh.squared, goal.graph.constant(1)) }
      return [root, report.unconverged ?? root]
    }
    #expect(abs(found[0][0]) < 1e-12)
    #expect(found[1] == [0, 1, 1, 1])
  }

  /// Weights beyond their bound make no contraction: the repetition wanders off, and says so.
  @Test func aFixedPointThatIsNoneIsReported() throws {
    let subject = try ProofSubject.make("iresnet", .random)
    let layer = try #require(subject.architecture.layers.first as? Residual)
    var parameters = subject.model.parameters.map(Double.init)
    for weight in layer.network.weights {
      // σ is measured along a direction; without one it is taken for 0, and nothing is bounded.
      for index in 0..<weight.rows * weight.columns {
        parameters[weight.direction.offset + index] = 0
        parameters[weight.weight.offset + index] *= 20
      }
    }
    let points = subject.basePoints(200).map { SIMD2<Double>($0) }
    func unconverged(_ parameters: [Double]) -> Double {
      Self.run(Double.self, rows: [points.map(\.x), points.map(\.y)]) { z in
        let x = layer.forward(z)
        return [x.report?.unconverged ?? x.point.feature(0)]
      } parameters: {
        parameters
      }[0].reduce(0, +)
    }
    #expect(unconverged(subject.model.parameters.map(Double.init)) == 0)
    #expect(unconverged(parameters) > 100)
  }

  /// Whatever wraps or combines maps hands on what they report.
  @Test(arguments: ProofSubject.names) func whatSearchesOrSolvesReports(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let point = Graph().input(0, features: 2)
    for layer in subject.architecture.layers {
      let ways = [
        (layer.forwardMethod, layer.forward(point)), (layer.inverseMethod, layer.inverse(point)),
      ]
      for (method, mapped) in ways {
        #expect((mapped.report?.evaluations != nil) == method.isSolved)
        #expect(!method.isSearch || mapped.report?.unconverged?.features == 1)
        #expect(!method.isSearch || mapped.report?.error?.features == 1)
        #expect(method.isIterative || mapped.report == nil)
      }
    }
    let ways = [
      (subject.family.forwardMethod, subject.architecture.forward(point).report),
      (subject.family.inverseMethod, subject.architecture.inverse(point).report),
    ]
    for (method, report) in ways { #expect(method.isIterative == (report != nil)) }
  }
}
