import Autodiff
import Flows

extension Rival {
  /// What it is with these settings, apart from what it has learned.
  /// - Throws: ``FlowError`` for settings that make no such rival.
  public func profile(of settings: Settings) throws(FlowError) -> LearnerProfile {
    try RivalParts(self, settings).profile
  }
}

extension RivalParts {
  /// What the rival is, apart from what it has learned.
  var profile: LearnerProfile {
    let rival = rival
    return LearnerProfile(
      name: rival.name, likelihood: rival.likelihood, abilities: rival.abilities,
      objective: networks.anyObjective
    ) { settings, threads throws(FlowError) in
      NetworkSampler(try RivalParts(rival, settings), threads: threads)
    } makeDensity: { settings, threads throws(FlowError) in
      try rival.evaluator(settings, threads, of: .density) {
        $0.makeDensity(parameterCount: $1, threads: $2)
      }
    } makeDiscriminator: { settings, threads throws(FlowError) in
      try rival.evaluator(settings, threads, of: .discriminator) {
        $0.makeDiscriminator(parameterCount: $1, threads: $2)
      }
    } makeLatent: { settings, threads throws(FlowError) in
      try RivalParts(rival, settings).latent(threads)
    }
  }
}

extension RivalParts {
  /// Makes what evaluates the latent space.
  /// - Throws: ``FlowError`` where the rival has none.
  fileprivate func latent(_ threads: Int) throws(FlowError) -> LatentEvaluator {
    guard let latent = networks.makeLatent(parameterCount: parameterCount, threads: threads) else {
      throw FlowError("flow '\(rival.name)' has no latent space with an encoder")
    }
    return latent
  }
}

extension Rival {
  /// Makes an evaluator of its models.
  /// - Throws: ``FlowError`` for settings that make no such rival, or where it has nothing of the kind.
  fileprivate func evaluator(
    _ settings: Settings, _ threads: Int, of ability: LearnerAbility,
    _ make: (any RivalNetworks, Int, Int) -> (any PointFunction)?
  ) throws(FlowError) -> any PointEvaluator {
    let parts = try RivalParts(self, settings)
    guard let function = make(parts.networks, parts.parameterCount, threads) else {
      throw FlowError("flow '\(name)' has no \(ability.rawValue)")
    }
    return ModelFunction(function)
  }
}

extension RivalNetworks {
  fileprivate func makeDiscriminator(
    parameterCount: Int, threads: Int
  ) -> (any PointFunction)? {
    let hasOne = judgement(of: Graph().input(0, features: 2)) != nil
    guard hasOne else { return nil }
    return GraphFunction(parameterCount: parameterCount, threads: threads) { x in
      judgement(of: x) ?? x.graph.constant(0)
    }
  }
}
