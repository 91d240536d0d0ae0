import Flows

/// Whatever trains and can be looked at: what a training run, a race and the screen hold.
///
/// The same settings make the same learner, step by step, bit for bit. Not thread-safe: it belongs to
/// the thread that steps it.
public protocol Learner: AnyObject {
  var profile: LearnerProfile { get }
  /// They change where the run does; see ``change(_:)``.
  var settings: Settings { get }
  /// Steps taken so far.
  var step: Int { get }
  /// Number of trainable parameters.
  var parameterCount: Int { get }
  /// Adam's step size before warm-up and decay, and that of the step to come.
  var learningRate: Double { get }
  var stepSize: Double { get }

  /// Takes one training step.
  /// - Returns: the batch's loss before it, in the unit of the objective.
  /// - Throws: ``FlowError`` where the step could not be taken; the parameters are then the last good
  ///   ones.
  @discardableResult
  func advance() throws(FlowError) -> Double
  /// Takes one training step, as ``advance()`` does, and tells what went into it.
  func advanceWatched() throws(FlowError) -> StepAnatomy
  /// Changes the run from here on; the settings say from then on that it did, and when.
  func change(_ change: RunChange.Kind)

  /// The model as it is now.
  func model() -> Model
  /// Everything that training from here on depends on.
  func state() -> LearnerState
  /// Goes back (or on) to a state of a learner of the same settings; what follows is the same, bit for
  /// bit, as it was from there.
  func restore(_ state: LearnerState)
  /// Measures the model as it is, on points that training does not see: `count` of them, or as many as
  /// there are.
  /// - Parameter comparingSamples: whether to measure the distance of samples too, where the likelihood
  ///   is exact and needs no other measure.
  func measure(count: Int, comparingSamples: Bool) -> Score
  /// What an exact likelihood says of the model as it is, on held-out points and without further checks;
  /// `nil` where it is not exact.
  func measureExactly(count: Int) -> HeldOut?

  /// The Euclidean norm of the last step's gradient, layer by layer; empty before the first.
  var gradientNorms: [Double] { get }
  /// The step that did best on validation points; `nil` where the last one is kept.
  var bestStep: Int? { get }
  /// The step from which on the model learns its training points by heart; `nil` where it does not, or
  /// not clearly so.
  var overfittingSince: Int? { get }
  /// The model that the settings say to keep: the best one, or that of now.
  func keptModel() -> Model
  /// Ends a run at the present step: where the best model is kept, this one is measured too.
  func endRun()
  /// What evaluates its models as a flow, on its threads; `nil` where it is none.
  var sharedEvaluator: Evaluator? { get }
}

extension Learner {
  public func measureExactly(count: Int) -> HeldOut? {
    measure(count: count, comparingSamples: false).heldOut
  }
  public func keptModel() -> Model { model() }
  public func endRun() {}
  public var sharedEvaluator: Evaluator? { nil }
  public var bestStep: Int? { nil }
  public var overfittingSince: Int? { nil }

  /// Whether so many steps have brought nothing better on validation points that more will not, either.
  /// - Parameter patience: steps; `nil` is as many as the best one took, and at least 500.
  public func hasWaitedInVain(patience: Int? = nil) -> Bool {
    bestStep.map { step >= $0 + (patience ?? max(500, $0)) } ?? false
  }
}

/// Makes the learner that settings name.
public enum Learners {
  /// The learner that settings name: a flow or a rival.
  /// - Throws: ``FlowError`` for settings that name no learner, target, base or sensible size.
  public static func make(_ settings: Settings, threads: Int) throws(FlowError) -> any Learner {
    if let rival = Rivals.find(settings.flow) {
      return try NetworkLearner(rival, settings, threads: threads)
    }
    return try Trainer(settings, threads: threads)
  }

  /// How many coordinates z has; a flow's z has as many as the data.
  /// - Throws: ``FlowError`` for settings that name no learner.
  public static func latentDimension(of settings: Settings) throws(FlowError) -> Int {
    guard let rival = try LearnerKind.named(settings.flow).rival else { return 2 }
    return try RivalParts(rival, settings).networks.latentDimension
  }

  /// What draws points of the models of settings, of a flow or a rival.
  /// - Throws: ``FlowError`` for settings that name no learner, base or sensible size.
  public static func sampler(
    of settings: Settings, threads: Int
  ) throws(FlowError) -> any Sampler {
    if let rival = Rivals.find(settings.flow) {
      return try rival.profile(of: settings).makeSampler(settings, threads)
    }
    return try Evaluator(settings, threads: threads)
  }
}
