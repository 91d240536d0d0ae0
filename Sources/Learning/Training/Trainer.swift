import Autodiff
import Flows
import Foundation

/// Trains one flow by maximum likelihood. Same settings, same trajectory, bit for bit, whatever the
/// number of threads.
///
/// Not thread-safe: it belongs to the thread that steps it.
public final class Trainer {
  public private(set) var settings: Settings
  public let architecture: Architecture
  /// Steps taken so far.
  public private(set) var step = 0
  /// Adam's step size before warm-up and decay (``StepSize``), which may be changed between steps.
  public var learningRate: Double
  /// The target of the step to come.
  private(set) var target: any Target
  private let batches: BatchSource
  private let executor: Executor<Float>
  private let adam: Adam<Float>
  /// A running average of the weights, which takes the jitter of the last steps out of the density. It
  /// is what a model shows; training itself never sees it.
  let average: RunningAverage<Float>
  private let maintenance: Maintenance?
  let evaluator: Evaluator
  private var lastGood: [Float]
  /// What the executor computes.
  private let outputs: TrainingStep
  /// What models are measured on; `nil` until it is asked for, and of a new target.
  var heldOut: HeldOutPoints?
  /// The best parameters so far; `nil` where the last ones are kept.
  var selection: ModelSelection?

  /// Steps between the copies of the parameters that a divergence falls back to.
  private static let backupInterval = 100

  /// - Parameter tileLanes: samples that are computed together. The sums over a batch are cut at tiles,
  ///   so another number gives another trajectory: it is for measuring.
  /// - Throws: ``FlowError`` for settings that name no flow, target, base or sensible size.
  public init(
    _ settings: Settings, threads: Int = Trainer.defaultThreads,
    tileLanes: Int = Trainer.defaultTileLanes
  ) throws(FlowError) {
    self.settings = settings
    architecture = try Architecture(settings)
    try settings.validateEarlierTargets()
    target =
      try settings.earlierTargets == nil
      ? settings.resolvedTarget() : Targets.named(settings.target(atStep: 0))
    evaluator = try Evaluator(settings, threads: threads)
    learningRate = architecture.learningRate
    batches = BatchSource(architecture, target: target)
    let traced = architecture.trainingStep()
    outputs = traced
    executor = Executor(
      traced.program, parameterCount: architecture.parameterCount, tileLanes: tileLanes,
      threads: threads, source: batches)
    var initial = architecture.layout.initial
    if architecture.family.objective != .reverseKL, architecture.wantsData {
      architecture.initialize(&initial, from: batches.first())
    }
    initial = architecture.settled(initial)
    executor.parameters = initial
    lastGood = initial
    maintenance = Maintenance(architecture, executor)
    adam = executor.makeAdam(
      gradients: traced.trained.map { ($0.tensor.parameter.offset, $0.gradient) })
    average = executor.makeAverage()
    beginSelection()
  }

  /// As many threads as the machine runs at once.
  public static var defaultThreads: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Samples that are computed together: as many as keep a layer's rows in the first-level cache.
  public static var defaultTileLanes: Int { 128 }

  public var threads: Int { executor.threads }
  /// Bytes of the values that a thread keeps of one tile, from the forward pass to the gradient.
  public var tileBytes: Int { executor.tileBytes }
  /// Number of trainable parameters.
  public var parameterCount: Int { architecture.layout.trainedCount }

  /// Floating-point operations of one gradient step, counted from the graph; a multiply-add is two.
  /// `nil` where a solver takes as many turns as it needs.
  public var operationsPerStep: Int? {
    executor.program.hasLoops ? nil : executor.program.operationsPerLane * settings.batch
  }

  /// Takes one gradient step and returns the batch's loss before it, as
  /// ``Architecture/family`` has it: the NLL in nats, unless its ``Objective`` is another.
  /// - Throws: ``FlowError`` when the loss or its gradient is not finite, or a solver could not make its
  ///   tolerance; the parameters are then the last good ones.
  @discardableResult
  public func advance() throws(FlowError) -> Double {
    batches.step = step
    aim()
    if let change = settings.learningRateChanges?.last(where: { $0.step <= step }) {
      learningRate = change.rate
    }
    executor.run(lanes: settings.batch)
    let loss = Double(executor[outputs.loss])
    if let unfinished = outputs.unfinished, executor[unfinished] > 0 {
      let count = Int(executor[unfinished])
      goBack()
      throw FlowError(
        "training stopped at step \(step): "
          + SolverUse.trouble(unfinished: count, of: settings.batch, "samples", settings)
          .description
          + ", or a smaller learning rate than \(learningRate). Went back to the last good parameters"
      )
    }
    // A finite loss can have a gradient that is not: it must not reach the parameters.
    let norm = adam.gradientNorm
    guard loss.isFinite, norm.isFinite else {
      goBack()
      throw FlowError(
        "training diverged at step \(step): \(Self.named("loss", loss)), "
          + "\(Self.named("gradient's norm", Double(norm))). "
          + "Went back to the last good "
          + "parameters; try a smaller learning rate than \(learningRate), or clip the gradient")
    }
    if step % Self.backupInterval == 0 { executor.copyParameters(into: &lastGood) }
    let scale = min(1, Float(settings.gradientBound) / max(norm, 1e-30))
    adam.update(learningRate: Float(stepSize), scale: scale)
    step += 1
    maintenance?.perform(on: executor, step: step)
    // The average forgets what was learned of other points.
    let start = settings.targetStart(atStep: step - 1)
    average.update(weight: Self.averagingWeight(step: step - start))
    followSelection()
    return loss + lossShift
  }

