import Flows

/// One run of any learner, trained and scored.
public struct ScoredRun: Sendable {
  public let settings: Settings
  public let kind: LearnerKind
  /// What readings are read from: the run, held-out points, samples and costs, and of a flow its checks.
  public let measurements: Measurements
  /// When samples were first as near as ``SampleGoal`` asks: after how many steps, and seconds of training
  /// without measuring. `nil` where they never were.
  public let reached: (step: Int, seconds: Double)?

  /// Trains a learner on one thread, and scores it.
  /// - Parameter took: called after every step with how many were taken; throws where the run is to end.
  /// - Throws: ``FlowError`` for settings that name no learner, and where a step could not be taken.
  public init(
    _ settings: Settings, steps: Int, goal: SampleGoal,
    took: (Int) throws(FlowError) -> Void = { _ throws(FlowError) in }
  ) throws(FlowError) {
    self.settings = settings
    kind = try LearnerKind.named(settings.flow)
    let learner = try Learners.make(settings, threads: 1)
    let sampler: any Sampler
    if let shared = learner.sharedEvaluator {
      sampler = shared
    } else {
      sampler = try Learners.sampler(of: settings, threads: 1)
    }
    let clock = ContinuousClock()
    let interval = Self.interval(steps)
    var seconds = 0.0
    var reached: (step: Int, seconds: Double)?
    for step in 0..<steps {
      let start = clock.now
      try learner.advance()
      seconds += (clock.now - start) / .seconds(1)
      try took(step + 1)
      guard reached == nil, (step + 1).isMultiple(of: interval) || step + 1 == steps else {
        continue
      }
      if goal.isReached(by: sampler, learner.model()) { reached = (step + 1, seconds) }
    }
    self.reached = reached
    let context = try ReadingContext(
      learner.keptModel(), learner: learner,
      run: RunFacts(of: learner, loss: nil, seconds: seconds), threads: 1)
    let sources: [ReadingSource] = [.heldOut, .scores, .sampling]
    for source in sources + (kind.family == nil ? [] : [.check, .invariants, .cost]) {
      context.measure(source)
    }
    measurements = context.measurements
  }

  /// Steps between two looks at the goal: forty looks in a run.
  static func interval(_ steps: Int) -> Int { max(25, steps / 40) }
}
