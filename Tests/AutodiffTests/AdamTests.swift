import Foundation
import Testing

@testable import Autodiff

/// Adam against algorithm 1 of Kingma & Ba 2015, one number at a time in Double.
@Suite struct AdamTests {
  /// A quartic bowl over `count` parameters, and two parameters that the loss does not see.
  static func bowl<S: LaneScalar>(
    _ count: Int, threads: Int, as: S.Type
  ) -> (executor: Executor<S>, adam: Adam<S>, gradient: SharedOutput) {
    let graph = Graph()
    let parameter = graph.parameter(offset: 1, count: count)
    let x = graph.input(0, features: count)
    let loss = ((parameter - x).squared * parameter.squared).featureSum.laneSum
    let slope = graph.gradients(of: loss, withRespectTo: [parameter])[0] ?? graph.constant(0)
    var outputs = Outputs()
    let gradient = outputs.add(shared: slope)
    let executor = Executor<S>(
      Program(outputs), parameterCount: count + 2, threads: threads)
    return (executor, executor.makeAdam(gradients: [(1, gradient)]), gradient)
  }

  @Test(arguments: [1, 7, 16, 40, 3000], [1, 3]) func followsAlgorithmOne(
    count: Int, threads: Int
  ) {
    let (executor, adam, slope) = Self.bowl(count, threads: threads, as: Double.self)
    var random = TestRandom(UInt64(count))
    executor.parameters = (0..<(count + 2)).map { _ in random.uniform(-2, 2) }
    for (feature, row) in random.rows(count, 3).enumerated() {
      executor.setInput(0, feature: feature, row)
    }
    var theta = executor.parameters
    var m = Array(repeating: 0.0, count: count)
    var v = m
    for t in 1...20 {
      executor.run(lanes: 3)
      let gradient = executor.values(slope)
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(adam.gradientNorm - norm) <= 1e-12 * norm)
      let scale = t % 3 == 0 ? 0.25 : 1
      adam.update(learningRate: 0.05, scale: scale)
      for index in 0..<count {
        let g = gradient[index] * scale
        m[index] = 0.9 * m[index] + 0.1 * g
        v[index] = 0.99 * v[index] + 0.01 * g * g
        let mean = m[index] / (1 - pow(0.9, Double(t)))
        let variance = v[index] / (1 - pow(0.99, Double(t)))
        theta[index + 1] -= 0.05 * mean / (variance.squareRoot() + 1e-8)
      }
      let error = zip(executor.parameters, theta).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error < 1e-10, "step \(t): \(error)")
    }
    #expect(adam.steps == 20)
  }

  /// One pass or two: the average is the same, bit for bit, also of parameters that nothing moves.
  @Test(arguments: [1, 40, 3000], [1, 3]) func averagingOnTheWayChangesNothing(
    count: Int, threads: Int
  ) {
    let runs = [false, true].map { isFused in
      let (executor, adam, _) = Self.bowl(count, threads: threads, as: Float.self)
      var random = TestRandom(UInt64(count))
      executor.parameters = (0..<(count + 2)).map { _ in Float(random.uniform(-2, 2)) }
      for feature in 0..<count {
        executor.setInput(0, feature: feature, [Float(random.uniform(-2, 2))])
      }
      let average = executor.makeAverage()
      average.values = Array(repeating: 0, count: count + 2)
      for step in 1...20 {
        executor.run(lanes: 1)
        let weight = 1 / Float(step)
        if isFused {
          adam.update(learningRate: 0.05, scale: 0.5, average: average, weight: weight)
        } else {
          adam.update(learningRate: 0.05, scale: 0.5)
          average.update(weight: weight)
        }
      }
      return (parameters: executor.parameters, average: average.values)
    }
    #expect(runs[0].parameters == runs[1].parameters)
    #expect(runs[0].average == runs[1].average)
  }

  @Test func floatFollowsDouble() {
    let (single, adam, _) = Self.bowl(33, threads: 1, as: Float.self)
    let (double, reference, _) = Self.bowl(33, threads: 1, as: Double.self)
    var random = TestRandom(3)
    let start = (0..<35).map { _ in Float(random.uniform(-2, 2)) }
    single.parameters = start
    double.parameters = start.map { Double($0) }
    single.setInput(0, feature: 0, [1])
    double.setInput(0, feature: 0, [1])
    for _ in 0..<100 {
      single.run(lanes: 1)
      double.run(lanes: 1)
      adam.update(learningRate: 0.01)
      reference.update(learningRate: 0.01)
    }
    for (a, b) in zip(single.parameters, double.parameters) { #expect(abs(Double(a) - b) < 1e-3) }
  }

  /// Where a gradient stays away, moments end at 0: subnormal numbers would make all later steps slower.
  @Test func momentsFadeToNothing() {
    Self.expectFading(as: Float.self)
    Self.expectFading(as: Double.self)
  }

  private static func expectFading<S: LaneScalar>(as: S.Type) {
    // More than whole registers, so that what is left over is seen as well.
    let count = 40
    let (executor, adam, slope) = bowl(count, threads: 1, as: S.self)
    // The bowl is flat where a parameter is 0.
    for feature in 0..<count { executor.setInput(0, feature: feature, [1]) }
    executor.run(lanes: 1)
    #expect(executor.values(slope).allSatisfy { $0 == 0 })
    let start = 4 * AdamFactors<S>.floor * AdamFactors<S>.floor
    let moments = Array(repeating: start, count: count + 2)
    adam.moments = Adam<S>.Moments(mean: moments, variance: moments, steps: 1000)
    for _ in 0..<200 {
      adam.update(learningRate: 0.01)
      let all = adam.moments.mean + adam.moments.variance
      #expect(!all.contains { $0.isSubnormal })
    }
    let updated = 1...count
    #expect(adam.moments.mean[updated].allSatisfy { $0 == 0 })
    #expect(adam.moments.variance[updated].allSatisfy { $0 == 0 })
    #expect(executor.parameters.allSatisfy { abs($0) < S(AdamFactors<S>.floor) })
  }
}
