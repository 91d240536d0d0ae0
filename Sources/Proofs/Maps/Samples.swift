import Flows

extension Proof {
  static let samples = Proof(
    "samples",
    "A sample that is marked converged is undone by the other direction, and the others are few."
  ) { subject in
    let proof = try SampledRoundTrips(subject.model, samples: 2000, threads: 2)
    // What the default solver leaves in a field that was made of noise.
    let allowed = subject.family.inverseMethod.isSolved ? 200.0 : 0
    return [
      Measurement(
        "of 2,000 samples, the number marked converged although they are wrong", faults: proof.wrong
      ),
      Measurement(
        "of 2,000 samples, the number marked unconverged", Double(proof.flagged), .atMost, allowed),
    ]
  }
}
