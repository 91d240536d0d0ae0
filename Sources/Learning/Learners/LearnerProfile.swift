import Flows

extension FlowFamily {
  /// What can be asked of its flows.
  public var abilities: Set<LearnerAbility> {
    LearnerAbility.ofFlows.union(learnsNoise ? [.noise] : [])
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
  /// Makes what draws points of its models, on so many threads.
  /// - Throws: ``FlowError`` for settings that make no such learner.
  public let makeSampler: @Sendable (Settings, _ threads: Int) throws(FlowError) -> any Sampler
  /// Makes what gives log p(x) of its models in nats; `nil` where it has no density.
  public let makeDensity: MakeEvaluator?
  /// Makes what gives the log-odds that a point is of the data; `nil` where nothing judges.
  public let makeDiscriminator: MakeEvaluator?

  /// Makes what evaluates the latent space of its models; `nil` where it has none.
  public let makeLatent:
    (@Sendable (Settings, _ threads: Int) throws(FlowError) -> LatentEvaluator)?

  /// Makes an evaluator of models of such settings, on so many threads.
  public typealias MakeEvaluator =
    @Sendable (Settings, _ threads: Int) throws(FlowError) -> any PointEvaluator

  public init(
    name: String, likelihood: Likelihood, abilities: Set<LearnerAbility>,
    objective: any Objective,
    makeSampler: @escaping @Sendable (Settings, Int) throws(FlowError) -> any Sampler,
    makeDensity: MakeEvaluator? = nil, makeDiscriminator: MakeEvaluator? = nil,
    makeLatent: (@Sendable (Settings, Int) throws(FlowError) -> LatentEvaluator)? = nil
  ) {
    self.name = name
    self.likelihood = likelihood
    self.abilities = abilities
    self.objective = objective
    self.makeSampler = makeSampler
    self.makeDensity = makeDensity
    self.makeDiscriminator = makeDiscriminator
    self.makeLatent = makeLatent
  }
}

/// Draws points of the models of one learner. It belongs to the thread that made it.
public protocol Sampler: AnyObject {
  /// `count` points drawn from a model; the same seed gives the same points.
  func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>]
  /// Evaluations of the model's networks for one sample, one after another; `nil` where they are not
  /// counted.
  func passes(of model: Model) -> Double?
}

/// Gives each point of data space a number, by a model of one learner: log p(x) in nats, a bound of it,
/// or what a discriminator says. It belongs to the thread that made it.
public protocol PointEvaluator: AnyObject {
  func values(at points: [SIMD2<Float>], of model: Model) -> [Float]
}
