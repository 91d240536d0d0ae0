import Flows
import Learning

/// What the training thread publishes: a run at one moment, immutable.
public struct TrainingSnapshot: Sendable {
  public var settings: Settings
  /// `nil` when the settings could not be trained at all; `trouble` then says why.
  public var model: Model?
  /// Models of the whole run so far, oldest first, thinned; the last one is `model`.
  public var recent: [Model]
  public var history: LossHistory
  public var parameterCount: Int
  /// Measured over about the last second of running; 0 while paused.
  public var stepsPerSecond: Double
  /// How long a step of this run took, in the mean; `nil` before the first.
  public var secondsPerStep: Double?
  /// The step that training hurries to; `nil` while it goes at its own speed.
  public var goal: Int?
  /// Whether it has paused at the step that ``TrainingLoop/Command/stop(at:)`` named.
  public var hasStopped = false
  /// How far the run is in its opening; `nil` while it goes at the speed that was chosen.
  public var opening: Opening?
  /// The step that slow motion shows in its parts; `nil` at other speeds.
  public var slow: SlowMotion?
  /// Norms of the last batch's gradient, layer by layer from z to x; see ``Learner/gradientNorms``.
  public var gradientNorms: [Double] = []
  /// What is learning; `nil` where `model` is.
  public var learner: LearnerProfile?
  /// Why training stopped by itself, and what to do about it.
  public var trouble: String?
  /// The step whose model did best on validation points, and the step since which models do clearly
  /// worse on them. The first is `nil` where nothing is validated, the second also before that happens.
  public var bestStep: Int?
  public var overfittingSince: Int?

  public var step: Int { model?.step ?? 0 }
  /// Whether there is nothing to train: the map is turned by hand.
  public var isByHand: Bool { model != nil && parameterCount == 0 }
  /// The latest measurement.
  public var score: Score? { history.scores.last?.score }
  /// What an exact density said of held-out points in it.
  public var heldOut: HeldOut? { score?.heldOut }
}

/// One training run and its loss history, without a thread or a clock: the part of the training loop
/// that decides what is computed.
final class TrainingSession {
  private(set) var settings: Settings
  private let learner: (any Learner)?
  private(set) var history = LossHistory()
  private(set) var trouble: String?
  private var nextMeasurement = 0
  /// What the steps took so far, for the mean.
  private var timed: (steps: Int, seconds: Double) = (0, 0)
  /// The first step that trained on the target of the last measurement.
  private var measuredTarget = 0
  private var models: TimeRing<Model>
  private var checkpoints: TimeRing<Checkpoint>
  private var slow: SlowMotion?
  /// Whether measurements include the distance of samples, where they need not.
  private let comparesSamples: Bool

  /// Everything that is needed to go back to a step and run on from there the same bit for bit.
  private struct Checkpoint {
    var learner: LearnerState
    var history: LossHistory
    var nextMeasurement: Int
    var measuredTarget: Int
  }

  /// Held-out points per measurement while training: ±0.02 nats in the NLL, much less in the KL.
  static let heldOutCount = 2000

  /// Models kept for looking back at, and moments kept for going back to; fewer of large models.
  static let modelCount = 160
  static let checkpointCount = 32
  /// Bytes that either kind may take.
  private static let memory = 48 << 20

  /// - Parameter comparesSamples: whether to measure the distance of samples even of an exact density, to
  ///   compare it with a learner that has none.
  init(_ settings: Settings, threads: Int, comparesSamples: Bool = false) {
    self.settings = settings
    self.comparesSamples = comparesSamples
    do throws(FlowError) {
      learner = try Learners.make(settings, threads: threads)
    } catch {
      learner = nil
      trouble = error.description
    }
    let bytes = max(1, learner?.state().bytes ?? 1)
    models = TimeRing(capacity: min(Self.modelCount, 5 * Self.memory / bytes))
    checkpoints = TimeRing(capacity: min(Self.checkpointCount, Self.memory / bytes))
    measureIfDue()
  }

  var step: Int { learner?.step ?? 0 }

  /// Whether there is nothing to train: the map is turned by hand.
  var isByHand: Bool { learner?.parameterCount == 0 }

