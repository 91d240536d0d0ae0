import Flows

/// One run of any learner, trained and scored.
public struct ScoredRun: Sendable {
  public let settings: Settings
  public let kind: LearnerKind
  public let figures: Figures

  /// What was measured of a run: all that a table of runs is made of, as a file can have it.
  public struct Figures: Codable, Hashable, Sendable {
    /// Readings by their names: of the run, held-out points, samples and costs, and of a flow its checks.
    public var readings: [String: Double] = [:]
    /// Why others of these could not be given.
    public var lacks: [String: String] = [:]
    /// When samples were first as near as ``SampleGoal`` asks: after how many steps, and seconds of
    /// training without measuring. `nil` where they never were.
    public var reachedStep: Int?
    public var reachedSeconds: Double?
  }

  /// A run that was made before, maybe on another machine.
  /// - Throws: ``FlowError`` for settings that name no learner.
  public init(_ settings: Settings, _ figures: Figures) throws(FlowError) {
    (self.settings, self.figures) = (settings, figures)
    kind = try LearnerKind.named(settings.flow)
  }

  /// - Throws: ``NoReading`` with the reason where the run has no such number.
  public func value(of reading: Reading) throws(NoReading) -> Double {
    if let number = figures.readings[reading.name] { return number }
    throw NoReading(
      figures.lacks[reading.name] ?? "it is not measured of runs that are compared")
  }

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
    var figures = Figures()
    for step in 0..<steps {
      let start = clock.now
      try learner.advance()
      seconds += (clock.now - start) / .seconds(1)
      try took(step + 1)
      guard figures.reachedStep == nil, (step + 1).isMultiple(of: interval) || step + 1 == steps
      else {
        continue
      }
      if goal.isReached(by: sampler, learner.model()) {
        (figures.reachedStep, figures.reachedSeconds) = (step + 1, seconds)
      }
    }
    learner.endRun()
    let context = try ReadingContext(
      learner.keptModel(), learner: learner,
      run: RunFacts(of: learner, loss: nil, seconds: seconds), threads: 1)
    var sources: [ReadingSource] = [.run, .target, .heldOut, .scores, .sampling]
    if kind.family != nil { sources += [.check, .invariants, .cost] }
    if kind.hasEncoder { sources.append(.marginal) }
    for source in sources { context.measure(source) }
    for row in Readings.all where row.count == nil && sources.contains(row.source) {
      do {
        figures.readings[row.name] = try row.value(of: context.measurements)
      } catch {
        figures.lacks[row.name] = error.description
      }
    }
    self.figures = figures
  }

  /// Steps between two looks at the goal: forty looks in a run.
  static func interval(_ steps: Int) -> Int { max(25, steps / 40) }
}
