import Testing

@testable import Proofs

/// Every proof of the registry, of every family of the registry, with random and with trained parameters.
/// A flow is proved by being registered.
@Suite struct ProofOfEveryFlow {
  struct Case: Sendable, CustomTestStringConvertible {
    let proof: Proof
    let flow: String
    let state: ProofSubject.State

    var testDescription: String { "\(proof.name) of \(flow), \(state)" }
  }

  static let cases: [Case] = Proofs.all.flatMap { proof in
    ProofSubject.names.flatMap { flow in
      proof.states.map { Case(proof: proof, flow: flow, state: $0) }
    }
  }

  @Test(arguments: cases) func holds(_ one: Case) throws {
    let subject = try ProofSubject.make(one.flow, one.state)
    let findings = try one.proof.findings(of: subject)
    // What says nothing must have said that it does not concern the flow.
    #expect(findings.isEmpty != one.proof.concerns(subject))
    for finding in findings { #expect(finding.holds, "\(finding.sentence)") }
  }

  @Test func everyProofConcernsAFlow() throws {
    for proof in Proofs.all {
      let concerned = try ProofSubject.names.contains { name in
        try proof.states.contains { proof.concerns(try ProofSubject.make(name, $0)) }
      }
      #expect(concerned, "\(proof.name)")
    }
  }

  @Test func namesAndStatementsAreTheirOwn() {
    #expect(Set(Proofs.all.map(\.name)).count == Proofs.all.count)
    #expect(Set(Proofs.all.map(\.statement)).count == Proofs.all.count)
    for proof in Proofs.all {
      #expect(proof.statement.hasSuffix(".") && proof.statement.first?.isUppercase == true)
      #expect(!proof.states.isEmpty)
    }
  }

  /// A number that is not one holds nothing, and the greatest of some errors cannot hide it.
  @Test func nothingHoldsOfWhatIsNotANumber() {
    for relation: Measurement.Relation in [.below, .atMost, .above, .atLeast] {
      #expect(!Measurement("it", .nan, relation, 1).holds)
      #expect(!Measurement("it", 1, relation, .nan).holds)
    }
    for errors in [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan], []] as [[Double]] {
      #expect(worst(errors).isNaN)
    }
    #expect(worst([1, 3, 2]) == 3 && worst([-2, -3]) == -2)
    #expect(Measurement("it", 1, .atMost, 1).holds && !Measurement("it", 1, .below, 1).holds)
    #expect(Measurement("it", 1, .atLeast, 1).holds && !Measurement("it", 1, .above, 1).holds)
    #expect(Measurement("it", faults: 0).holds && !Measurement("it", faults: 1).holds)
  }
}