  /// Takes one step.
  /// - Returns: whether it was taken; if not, `trouble` says why and the model is the last good one.
  func advance() -> Bool {
    guard let learner, !isByHand else { return false }
    leaveSlowMotion()
    do throws(FlowError) {
      let start = ContinuousClock.now
      let loss = try learner.advance()
      timed.seconds += (ContinuousClock.now - start) / .seconds(1)
      timed.steps += 1
      trouble = nil
      history.note(step: learner.step, loss: loss)
      measureIfDue()
      return true
    } catch {
      trouble = error.description
      return false
    }
  }

  /// Goes on to the next part of a step, or to the first part of the next one.
  /// - Returns: whether there is one; if not, `trouble` says why.
  func advancePart() -> Bool {
    guard let learner, !isByHand else { return false }
    if let next = slow?.next {
      slow?.phase = next
      if let slow, slow.isOver { count(slow.anatomy) }
      return true
    }
    leaveSlowMotion()
    keepModel()
    do throws(FlowError) {
      slow = SlowMotion(
        try learner.advanceWatched(), objective: learner.profile.objective)
      trouble = nil
      return true
    } catch {
      trouble = error.description
      return false
    }
  }

  /// Keeps the model as it is, to be looked at now and later.
  private func keepModel() {
    guard let learner, models.moments.last?.step != learner.step else { return }
    models.note(step: learner.step, learner.model())
  }

  /// Ends slow motion; a step that was being shown is over.
  func leaveSlowMotion() {
    if let slow, !slow.isOver { count(slow.anatomy) }
    slow = nil
  }

  /// Enters a step that was taken in slow motion into the history.
  private func count(_ anatomy: StepAnatomy) {
    history.note(step: anatomy.after.step, loss: anatomy.loss)
    measureIfDue()
  }

  /// Changes the run from here on.
  func change(_ change: RunChange.Kind) {
    guard let learner else { return }
    leaveSlowMotion()
    learner.change(change)
    settings = learner.settings
    if case .target = change { trouble = nil }
    if case .hand = change {
      // What was measured is of another map.
      history = LossHistory()
      measure()
    }
    // The parameters are those of before, but they belong to a run with other settings now.
    models.note(step: learner.step, learner.model())
  }

  /// Goes back to the last kept moment up to a step; from there on every step is the same again.
  func rewind(to step: Int) {
    leaveSlowMotion()
    guard let learner, let moment = checkpoints.last(upTo: step)?.value else { return }
    learner.restore(moment.learner)
    history = moment.history
    nextMeasurement = moment.nextMeasurement
    measuredTarget = moment.measuredTarget
    models.forget(after: learner.step)
    checkpoints.forget(after: learner.step)
    trouble = nil
  }

  /// Measures the model as it is, unless that was just done.
  func measure() {
    guard let learner, history.scores.last?.step != learner.step else { return }
    let score = learner.measure(
      count: TrainingSession.heldOutCount, comparingSamples: comparesSamples)
    history.note(step: learner.step, score: score)
  }

  func snapshot(stepsPerSecond: Double) -> TrainingSnapshot {
    // A step in slow motion shows the model that it began with until its last part.
    if slow?.isOver != false { keepModel() }
    let recent = models.moments.map(\.value)
    return TrainingSnapshot(
      settings: settings, model: recent.last, recent: recent, history: history,
      parameterCount: learner?.parameterCount ?? 0, stepsPerSecond: stepsPerSecond,
      secondsPerStep: timed.steps > 0 ? timed.seconds / Double(timed.steps) : nil,
      slow: slow, gradientNorms: learner?.gradientNorms ?? [], learner: learner?.profile,
      trouble: trouble,
      bestStep: learner?.bestStep, overfittingSince: learner?.overfittingSince)
  }

  /// Measures every tenth step at first, then each time the run is 4 % longer: about 120
  /// measurements by step 10,000, and a cost that vanishes. A change of target begins that anew.
  private func measureIfDue() {
    // A change of target is measured ten steps later, so that a painted stroke, which is a change at
    // every dot, is measured once.
    let changed = settings.changes.first { $0.target != nil && $0.step > measuredTarget }?.step
    guard step >= min(nextMeasurement, changed.map { $0 + 10 } ?? .max) else { return }
    measure()
    measuredTarget = settings.targetStart(atStep: step - 1)
    nextMeasurement = step + max(10, (step - measuredTarget) / 25)
    if let learner {
      let moment = Checkpoint(
        learner: learner.state(), history: history, nextMeasurement: nextMeasurement,
        measuredTarget: measuredTarget)
      checkpoints.note(step: step, moment)
    }
  }
}
