import Flows
import Learning
import Testing

@testable import Proofs

/// Jacobians in bulk agree with the ledger's, also of flows that an energy turns round, so that their
/// inverse is a search.
@Suite struct ProofOfJacobians {
  @Test(arguments: FlowFamily.all.map(\.name), ["moons", "u1"])
  func jacobiansAgreeWithTheLedger(flow: String, target: String) throws {
    var settings = Settings()
    settings.flow = flow
    settings.target = target
    settings.batch = 128
    settings.layers = 2
    // Who cannot learn an energy says so, and there is nothing to compare.
    if target == "u1", try !FlowFamily.named(flow).canLearnEnergies {
      #expect(throws: FlowError.self) { try Trainer(settings, threads: 1) }
      return
    }
    settings.learningRate = try settings.resolvedFamily().defaultLearningRate
    let subject = try ProofSubject(trained: settings, steps: 5, heldOutCount: 10)
    for finding in try Proof.jacobians.findings(of: subject) {
      #expect(finding.holds, "\(finding.sentence)")
    }
  }
}
