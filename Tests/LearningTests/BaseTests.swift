import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// Base distributions: densities that integrate to one and that samples follow.
@Suite struct BaseTests {
  private struct Subject {
    let base: Base
    let parameters: [Float]
    let executor: Executor<Double>
    let density: NumberOutput

    init(_ name: String) throws {
      var layout = ParameterLayout()
      base = try Bases.named(name).placed(in: &layout)
      // Learned ones somewhere else than where they start.
      var random = RandomStream(seed: 2)
      parameters = layout.initial.map { $0 + Float(0.2 * random.normal()) }
      let z = Graph().input(0, features: 2)
      var outputs = Outputs()
      density = outputs.add(number: base.distribution.logDensity(z))
      executor = Executor(Program(outputs), parameterCount: parameters.count)
      executor.parameters = parameters.map(Double.init)
    }

    func logDensity(_ points: [SIMD2<Double>]) -> [Double] {
      executor.setInput(0, points: points)
      executor.run(lanes: points.count)
      return executor.numbers(density, count: points.count)
    }
  }

  static let names = Bases.all.map(\.name)

  @Test(arguments: names) func massIsOneAndSamplesFollowTheDensity(name: String) throws {
    let subject = try Subject(name)
    let half = 1.6 * subject.base.distribution.extent
    let (bins, perBin) = (8, 40)
    let step = 2 * half / Double(bins * perBin)
    var masses = Array(repeating: 0.0, count: bins * bins)
    for row in 0..<(bins * perBin) {
      let points = (0..<(bins * perBin)).map { column in
        SIMD2(Double(column) + 0.5, Double(row) + 0.5) * step - half
      }
      for (column, density) in subject.logDensity(points).enumerated() {
        masses[row / perBin * bins + column / perBin] += exp(density) * step * step
      }
    }
    #expect(abs(masses.reduce(0, +) - 1) < 0.01)

    let count = 20_000
    var random = RandomStream(seed: 3)
    var observed = Array(repeating: 0.0, count: masses.count)
    for _ in 0..<count {
      let z = subject.base.distribution.sample(using: &random, parameters: subject.parameters)
      let place = (SIMD2<Double>(z) + half) / (2 * half) * Double(bins)
      if place.min() >= 0, place.max() < Double(bins) {
        observed[Int(place.y) * bins + Int(place.x)] += 1
      }
    }
    for (mass, seen) in zip(masses, observed) {
      let expected = mass * Double(count)
      #expect(abs(seen - expected) < 5 * expected.squareRoot() + 0.01 * expected + 5)
    }
  }

  @Test func aPointOutsideTheBoxHasDensityZeroAndALossThatPullsItBack() throws {
    var settings = try FlowFamily.named("nsf").small
    settings.base = "uniform"
    let trainer = try Trainer(settings, threads: 1)
    let before = try trainer.advance()
    #expect(before.isFinite, "the loss can be followed")
    let measured = trainer.measureHeldOut(count: 500)
    #expect(measured.impossible > 0 && measured.nll == .infinity && measured.kl == .infinity)
    var last = before
    for _ in 0..<200 { last = try trainer.advance() }
    #expect(last < before - 1)
    #expect(trainer.measureHeldOut(count: 500).impossible < measured.impossible)
    let z = try Evaluator(settings).sampleBase(count: 500, seed: 1, of: trainer.model())
    #expect(z.allSatisfy { max(abs($0.x), abs($0.y)) <= 1.7321 })
  }

  @Test(arguments: ["diagonal-learned", "mixture"]) func learnedBasesLearn(name: String) throws {
    var settings = try FlowFamily.named("orthogonal").small
    settings.base = name
    settings.target = "8gaussians"
    let trainer = try Trainer(settings, threads: 1)
    let untrained = trainer.measureHeldOut(count: 2000).nll
    for _ in 0..<300 { try trainer.advance() }
    #expect(trainer.measureHeldOut(count: 2000).nll < untrained - 0.5)
    let names = trainer.architecture.layout.tensors.map(\.name)
    #expect(names.contains { $0.hasPrefix("base.") })
  }
}
