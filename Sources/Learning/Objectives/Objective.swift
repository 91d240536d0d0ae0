import Flows

/// What training minimises.
public enum Objective: Hashable, Sendable {
  /// −log p(x), the negative log-likelihood in nats (maximum likelihood).
  case likelihood
  /// ‖f(x_t, t) − (x − z)‖² on the straight path x_t = (1 − t)·z + t·x from a point z of the base to
  /// a point x of the data (Lipman et al. 2023, arXiv:2210.02747, equation 23 with σ_min = 0).
  case flowMatching
  /// log p_z(z) − log|det dx/dz| + U(x) + log Z with x = f(z): the Kullback-Leibler divergence of the
  /// target from the model, for targets that are known by their energy U (Rezende & Mohamed 2015,
  /// arXiv:1505.05770, equation 15).
  case reverseKL

  /// Numbers that a training sample consists of: x, and for flow matching z and t as well; for
  /// reverse KL z and β (``Annealing``).
  var features: Int {
    switch self {
    case .likelihood: 2
    case .reverseKL: 3
    case .flowMatching: 5
    }
  }

  /// What the loss is called.
  public var name: String {
    switch self {
    case .likelihood: "NLL"
    case .flowMatching: "loss"
    case .reverseKL: "reverse KL"
    }
  }

  /// The unit of the loss.
  public var unit: String {
    switch self {
    case .likelihood, .reverseKL: "nats"
    case .flowMatching: "squared velocity"
    }
  }
}

extension FlowFamily {
  /// What training minimises.
  public var objective: Objective {
    if learnsEnergy { return .reverseKL }
    return isFittedToPaths ? .flowMatching : .likelihood
  }
}
