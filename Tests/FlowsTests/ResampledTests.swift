import Foundation
import Testing

@testable import Autodiff
@testable import Flows

/// The resampled base: a density that integrates to one, and a sampler that has it.
@Suite struct ResampledTests {
  /// The base, and parameters with marked holes.
  private func example() -> (base: Resampled, initial: [Float], bent: [Float]) {
    var layout = ParameterLayout()
    let base = Resampled(units: 24, layout: &layout)
    var random = RandomStream(seed: 6)
    let bent = layout.initial.map { $0 + Float(0.7 * random.normal()) }
    return (base, layout.initial, bent)
  }

  private func density(_ base: Resampled, _ parameters: [Float], _ points: [SIMD2<Double>])
    -> [Double]
  {
    var outputs = Outputs()
    let density = outputs.add(number: base.logDensity(Graph().input(0, features: 2)))
    let executor = Executor<Double>(Program(outputs), parameterCount: parameters.count)
    executor.parameters = parameters.map(Double.init)
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return executor.numbers(density, count: points.count).map { exp($0) }
  }

  @Test func itBeginsAsTheNormal() {
    let (base, initial, _) = example()
    let points = [SIMD2(0.0, 0), SIMD2(1, -2), SIMD2(4, 4)]
    for (point, value) in zip(points, density(base, initial, points)) {
      let normal = exp(-0.5 * (point * point).sum()) / (2 * .pi)
      #expect(abs(value / normal - 1) < 1e-5)
    }
  }

  @Test func samplesHaveTheDensityAndItIntegratesToOne() {
    let (base, _, bent) = example()
    // 8 × 8 cells of 20 × 20 midpoints on [−4, 4]².
    let axis = (0..<160).map { (Double($0) + 0.5) / 20 - 4 }
    let points = axis.flatMap { y in axis.map { x in SIMD2(x, y) } }
    var masses = [Double](repeating: 0, count: 64)
    for (index, value) in density(base, bent, points).enumerated() {
      masses[index / 160 / 20 * 8 + index % 160 / 20] += value / 400
    }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-3)
    var counts = [Double](repeating: 0, count: 64)
    var random = RandomStream(seed: 9)
    let total = 40_000.0
    for _ in 0..<Int(total) {
      let z = base.sample(using: &random, parameters: bent)
      let cell = SIMD2(z.x + 4, z.y + 4)
      guard cell.min() >= 0, cell.max() < 8 else { continue }
      counts[Int(cell.y) * 8 + Int(cell.x)] += 1
    }
    for (mass, count) in zip(masses, counts) {
      #expect(abs(count - mass * total) < 5 * (mass * total + 1).squareRoot())
    }
    let middle = [27, 28, 35, 36].map { masses[$0] }
    #expect((middle.max() ?? 0) > 1.3 * (middle.min() ?? 0))
  }
}
