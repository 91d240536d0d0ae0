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

  /// The Euclidean norm of the last step's gradient, layer by layer; empty before the first.
  var gradientNorms: [Double] { get }
  /// The step that did best on validation points; `nil` where the last one is kept.
  var bestStep: Int? { get }
  /// The step from which on the model learns its training points by heart; `nil` where it does not, or
  /// not clearly so.
  var overfittingSince: Int? { get }
}

extension Learner {
  public var bestStep: Int? { nil }
  public var overfittingSince: Int? { nil }
}

/// Learners that are not flows, by the name that settings have in the place of a flow's.
public struct LearnerKind: Sendable {
  public let name: String
  public let likelihood: Likelihood
  let make: @Sendable (Settings, _ threads: Int) throws(FlowError) -> any Learner

  public init(
    name: String, likelihood: Likelihood,
    make: @escaping @Sendable (Settings, _ threads: Int) throws(FlowError) -> any Learner
  ) {
    self.name = name
    self.likelihood = likelihood
    self.make = make
  }
}

/// Makes the learner that settings name.
public enum Learners {
  /// Kinds that are added for as long as a task or a call lasts; tests register theirs here.
  @TaskLocal public static var added: [LearnerKind] = []

  private static func kind(_ settings: Settings) -> LearnerKind? {
    added.first { $0.name == settings.flow }
  }

  /// The learner that settings name: of an added kind, or a flow.
  /// - Throws: ``FlowError`` for settings that name no learner, target, base or sensible size.
  public static func make(_ settings: Settings, threads: Int) throws(FlowError) -> any Learner {
    if let kind = kind(settings) { return try kind.make(settings, threads) }
    return try Trainer(settings, threads: threads)
  }

  /// What kind of likelihood the learner has that settings name; every flow's is exact.
  public static func likelihood(of settings: Settings) -> Likelihood {
    kind(settings)?.likelihood ?? .exact
  }
}
