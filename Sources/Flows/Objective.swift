import Autodiff

/// What training minimises.
public enum Objective: Hashable, Sendable {
  /// −log p(x), the negative log-likelihood in nats (maximum likelihood).
  case likelihood
  /// ‖f(x_t, t) − (x − z)‖² on the straight path x_t = (1 − t)·z + t·x from a point z of the base to
  /// a point x of the data (Lipman et al. 2023, arXiv:2210.02747, equation 23 with σ_min = 0).
  case flowMatching

  /// Numbers that a training sample consists of: x, and for flow matching z and t as well.
  var features: Int {
    switch self {
    case .likelihood: 2
    case .flowMatching: 5
    }
  }

  /// The unit of the loss.
  public var unit: String {
    switch self {
    case .likelihood: "nats"
    case .flowMatching: "squared velocity"
    }
  }
}

extension Architecture {
  /// The loss of each sample, one feature.
  func loss(_ sample: Value) -> Value {
    let x = sample.features(0..<2)
    guard family.objective == .flowMatching, let flow = layers.first as? ContinuousFlow else {
      return trainingLoss(x)
    }
    let (z, t) = (sample.features(2..<4), sample.feature(4))
    let velocity = flow.field(z + t * (x - z), at: t)
    return (velocity - (x - z)).squared.featureSum
  }
}
