import Autodiff
import Flows
import Foundation

/// Trains one flow by the objective of its family. Same settings, same trajectory, bit for bit, whatever
/// the number of threads.
///
/// Not thread-safe: it belongs to the thread that steps it.
public final class Trainer: Learner {
  public private(set) var settings: Settings
  public let architecture: Architecture
  /// Steps taken so far.
  public private(set) var step = 0
  /// Adam's step size before warm-up and decay (``StepSize``), which may be changed between steps.
  public var learningRate: Double
  /// The target of the step to come.
  private(set) var target: any Target
  private let lossIsLikelihood: Bool
  private let batches: BatchSource
  /// The parameters, and how a step moves them.
  let descent: Descent
  private let maintenance: Maintenance?
  let evaluator: Evaluator
  /// Of a flow that solves or repeats something; formulas need no watching.
  private(set) lazy var checker = makeChecker()
  /// What models are measured on; `nil` until it is asked for, and of a new target.
  var heldOut: HeldOutPoints?
  /// The best parameters so far; `nil` where the last ones are kept.
  var selection: ModelSelection?

  /// - Parameter tileLanes: samples that are computed together. The sums over a batch are cut at tiles,
  ///   so another number gives another trajectory: it is for measuring.
  /// - Throws: ``FlowError`` for settings that name no flow, target, base or sensible size.
  public init(
    _ settings: Settings, threads: Int = Trainer.defaultThreads,
    tileLanes: Int = Trainer.defaultTileLanes
  ) throws(FlowError) {
    self.settings = settings
    architecture = try Architecture(settings)
    try settings.validateChanges()
    target =
      try settings.targetStart(atStep: .max) == 0
      ? settings.resolvedTarget() : settings.target(atStep: 0).resolved()
    evaluator = try Evaluator(settings, threads: threads)
    learningRate = architecture.learningRate
    lossIsLikelihood = architecture.objective.scale == .likelihood
    batches = BatchSource(
      settings, target: target, base: architecture.base.distribution, draws: architecture.draws)
    var initial = architecture.layout.initial
    if architecture.objective.needsData, architecture.wantsData {
      architecture.initialize(&initial, from: batches.first())
    }
    descent = Descent(
      architecture.trainingSteps(), parameters: architecture.settled(initial), tileLanes: tileLanes,
      threads: threads, source: batches)
    maintenance = Maintenance(architecture, descent.executor)
    beginSelection()
  }

  public var profile: LearnerProfile {
    LearnerProfile(
      name: settings.flow, likelihood: .exact, abilities: Set(LearnerAbility.allCases),
      objective: architecture.objective
    ) { settings throws(FlowError) in try Evaluator(settings) }
  }

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
    batches.step = step
    aim()
    if let rate = settings.changes.last(where: { $0.rate != nil && $0.step <= step })?.rate {
      learningRate = rate
    }
    let loss: Double
    do throws(StepFailure) {
      loss = try descent.step(
        step, lanes: settings.batch, rate: stepSize, bound: settings.gradientBound)
    } catch {
      throw error.error(atStep: step, rate: learningRate, settings)
    }
    step += 1
    maintenance?.perform(on: descent.executor, step: step)
    // The average forgets what was learned of other points.
    let start = settings.targetStart(atStep: step - 1)
    descent.average.update(weight: Self.averagingWeight(step: step - start))
    followSelection()
    return loss + lossShift
  }

  /// From the flow's units to the user's own, of a loss that is a likelihood; nats.
  private var lossShift: Double {
    lossIsLikelihood ? settings.standardization.logVolume : 0
  }

  /// Adam's step size for the step to come.
  var stepSize: Double { learningRate * stepFactor }

  /// What new points need are steps as large as at first; the warm-up is for Adam alone.
  private var stepFactor: Double {
    StepSize.factor(atStep: step, since: settings.targetStart(atStep: step))
  }

  /// Turns to the target of the step to come, where that is another one.
  private func aim() {
    let choice = settings.target(atStep: step)
    guard choice.text != target.name, let new = choice.found else { return }
    target = new
    batches.aim(at: new)
    heldOut = nil
    selection = nil
    beginSelection()
  }

  /// The Euclidean norm of the last batch's gradient, for each layer that has parameters, from z to
  /// x; layers whose parameters were made together share one number.
  public var gradientNorms: [Double] { step > 0 ? descent.gradientNorms.map(\.norm) : [] }

  /// Takes one gradient step, as ``advance()`` does, and tells what went into it.
  /// - Throws: ``FlowError`` as ``advance()`` does.
  public func advanceWatched() throws(FlowError) -> StepAnatomy {
    let start = descent.parameters
    let before = model(of: start)
    batches.step = step
    aim()
    let points = batches.points(tileLanes: descent.tileLanes)
    // A change of the rate at this very step is made by the step itself.
    let factor = stepFactor
    let loss = try advance()
    // The executor still holds the gradient that the update used.
    let end = descent.parameters
    return StepAnatomy(
      from: before, to: model(of: end), parameters: (start, end), points: points, loss: loss,
      norms: descent.gradientNorms, learningRate: learningRate * factor)
  }

  /// Changes the run from here on; the settings say from then on that it did, and when.
  public func change(_ change: RunChange.Kind) {
    settings = settings.changed(change, atStep: step)
    learningRate = settings.learningRate(atStep: step) ?? architecture.family.defaultLearningRate
    if case .hand(let values) = change {
      descent.turn { architecture.turned($0, to: values) }
    }
    aim()
  }

  public func state() -> LearnerState { descent.state(step: step, selection: selection) }

  public func restore(_ state: LearnerState) {
    step = state.step
    aim()
    learningRate = settings.learningRate(atStep: step) ?? architecture.learningRate
    descent.restore(state)
    selection = state.selection
  }

  /// The window of the average is a growing part of the run: about a twentieth of the steps so far,
  /// and at most 2,000.
  static func averagingWeight(step: Int) -> Float {
    max(20 / (Float(step) + 19), 1 / 2000)
  }

  /// The model as it is now; see also ``keptModel()``.
  public func model() -> Model { model(of: descent.average.values) }

  func model(of parameters: [Float], step: Int? = nil) -> Model {
    Model(
      settings: settings, parameters: architecture.settled(parameters), step: step ?? self.step)
  }
}
