import Flows
import Learning

extension Proof {
  static let entropy = Proof(
    "entropy", "The NLL on held-out points is never below the target's entropy.",
    states: [.trained],
    concerns: { (try? Targets.named($0.model.settings.target).entropy) ?? nil != nil }
  ) { subject in
    guard let heldOut = subject.heldOut,
      let entropy = try Targets.named(subject.model.settings.target).entropy
    else { return [] }
    var measurements = [
      Measurement(
        "the held-out NLL in nats", heldOut.nll, .atLeast, entropy - 3 * heldOut.standardError),
      Measurement("KL to the target in nats", heldOut.kl ?? .nan, .above, -0.01),
    ]
    // Points of density 0 make the mean infinite, and its error says nothing.
    if heldOut.impossible == 0 {
      measurements += [
        Measurement("the NLL's standard error in nats", heldOut.standardError, .above, 0),
        Measurement("the NLL's standard error in nats", heldOut.standardError, .below, 0.1),
      ]
    }
    return measurements
  }

  /// An orthogonal map can only learn to shift; a target that is centred would leave it nothing.
  static let learns = Proof(
    "learns", "A brief training on the first target of all brings the model nearer to it.",
    states: [.trained],
    concerns: { $0.model.settings.target == Settings().target && !$0.architecture.isByHand }
  ) { subject in
    guard let heldOut = subject.heldOut else { return [] }
    let untrained = try Trainer(subject.model.settings).measureHeldOut(count: 5000)
    return [
      Measurement("KL to the target in nats", heldOut.kl ?? .nan, .below, 2),
      Measurement(
        "the held-out NLL in nats, untrained \(untrained.nll),", heldOut.nll, .below,
        untrained.nll - 0.05),
    ]
  }
}
