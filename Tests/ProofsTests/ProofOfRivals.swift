import Learning
import Proofs
import Testing

/// Every proof of rivals, of every rival.
@Suite struct ProofOfRivals {
  @Test(arguments: Rivals.all.map(\.name)) func everyProofHolds(name: String) throws {
    let subject = try RivalSubject(RivalSubject.settings(of: name))
    for proof in RivalProof.all {
      let findings = try proof.findings(of: subject)
      #expect(!findings.isEmpty)
      for finding in findings { #expect(finding.holds, "\(name): \(finding.sentence)") }
    }
  }

  @Test func aFlowIsNoRival() throws {
    let settings = try RivalSubject.settings(of: "realnvp")
    #expect(throws: (any Error).self) { try RivalSubject(settings) }
  }
}
