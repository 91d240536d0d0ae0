import Autodiff

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

extension Architecture {
  /// Numbers that a training sample consists of, with the noise that layers need.
  var sampleFeatures: Int { family.objective.features + noiseFeatures }

  /// What training minimises and what it shows, for each sample, one feature each. They differ while
  /// an energy is let in by and by.
  func loss(_ sample: Value) -> (minimized: Value, shown: Value) {
    let x = sample.features(0..<2)
    let data = family.objective.features
    let noise = noiseFeatures == 0 ? nil : sample.features(data..<(data + noiseFeatures))
    if let energy { return reverseKL(x, noise, to: energy, weight: sample.feature(2)) }
    guard family.objective == .flowMatching, let flow = layers.first as? ContinuousFlow else {
      let loss = trainingLoss(x, noise)
      return (loss, loss)
    }
    // Where the field ends: fixed layers lie between there and the data.
    let end = layers.dropFirst().reversed().reduce(x) { $1.inverse($0).point }
    let (z, t) = (sample.features(2..<4), sample.feature(4))
    let velocity = flow.field(z + t * (end - z), at: t)
    let loss = (velocity - (end - z)).squared.featureSum
    return (loss, loss)
  }

  private func reverseKL(
    _ z: Value, _ noise: Value?, to target: any EnergyTarget, weight: Value
  ) -> (minimized: Value, shown: Value) {
    var point = z
    var loss = base.distribution.trainingLogDensity(z) + target.logNormalizer
    for (layer, noise) in layersWithNoise(noise) {
      let mapped = layer.trainingForward(point, with: noise)
      point = mapped.point
      loss = loss - mapped.logDet
      if let penalty = mapped.penalty { loss = loss + penalty }
    }
    let energy = target.energy(point)
    return (loss + weight * energy, loss + energy)
  }

  /// The target, where it is known by its energy alone.
  private var energy: (any EnergyTarget)? { settings.energy }
}

extension Settings {
  /// The target, where it is known by its energy.
  var energy: (any EnergyTarget)? {
    (try? Targets.named(target)) as? any EnergyTarget
  }

  /// The flow family that the settings name, in the direction that its target needs.
  /// - Throws: ``FlowError`` for an unknown name, or a family that cannot learn an energy.
  public func resolvedFamily() throws(FlowError) -> FlowFamily {
    var family = try FlowFamily.named(flow)
    if family.options.contains(.solver) {
      let method = ContinuousOptions(self).method
      (family.forwardMethod, family.inverseMethod) = (method, method)
    }
    return energy == nil ? family : try family.forEnergies()
  }
}

extension FlowFamily {
  /// The family as it learns an energy: by reverse KL, from samples it draws itself. One whose
  /// samples take a search is turned round, so that densities take it instead.
  func forEnergies() throws(FlowError) -> FlowFamily {
    guard objective == .likelihood else {
      throw FlowError(
        "flow '\(name)' learns from data alone, and an energy has none: choose another flow, such as "
          + "cnf, or a target with data")
    }
    var family = self
    family.objective = .reverseKL
    // Its samples move with every step.
    family.defaultLearningRate /= 2
    guard forwardMethod.isSearch else { return family }
    guard !inverseMethod.isSearch else {
      throw FlowError(
        "flow '\(name)' searches for its samples (\(forwardMethod)), and a search has no gradient: "
          + "reverse KL needs one; choose another flow, such as realnvp")
    }
    family.forwardMethod = inverseMethod
    family.inverseMethod = forwardMethod
    family.build = { [build] builder in
      build(&builder).map { $0.turned }
    }
    return family
  }
}

extension Bijection {
  /// The same map with its directions exchanged.
  fileprivate var turned: any Bijection { Inverted(self) }
}
