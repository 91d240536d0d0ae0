import Flows
import Foundation
import Learning
import Testing

@testable import Proofs

/// A flow on every base, trained: its mass is one, no point beats the entropy on average, and far-out
/// points and huge parameters hide no NaN.
@Suite struct ProofOfBases {
  private static let proofs: [Proof] = [
    .mass, .entropy, .farPoints, .hugeParameters, .singlePrecision, .files,
  ]

  private static func subject(_ base: String) throws -> ProofSubject {
    var settings = try FlowFamily.named("realnvp").small
    (settings.base, settings.target) = (base, "pinwheel")
    settings.learningRate = try settings.resolvedFamily().defaultLearningRate
    return try ProofSubject(trained: settings, heldOutCount: 5000)
  }

  @Test(arguments: Bases.all.map(\.name)) func trainedDensitiesHold(base: String) throws {
    let subject = try Self.subject(base)
    for proof in Self.proofs {
      let findings = try proof.findings(of: subject)
      #expect(!findings.isEmpty, "\(proof.name)")
      for finding in findings { #expect(finding.holds, "\(finding.proof): \(finding.sentence)") }
    }
    let evaluator = try Evaluator(subject.model.settings)
    let samples = evaluator.forward(subject.basePoints(5000, seed: 1), of: subject.model).x
    // The mass once more, over a larger square and on a finer grid.
    let half = 1.3 * Double(samples.reduce(0) { max($0, abs($1.x), abs($1.y)) })
    let count = 400
    let step = 2 * half / Double(count)
    var mass = 0.0
    for row in 0..<count {
      let points = (0..<count).map {
        SIMD2<Float>((SIMD2(Double($0), Double(row)) + 0.5) * step - half)
      }
      let densities = evaluator.inverse(points, of: subject.model).logDensity
      mass += densities.reduce(0) { $0 + exp(Double($1)) } * step * step
    }
    #expect(abs(mass - 1) < 0.01, "mass \(mass)")
    // With parameters that are all zero some of those samples still have a density.
    let zero = subject.with(parameters: subject.model.parameters.map { _ in 0 })
    let densities = evaluator.inverse(Array(samples.prefix(64)), of: zero).logDensity
    #expect(densities.contains { $0.isFinite })
  }
}