  /// From the flow's units to the user's own, of a loss that is a likelihood; nats.
  private var lossShift: Double {
    architecture.family.objective == .likelihood ? settings.standardization.logVolume : 0
  }

  /// Adam's step size for the step to come.
  var stepSize: Double { learningRate * stepFactor }

  /// What new points need are steps as large as at first; the warm-up is for Adam alone.
  private var stepFactor: Double {
    StepSize.factor(atStep: step, since: settings.targetStart(atStep: step))
  }

  /// Turns to the target of the step to come, where that is another one.
  private func aim() {
    let name = settings.target(atStep: step)
    guard name != target.name, let new = Targets.find(name) else { return }
    target = new
    batches.aim(at: new)
    heldOut = nil
    selection = nil
    beginSelection()
  }

  private func goBack() {
    executor.parameters = lastGood
    // Its moments may hold what made the loss diverge.
    adam.reset()
    average.update(weight: 1)
  }

  /// The Euclidean norm of the last batch's gradient, for each layer that has parameters, from z to
  /// x; layers whose parameters were made together share one number.
  public var gradientNorms: [Double] {
    guard step > 0 else { return [] }
    var norms: [(layer: String, square: Double)] = []
    for (tensor, gradient) in outputs.trained {
      let square = executor.squareSum(gradient)
      if let place = norms.firstIndex(where: { $0.layer == tensor.layerName }) {
        norms[place].square += square
      } else {
        norms.append((tensor.layerName, square))
      }
    }
    return norms.map { $0.square.squareRoot() }
  }

  /// What became of a number; the sign of a NaN means nothing and is not shown.
  private static func named(_ name: String, _ value: Double) -> String {
    value.isNaN ? "the \(name) is not a number" : "the \(name) became \(value)"
  }

  /// Takes one gradient step, as ``advance()`` does, and tells what went into it.
  /// - Throws: ``FlowError`` as ``advance()`` does.
  public func advanceWatched() throws(FlowError) -> StepAnatomy {
    let before = model(of: executor.parameters)
    let start = executor.parameters
    batches.step = step
    aim()
    let points = batches.points(tileLanes: executor.tileLanes)
    // A change of the rate at this very step is made by the step itself.
    let factor = stepFactor
    let loss = try advance()
    // The executor still holds the gradient that the update used.
    var norms: [String: Double] = [:]
    var total = 0.0
    for (tensor, gradient) in outputs.trained {
      let square = executor.squareSum(gradient)
      norms[tensor.layerName, default: 0] += square
      total += square
    }
    let moved = zip(start, executor.parameters).reduce(0.0) { sum, pair in
      let difference = Double(pair.1 - pair.0)
      return sum + difference * difference
    }
    var layers: [String] = []
    for (tensor, _) in outputs.trained where !layers.contains(tensor.layerName) {
      layers.append(tensor.layerName)
    }
    return StepAnatomy(
      before: before, after: model(of: executor.parameters), points: points, loss: loss,
      gradientNorm: total.squareRoot(),
      layerGradientNorms: layers.map { ($0, norms[$0, default: 0].squareRoot()) },
      updateNorm: moved.squareRoot(), learningRate: learningRate * factor)
  }

  /// Changes the run from here on; the settings say from then on that it did, and when.
  public func change(_ change: RunChange) {
    settings = settings.changed(change, atStep: step)
    learningRate = settings.learningRate(atStep: step) ?? architecture.family.defaultLearningRate
    aim()
  }

  /// Everything that training from here on depends on.
  public func state() -> TrainerState {
    TrainerState(
      step: step, parameters: executor.parameters,
      moments: adam.moments, average: average.values, lastGood: lastGood, selection: selection)
  }

  /// Goes back (or on) to a state of a trainer of the same settings; what follows is the same, bit
  /// for bit, as it was from there.
  public func restore(_ state: TrainerState) {
    step = state.step
    aim()
    learningRate = settings.learningRate(atStep: step) ?? architecture.learningRate
    executor.parameters = state.parameters
    adam.moments = state.moments
    average.values = state.average
    lastGood = state.lastGood
    selection = state.selection
  }

  /// The window of the average is a growing part of the run: about a twentieth of the steps so far,
  /// and at most 2,000.
  private static func averagingWeight(step: Int) -> Float {
    max(20 / (Float(step) + 19), 1 / 2000)
  }

  /// The model as it is now; see also ``keptModel()``.
  public func model() -> Model { model(of: average.values) }

  func model(of parameters: [Float], step: Int? = nil) -> Model {
    Model(
      settings: settings, parameters: architecture.settled(parameters), step: step ?? self.step)
  }
}
