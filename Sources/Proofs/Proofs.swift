import Flows

/// The registry of proofs: what must hold of every flow.
///
///     for finding in try Proofs.findings(of: "planar") where !finding.holds { print(finding.sentence) }
public enum Proofs {
  /// Every proof, in the order in which they are run. A proof is its own file and one line here.
  public static let all: [Proof] = [
    .roundTrip, .notTheIdentity, .logDetDifferences, .logDetJacobian, .singlePrecision, .ledger,
    .jacobians, .samples, .rows, .lipschitz,
    .mass, .entropy, .learns,
    .gradients, .knots, .trajectory, .threads, .batches, .divergence,
    .farPoints, .zeroParameters, .hugeParameters, .pointsNotANumber, .parametersNotANumber,
    .files,
  ]

  /// Whether flows have a proof of that name.
  public static func has(_ name: String) -> Bool { all.contains { $0.name == name } }

  /// The proof of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> Proof {
    guard let proof = all.first(where: { $0.name == name }) else {
      throw FlowError(unknown: "proof", name, among: all.map(\.name))
    }
    return proof
  }

  /// What every proof finds of a flow: with random parameters, then with those of a brief training.
  /// - Parameter flow: a family's name, as in ``FlowFamily/all``.
  /// - Throws: ``FlowError`` for a name that is none, or where the flow cannot be made or trained.
  public static func findings(of flow: String) throws -> [Finding] {
    try ProofSubject.State.allCases.flatMap { state in
      let subject = try ProofSubject.make(flow, state)
      return try all.flatMap { try $0.findings(of: subject) }
    }
  }
}
