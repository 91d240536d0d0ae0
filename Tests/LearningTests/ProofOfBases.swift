import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A flow on every base, trained: its mass is one, no point beats the entropy on average, and far-out
/// points and huge parameters hide no NaN.
@Suite struct ProofOfBases {
  private struct Subject {
    let evaluator: Evaluator
    let model: Model
    let heldOut: HeldOut
    let entropy: Double

    init(_ base: String) throws {
      var settings = try FlowFamily.named("realnvp").small
      (settings.base, settings.target) = (base, "pinwheel")
      let trainer = try Trainer(settings, threads: 2)
      for _ in 0..<300 { try trainer.advance() }
      model = trainer.model()
      heldOut = trainer.measureHeldOut(count: 5000)
      entropy = try #require(try Targets.named("pinwheel").entropy)
      evaluator = try Evaluator(settings, threads: 2)
    }
  }

  @Test(arguments: Bases.all.map(\.name)) func trainedDensitiesHold(base: String) throws {
    let subject = try Subject(base)
    #expect(subject.heldOut.nll >= subject.entropy - 3 * subject.heldOut.standardError)
    #expect(!subject.heldOut.nll.isNaN)

    let samples = subject.evaluator.forward(
      subject.evaluator.sampleBase(count: 5000, seed: 1, of: subject.model), of: subject.model
    ).x
    let half = 1.3 * Double(samples.reduce(0) { max($0, abs($1.x), abs($1.y)) })
    let count = 400
    let step = 2 * half / Double(count)
    var mass = 0.0
    for row in 0..<count {
      let points = (0..<count).map {
        SIMD2<Float>((SIMD2(Double($0), Double(row)) + 0.5) * step - half)
      }
      let densities = subject.evaluator.inverse(points, of: subject.model).logDensity
      mass += densities.reduce(0) { $0 + exp(Double($1)) } * step * step
    }
    #expect(abs(mass - 1) < 0.01, "mass \(mass)")

    let far = subject.evaluator.inverse(ProofOfRobustness.far, of: subject.model)
    for (index, point) in ProofOfRobustness.far.enumerated() {
      #expect(far.z[index].x.isFinite && far.z[index].y.isFinite && far.logDet[index].isFinite)
      // Of the uniform box the density there is 0.
      let density = far.logDensity[index]
      #expect(base == "uniform" ? !density.isNaN : density.isFinite)
      if point != .zero { #expect(density < -10) }
    }

    for scale in [0, 1e4, 1e30] as [Float] {
      let model = Model(
        settings: subject.model.settings, parameters: subject.model.parameters.map { $0 * scale },
        step: 0)
      let inverse = subject.evaluator.inverse(samples.prefix(64) + ProofOfRobustness.far, of: model)
      for index in inverse.z.indices where inverse.logDensity[index].isFinite {
        #expect(inverse.z[index].x.isFinite && inverse.z[index].y.isFinite)
        #expect(inverse.logDet[index].isFinite)
      }
      if scale == 0 { #expect(inverse.logDensity.prefix(64).contains { $0.isFinite }) }
    }
  }
}
