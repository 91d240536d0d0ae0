import Flows

/// What kind of likelihood a learner has.
public enum Likelihood: Hashable, Sendable {
  /// log p(x) itself, of a flow.
  case exact
  /// A lower bound of log p(x), of a VAE or a diffusion model.
  case bound
  /// None: it can only be sampled, like a GAN.
  case none
}

/// What can be asked of whatever is learning.
public enum LearnerAbility: String, CaseIterable, Hashable, Sendable {
  /// log p at a point.
  case density
  /// The point of base space that belongs to a point of data space.
  case inverse
  /// The way between the spaces in stages, with the log-determinant of each.
  case layers
  /// The noise in a point that has so much of it: a diffusion model's.
  case noise
}

extension FlowFamily {
  /// What can be asked of its flows.
  var abilities: Set<LearnerAbility> {
    Set(LearnerAbility.allCases.filter { $0 != .noise || learnsNoise })
  }
}

/// What a learner is, apart from what it has learned: the same for all steps of a run.
public struct LearnerProfile: Sendable {
  /// As settings name it: `realnvp`.
  public let name: String
  public let likelihood: Likelihood
  /// What can be asked of it; every learner can be sampled.
  public var abilities: Set<LearnerAbility>
  /// What its training minimises.
  public let objective: any Objective
  /// Makes what draws points of its models.
  /// - Throws: ``FlowError`` for settings that make no such learner.
  public let makeSampler: @Sendable (Settings) throws(FlowError) -> any Sampler

  public init(
    name: String, likelihood: Likelihood, abilities: Set<LearnerAbility>,
    objective: any Objective,
    makeSampler: @escaping @Sendable (Settings) throws(FlowError) -> any Sampler
  ) {
    self.name = name
    self.likelihood = likelihood
    self.abilities = abilities
    self.objective = objective
    self.makeSampler = makeSampler
  }
}

/// Draws points of the models of one learner. It belongs to the thread that made it.
public protocol Sampler: AnyObject {
  /// `count` points drawn from a model; the same seed gives the same points.
  func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>]
}
