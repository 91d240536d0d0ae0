import Foundation
import Testing

@testable import Flows
@testable import Learning
@testable import Proofs

/// What every family begins with: step sizes, bounds, and energies that are let in by and by.
@Suite struct DefaultsTests {
  @Test func stepSizesWarmUpThenFallForever() {
    let factors = (0..<20_000).map { StepSize.factor(atStep: $0) }
    let peak = factors.indices.max { factors[$0] < factors[$1] } ?? 0
    #expect(factors[0] == 0.01)
    #expect(zip(factors[..<peak], factors[1...peak]).allSatisfy { $0 < $1 })
    #expect(zip(factors[peak...], factors[(peak + 1)...]).allSatisfy { $0 > $1 })
    #expect(factors.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func aStepIsReportedWithItsStepSize() throws {
    var settings = try FlowFamily.named("planar").small
    settings.learningRate = 0.01
    let trainer = try Trainer(settings, threads: 1)
    let anatomy = try trainer.advancedAndWatched(after: 30)
    #expect(abs(anatomy.learningRate - 0.01 * StepSize.factor(atStep: 30)) < 1e-12)
  }

  @Test func gradientsAreBoundUnlessAHigherBoundIsGiven() throws {
    #expect(Settings().gradientBound == Settings.defaultClip)
    var settings = try FlowFamily.named("planar").small
    let usual = try Trainer(settings, threads: 1)
    settings.clip = Settings.defaultClip
    let same = try Trainer(settings, threads: 1)
    for _ in 0..<20 { #expect(try usual.advance() == same.advance()) }
    #expect(usual.state().parameters == same.state().parameters)
  }

  @Test func energiesAreLetInFromLittleToAll() {
    let weights = (0..<2000).map { Annealing.weight(atStep: $0) }
    #expect(weights[0] < 0.02 && weights[1999] == 1)
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 <= $1 })
  }

  /// The loss shown is the divergence with all of the energy, so it is above 0 from the first step on,
  /// where what is minimised is far below.
  @Test func theShownDivergenceHasAllOfTheEnergy() throws {
    var settings = try FlowFamily.named("realnvp").small
    settings.target = "u1"
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<50 { #expect(try trainer.advance() > 0) }
  }

  /// Planar flows cover every mode: the forward KL, by quadrature, is what a missing mode would
  /// make large (half of the mass missing costs several nats).
  @Test(arguments: RezendeEnergy.Kind.allCases.map { "u\($0.rawValue)" })
  func annealedFlowsCoverEveryMode(name: String) throws {
    var settings = Settings()
    (settings.flow, settings.target) = ("planar", name)
    let trainer = try Trainer(settings, threads: 2)
    for _ in 0..<2000 { try trainer.advance() }
    let evaluator = try Evaluator(settings, threads: 2)
    let target = try Targets.named(name)
    let count = 120
    let step = 12.0 / Double(count)
    let points = (0..<count * count).map {
      (SIMD2(Double($0 % count), Double($0 / count)) + 0.5) * step - 6
    }
    let model = evaluator.inverse(points.map { SIMD2<Float>($0) }, of: trainer.model()).logDensity
    var divergence = 0.0
    for (point, density) in zip(points, model) {
      let truth = try #require(target.logDensity(point))
      divergence += exp(truth) * (truth - Double(density)) * step * step
    }
    #expect(divergence < 0.25, "forward KL \(divergence)")
    let measured = try #require(trainer.measureHeldOut(count: 20_000).kl)
    #expect(abs(measured - divergence) < 0.03, "sampled \(measured), quadrature \(divergence)")
  }
}

extension Trainer {
  fileprivate func advancedAndWatched(after steps: Int) throws -> StepAnatomy {
    for _ in 0..<steps { try advance() }
    return try advanceWatched()
  }
}
