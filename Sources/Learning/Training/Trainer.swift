import Autodiff
import Flows
import Foundation

/// Trains one flow by the objective of its family. Same settings, same trajectory, bit for bit, whatever
/// the number of threads.
///
/// Not thread-safe: it belongs to the thread that steps it.
public final class Trainer: Learner {
  public let architecture: Architecture
  /// The run: its settings, its target, its steps.
  let course: Course
  private let lossIsLikelihood: Bool
  let maintenance: Maintenance?
  /// Does it after a step. Kept, as a closure that each step makes is memory that each step takes.
  private let maintain: ((Int) -> Void)?
  let evaluator: Evaluator
  /// Of a flow that solves or repeats something; formulas need no watching.
  private(set) lazy var checker = makeChecker()
  /// What models are measured on; `nil` until it is asked for, and of a new target.
  var heldOut: HeldOutPoints?

  /// - Parameter tileLanes: samples that are computed together. The sums over a batch are cut at tiles,
  ///   so another number gives another trajectory: it is for measuring.
  /// - Throws: ``FlowError`` for settings that name no flow, target, base or sensible size.
  public init(
    _ settings: Settings, threads: Int = Trainer.defaultThreads,
    tileLanes: Int = Trainer.defaultTileLanes
  ) throws(FlowError) {
    architecture = try Architecture(settings)
    let target = try Course.firstTarget(settings)
    evaluator = try Evaluator(settings, threads: threads)
    lossIsLikelihood = architecture.objective.scale == .likelihood
    let batches = BatchSource(
      settings, target: target, base: architecture.base.distribution, draws: architecture.draws)
    var initial = architecture.layout.initial
    if architecture.objective.needsData, architecture.wantsData {
      architecture.initialize(&initial, from: batches.first())
    }
    let descent = Descent(
      architecture.trainingSteps(), parameters: architecture.settled(initial), tileLanes: tileLanes,
      threads: threads, source: batches)
    course = Course(
      settings, target, batches, descent, usualRate: architecture.family.defaultLearningRate)
    let executor = descent.executor
    maintenance = Maintenance(architecture, executor)
    maintain = maintenance.map { work in { work.perform(on: executor, step: $0) } }
    course.beginSelection(measureValidation)
  }

  public var profile: LearnerProfile {
    LearnerProfile(
      name: settings.flow, likelihood: .exact, abilities: architecture.family.abilities,
      objective: architecture.objective
    ) { settings, threads throws(FlowError) in
      try Evaluator(settings, threads: threads)
    } makeDensity: { settings, threads throws(FlowError) in
      try Evaluator(settings, threads: threads)
    }
  }

  public var sharedEvaluator: Evaluator? { evaluator }
  public var settings: Settings { course.settings }
  /// Steps taken so far.
  public var step: Int { course.step }
  /// The target of the step to come.
  var target: any Target { course.target }
  var descent: Descent { course.descent }
  /// The best parameters so far; `nil` where the last ones are kept.
  var selection: ModelSelection? { course.selection }
  /// Adam's step size before warm-up and decay (``StepSize``).
  public var learningRate: Double { course.learningRate }
  /// Adam's step size for the step to come.
  public var stepSize: Double { course.stepSize }

  /// As many threads as the machine runs at once.
  public static var defaultThreads: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Samples that are computed together: as many as keep a layer's rows in the first-level cache.
  public static var defaultTileLanes: Int { 128 }

  public var threads: Int { descent.threads }
  /// Bytes of the values that a thread keeps of one tile, from the forward pass to the gradient.
  public var tileBytes: Int { descent.tileBytes }
  /// Number of trainable parameters.
  public var parameterCount: Int { architecture.layout.trainedCount }

  /// Floating-point operations of one gradient step, counted from the graph; a multiply-add is two.
  /// `nil` where a solver takes as many turns as it needs.
  public var operationsPerStep: Int? {
    descent.operationsPerLane.map { $0 * settings.batch }
  }

  /// Takes one gradient step and returns the batch's loss before it, in the unit of the family's
  /// ``Objective``: of maximum likelihood the NLL in nats.
  /// - Throws: ``FlowError`` when the loss or its gradient is not finite, or a solver could not make its
  ///   tolerance; the parameters are then the last good ones.
  @discardableResult
  public func advance() throws(FlowError) -> Double {
    aim()
    couple()
    let loss = try course.advance(maintain)
    course.followSelection(measureValidation)
    return loss + lossShift
  }

  /// From the flow's units to the user's own, of a loss that is a likelihood; nats.
  private var lossShift: Double {
    lossIsLikelihood ? settings.standardization.logVolume : 0
  }

  /// Turns to the target of the step to come, where that is another one.
  private func aim() {
    guard course.aim() else { return }
    heldOut = nil
    course.beginSelection(measureValidation)
  }

  /// The Euclidean norm of the last batch's gradient, for each layer that has parameters, from z to
  /// x; layers whose parameters were made together share one number.
  public var gradientNorms: [Double] { course.gradientNorms }

  /// Takes one gradient step, as ``advance()`` does, and tells what went into it.
  /// - Throws: ``FlowError`` as ``advance()`` does.
  public func advanceWatched() throws(FlowError) -> StepAnatomy {
    aim()
    return try course.watched {
      model(of: $0)
    } advance: { () throws(FlowError) in
      try advance()
    }
  }

  /// Changes the run from here on; the settings say from then on that it did, and when.
  public func change(_ change: RunChange.Kind) {
    course.change(change)
    if case .hand(let values) = change {
      descent.turn { architecture.turned($0, to: values) }
    }
    aim()
  }

  public func state() -> LearnerState { course.state() }

  public func restore(_ state: LearnerState) {
    course.restore(state, aim: aim)
    couple(state.round)
  }

  /// Begins the round of reflow that the step to come belongs to, where that is another one.
  private func couple() {
    let number = settings.reflowRound(atStep: step)
    guard number != course.batches.couples?.round.number ?? 0 else { return }
    couple(number == 0 ? nil : ReflowRound(number: number, teacher: descent.average.values))
  }

  /// Draws the pairs of a round, where they are not those of now.
  private func couple(_ round: ReflowRound?) {
    guard round != course.batches.couples?.round else { return }
    course.batches.couples = round.map { round in
      let teacher = model(of: round.teacher)
      return Couples(round, seed: settings.seed) { count, seed in
        let z = evaluator.sampleBase(count: count, seed: seed, of: teacher)
        return (z, evaluator.sample(z, of: teacher))
      }
    }
  }

  /// The model as it is now; see also ``keptModel()``.
  public func model() -> Model { model(of: descent.average.values) }

  func model(of parameters: [Float], step: Int? = nil) -> Model {
    Model(
      settings: settings, parameters: architecture.settled(parameters), step: step ?? self.step)
  }
}
