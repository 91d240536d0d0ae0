import Testing

@testable import Autodiff

/// Outputs are read by the handles that their declaration returned.
@Suite struct OutputsTests {
  /// In whatever order kinds of outputs are declared, each handle reads its own.
  @Test(arguments: [1, 3, 200], [1, 2]) func eachHandleReadsItsOwnOutput(lanes: Int, threads: Int) {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let weight = graph.parameter(offset: 0, count: 3)
    var outputs = Outputs()
    let sum = outputs.add(shared: x.laneSum)
    let first = outputs.add(number: x.feature(0))
    let point = outputs.add(point: 2 * x)
    let all = outputs.add(shared: weight)
    let fixed = outputs.add(number: weight.feature(1))
    let executor = Executor<Double>(
      Program(outputs), parameterCount: 3, tileLanes: 8, threads: threads)
    executor.parameters = [1, 2, 4]
    let points = (0..<lanes).map { SIMD2(Double($0), 0.5 - Double($0)) }
    executor.setInput(0, points: points)
    executor.run(lanes: lanes)
    #expect(executor.points(point, count: lanes) == points.map { 2 * $0 })
    #expect(executor.numbers(first, count: lanes) == points.map(\.x))
    #expect(executor.numbers(fixed, count: lanes) == Array(repeating: 2, count: lanes))
    #expect(executor[point, lanes - 1] == 2 * points[lanes - 1])
    #expect(executor[first, lanes - 1] == points[lanes - 1].x)
    #expect(executor.values(all) == [1, 2, 4] && executor.squareSum(all) == 21)
    let total = points.reduce(.zero) { $0 + $1 }
    #expect(executor[sum] == total.x && executor.values(sum) == [total.x, total.y])
  }
}
