import Autodiff
import Foundation
import Testing

@testable import Flows

/// The weighted series of log det(I + J), summed backwards, against the powers themselves.
@Suite struct LogDetSumTests {
  /// tr J and det J of matrices with norms from 1e-30 to .95.
  private static let cases: [(trace: Double, determinant: Double)] = {
    var random = RandomStream(seed: 3)
    return [1e-30, 1e-6, 0.05, 0.4, 0.95].flatMap { size in
      (0..<8).map { _ in
        let j = (0..<4).map { _ in size * (random.uniform() - 0.5) }
        return (j[0] + j[3], j[0] * j[3] - j[1] * j[2])
      }
    }
  }()

  private static func direct(_ trace: Double, _ determinant: Double, _ weights: [Double]) -> Double
  {
    let traces = LogDetSeries.traces(
      trace: trace, determinant: determinant, count: weights.count)
    return zip(traces, weights).enumerated().reduce(0) { sum, term in
      sum + (term.offset % 2 == 0 ? 1 : -1) * term.element.0 * term.element.1
        / Double(term.offset + 1)
    }
  }

  private static func run(_ weights: [Double]) -> (
    values: [Double], slopes: [(trace: Double, determinant: Double)]
  ) {
    let graph = Graph()
    let input = graph.input(0, features: 2)
    let (trace, determinant) = (input.feature(0), input.feature(1))
    let sum = LogDetSeries.sum(
      trace: trace, determinant: determinant, weights: weights.map { graph.constant($0) })
    let backwards = graph.gradients(of: sum, withRespectTo: [input])[0] ?? graph.constant([0, 0])
    let forwards = graph.jacobian(of: sum, at: input)
    var outputs = Outputs()
    let value = outputs.add(number: sum)
    let slope = outputs.add(point: backwards)
    let columns = forwards.map { outputs.add(number: $0) }
    let executor = Executor<Double>(Program(outputs))
    executor.setInput(0, points: cases.map { SIMD2($0.trace, $0.determinant) })
    executor.run(lanes: cases.count)
    for lane in cases.indices {
      #expect(
        executor[slope, lane] == SIMD2(executor[columns[0], lane], executor[columns[1], lane]))
    }
    return (
      executor.numbers(value, count: cases.count),
      executor.points(slope, count: cases.count).map { ($0.x, $0.y) }
    )
  }

  @Test(arguments: [[1], [1, 1], Array(repeating: 1.0, count: 8), [1, 1, 2, 4, 8, 0, 0, 0]])
  func theSumAndItsDerivativesAreThoseOfThePowers(weights: [Double]) {
    let (values, slopes) = Self.run(weights)
    for (index, (trace, determinant)) in Self.cases.enumerated() {
      let expected = Self.direct(trace, determinant, weights)
      #expect(abs(values[index] - expected) <= 1e-14 * abs(trace) + 1e-13 * abs(determinant))
      let h = 1e-6
      func slope(_ a: Double, _ b: Double) -> Double {
        (Self.direct(trace + a, determinant + b, weights)
          - Self.direct(trace - a, determinant - b, weights)) / (2 * h)
      }
      #expect(abs(slopes[index].trace - slope(h, 0)) < 1e-8)
      #expect(abs(slopes[index].determinant - slope(0, h)) < 1e-8)
    }
  }

  @Test func allTermsOfASmallMatrixGiveItsLogDeterminant() {
    let (values, slopes) = Self.run(Array(repeating: 1, count: LogDetSeries.mostTerms))
    for (index, (trace, determinant)) in Self.cases.enumerated() where abs(trace) < 0.5 {
      #expect(abs(values[index] - log1p(trace + determinant)) < 1e-7)
      #expect(abs(slopes[index].trace - 1 / (1 + trace + determinant)) < 1e-5)
    }
  }
}
