import Flows

/// The course of one run, whatever learns: its settings, the target of each step, its batches, the size
/// of its steps, and what is kept of them.
///
/// Not thread-safe: it belongs to the thread that steps it.
final class Course {
  private(set) var settings: Settings
  /// Steps taken so far.
  private(set) var step = 0
  /// The target of the step to come.
  private(set) var target: any Target
  let batches: BatchSource
  /// The parameters, and how a step moves them.
  let descent: Descent
  /// Adam's step size before warm-up and decay, which may be changed between steps.
  var learningRate: Double
  /// The same where the settings name none.
  private let usualRate: Double
  /// The best parameters so far; `nil` where the last ones are kept.
  private(set) var selection: ModelSelection?
  /// The same with a measurement at the last step of a run. It is no part of the run's state: a run
  /// that goes on has none.
  private var ended: ModelSelection?

  /// Number of validation points, for targets that have any number of points.
  static let validationCount = 2000
  /// Samples that are compared with points: their distances are all taken.
  private static let comparedCount = 1000

  /// - Parameter usualRate: the step size where the settings name none.
  init(
    _ settings: Settings, _ target: any Target, _ batches: BatchSource, _ descent: Descent,
    usualRate: Double
  ) {
    (self.settings, self.target, self.batches) = (settings, target, batches)
    (self.descent, self.usualRate) = (descent, usualRate)
    learningRate = settings.learningRate ?? usualRate
  }

  /// The target that the first step is taken on.
  /// - Throws: ``FlowError`` for an unknown name, or changes that make no sense.
  static func firstTarget(_ settings: Settings) throws(FlowError) -> any Target {
    try settings.validateChanges()
    return try settings.targetStart(atStep: .max) == 0
      ? settings.resolvedTarget() : settings.target(atStep: 0).resolved()
  }

  // MARK: Steps

  /// Takes one step.
  /// - Parameter maintain: what is done to the parameters after it, before they are averaged.
  /// - Returns: the batch's loss before it.
  /// - Throws: ``FlowError`` where it could not be taken; the parameters are then the last good ones.
  func advance(_ maintain: ((Int) -> Void)? = nil) throws(FlowError) -> Double {
    batches.step = step
    if let rate = settings.changes.last(where: { $0.rate != nil && $0.step <= step })?.rate {
      learningRate = rate
    }
    // The average forgets what was learned of other points.
    let taken = step + 1 - settings.targetStart(atStep: step)
    do throws(StepFailure) {
      let loss = try descent.step(
        step, lanes: settings.batch, rate: stepSize, bound: settings.gradientBound,
        weight: Self.averagingWeight(step: taken), maintain)
      step += 1
      return loss
    } catch {
      throw error.error(atStep: step, rate: learningRate, settings)
    }
  }

  /// Takes one step and tells what went into it.
  /// - Parameters:
  ///   - model: the model of some parameters, as it is now.
  ///   - advance: takes the step.
  /// - Throws: ``FlowError`` as `advance` does.
  func watched(
    _ model: ([Float]) -> Model, advance: () throws(FlowError) -> Double
  ) throws(FlowError) -> StepAnatomy {
    let start = descent.parameters
    let before = model(start)
    batches.step = step
    let points = batches.points(tileLanes: descent.tileLanes)
    // A change of the rate at this very step is made by the step itself.
    let factor = stepFactor
    let loss = try advance()
    // The executor still holds the gradient that the update used.
    let end = descent.parameters
    return StepAnatomy(
      from: before, to: model(end), parameters: (start, end), points: points, loss: loss,
      norms: descent.gradientNorms, learningRate: learningRate * factor)
  }

  /// Adam's step size for the step to come.
  var stepSize: Double { learningRate * stepFactor }

  /// What new points need are steps as large as at first; the warm-up is for Adam alone.
  private var stepFactor: Double {
    StepSize.factor(atStep: step, since: settings.targetStart(atStep: step))
  }

  /// The window of the average is a growing part of the run: about a twentieth of the steps so far,
  /// and at most 2,000.
  private static func averagingWeight(step: Int) -> Float {
    max(20 / (Float(step) + 19), 1 / 2000)
  }

  /// The Euclidean norm of the last batch's gradient, part by part; empty before the first step.
  var gradientNorms: [Double] { step > 0 ? descent.gradientNorms.map(\.norm) : [] }

  // MARK: Changes

  /// Turns to the target of the step to come.
  /// - Returns: whether that is another one.
  func aim() -> Bool {
    let choice = settings.target(atStep: step)
    guard choice.text != target.name, let new = choice.found else { return false }
    target = new
    batches.aim(at: new)
    (selection, ended) = (nil, nil)
    return true
  }

  /// Changes the settings from here on.
  func change(_ change: RunChange.Kind) {
    settings = settings.changed(change, atStep: step)
    learningRate = settings.learningRate(atStep: step) ?? usualRate
  }

  func state() -> LearnerState {
    var state = descent.state(step: step, selection: selection)
    state.round = batches.couples?.round
    return state
  }

  /// Goes to another step of the same run.
  /// - Parameter aim: turns to the target there.
  func restore(_ state: LearnerState, aim: () -> Void) {
    step = state.step
    aim()
    learningRate = settings.learningRate(atStep: step) ?? usualRate
    descent.restore(state)
    (selection, ended) = (state.selection, nil)
  }

  // MARK: What is kept

  /// Measures the model before the first step on a target, where the best one is wanted.
  func beginSelection(_ measure: () -> ModelSelection.Measurement) {
    guard settings.keeps == .best else { return }
    selection = ModelSelection(measure(), parameters: descent.average.values)
  }

  /// Measures the model where a measurement is due.
  func followSelection(_ measure: () -> ModelSelection.Measurement) {
    guard let due = selection?.nextStep, step >= due else { return }
    selection?.note(measure()) { descent.average.values }
  }

  /// Measures the model where a run ends between two measurements.
  func endSelection(_ measure: () -> ModelSelection.Measurement) {
    guard var last = selection, last.last.step < step else { return }
    last.note(measure()) { descent.average.values }
    ended = last
  }

  /// The best parameters so far, with those of the last step where the run has ended there.
  var currentSelection: ModelSelection? {
    ended.flatMap { $0.last.step == step && selection != nil ? $0 : nil } ?? selection
  }

  /// The parameters that the settings say to keep, and the step that they are of.
  var kept: (parameters: [Float], step: Int) {
    currentSelection.map { ($0.parameters, $0.best.step) } ?? (descent.average.values, step)
  }

  /// A score with what samples of the model as it is say beside its density: how they fall to the
  /// target's modes, and how far they are from points that it was not trained on.
  /// - Parameters:
  ///   - comparingSamples: whether that distance is measured.
  ///   - samples: draws so many with a seed.
  func score(
    _ density: Score.Density, comparingSamples: Bool,
    _ samples: (_ count: Int, _ seed: UInt64) -> [SIMD2<Float>]
  ) -> Score {
    let (count, modes) = (Self.comparedCount, target.modes)
    guard comparingSamples || !modes.isEmpty else { return Score(density) }
    let drawn = samples(count, SampleScores.seed)
    var score = Score(density, modes: ModeScore(drawn, of: modes))
    if comparingSamples {
      let points = selection == nil ? target.heldOut(count) : target.validation(count)
      score.distance = SampleDistance(drawn, to: points)
    }
    return score
  }
}
