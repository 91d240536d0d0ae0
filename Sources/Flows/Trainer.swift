import Autodiff
import Foundation

/// A measurement on held-out points.
public struct HeldOut: Hashable, Sendable {
  /// Mean negative log-likelihood, in nats.
  public var nll: Double
  /// Its standard error, in nats.
  public var standardError: Double
  /// mean(log p_true − log p_model) over the same points, in nats; `nil` where p_true is unknown.
  public var kl: Double?
  /// The standard error of `kl`, in nats.
  public var klStandardError: Double?
  /// How many points it was measured on.
  public var count = 0
  /// How many of the points have density 0 under the model; with any, `nll` and `kl` are infinite.
  public var impossible = 0
  /// At how many of the points a search or a solver did not arrive.
  public var unconverged = 0
  /// What was checked of the model besides, where that was.
  public var check: ModelCheck?
  /// What solving took, of a flow that is solved.
  public var solver: SolverUse?
  /// The NLL's first part, −mean log p_z(z), in nats: how far out in base space the points land.
  public var baseTerm = Double.nan
  /// The NLL's second part, −mean log|det dz/dx|, in nats: what contracting x → z costs.
  public var volumeTerm: Double { nll - baseTerm }
}

extension HeldOut {
  /// A measurement that was made elsewhere.
  public init(nll: Double, standardError: Double) {
    self.init(nll: nll, standardError: standardError, kl: nil)
  }
}

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
  private var target: any Target
  private let batches: BatchSource
  private let executor: Executor<Float>
  private let adam: Adam<Float>
  /// A running average of the weights, which takes the jitter of the last steps out of the density. It
  /// is what a model shows; training itself never sees it.
  private let average: RunningAverage<Float>
  private let maintenance: Maintenance?
  private let evaluator: Evaluator
  private var lastGood: [Float]
  /// The trained blocks, in the order of the executor's outputs after the loss.
  private let trainedTensors: [ParameterLayout.Tensor]
  /// The output that counts samples at which a solver gave up; `nil` where none can.
  private let unfinishedOutput: Int?
  private var heldOut: (points: [SIMD2<Float>], logDensity: [Double]?) = ([], nil)
  /// How many held-out points were asked for.
  private var heldOutCount = 0

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
    trainedTensors = traced.trained
    unfinishedOutput = traced.unfinished
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
      gradients: trainedTensors.enumerated().map { ($0.element.parameter.offset, $0.offset + 1) })
    average = executor.makeAverage()
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
    let loss = Double(executor.sharedScalar(0))
    if let unfinishedOutput, executor.sharedScalar(unfinishedOutput) > 0 {
      let count = Int(executor.sharedScalar(unfinishedOutput))
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
    return loss
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
    guard name != target.name, let new = try? Targets.named(name) else { return }
    target = new
    batches.aim(at: new)
    heldOutCount = 0
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
    for (index, tensor) in trainedTensors.enumerated() {
      let square = executor.sharedSquareSum(index + 1)
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
    for (index, tensor) in trainedTensors.enumerated() {
      let square = executor.sharedSquareSum(index + 1)
      norms[tensor.layerName, default: 0] += square
      total += square
    }
    let moved = zip(start, executor.parameters).reduce(0.0) { sum, pair in
      let difference = Double(pair.1 - pair.0)
      return sum + difference * difference
    }
    var layers: [String] = []
    for tensor in trainedTensors where !layers.contains(tensor.layerName) {
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
      moments: adam.moments, average: average.values, lastGood: lastGood)
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
  }

  /// The window of the average is a growing part of the run: about a twentieth of the steps so far,
  /// and at most 2,000.
  private static func averagingWeight(step: Int) -> Float {
    max(20 / (Float(step) + 19), 1 / 2000)
  }

  /// The model as it is now.
  public func model() -> Model { model(of: average.values) }

  private func model(of parameters: [Float]) -> Model {
    Model(settings: settings, parameters: architecture.settled(parameters), step: step)
  }

  /// Measures the model on held-out points, the same ones every time: `count` of them, or as many
  /// as the target has. Of a user's points, in standardized units.
  public func measureHeldOut(count wanted: Int) -> HeldOut {
    if heldOutCount != wanted { drawHeldOut(wanted) }
    let count = heldOut.points.count
    let inverse = evaluator.inverse(heldOut.points, of: model())
    let density = inverse.logDensity.map(Double.init)
    let nll = -density.reduce(0, +) / Double(count)
    let squares = density.reduce(0) { $0 + ($1 + nll) * ($1 + nll) }
    let ratios = heldOut.logDensity.map { truth in zip(truth, density).map { $0 - $1 } }
    let kl = ratios.map { $0.reduce(0, +) / Double(count) }
    func standardError(_ squares: Double) -> Double {
      (squares / Double(max(1, count - 1)) / Double(count)).squareRoot()
    }
    let klError = ratios.flatMap { ratios in
      kl.map { kl in standardError(ratios.reduce(0) { $0 + ($1 - kl) * ($1 - kl) }) }
    }
    // One point of density 0 makes everything infinite, and no number of it says how far.
    return HeldOut(
      nll: nll, standardError: nll == .infinity ? .infinity : standardError(squares), kl: kl,
      klStandardError: klError, count: count, impossible: density.count { $0 == -.infinity },
      unconverged: inverse.converged.count { !$0 }, solver: inverse.solver,
      baseTerm: -inverse.logBase.reduce(0) { $0 + Double($1) } / Double(count))
  }

  /// Held-out points, the same ones every time: `count` of them, or as many as the target has.
  public func heldOutPoints(_ count: Int) -> [SIMD2<Float>] { target.heldOut(count) }

  /// The largest |f(f⁻¹(x)) − x| over `count` held-out points.
  public func roundTripError(count: Int) -> Double {
    let points = target.heldOut(count)
    let model = model()
    let back = evaluator.forward(evaluator.inverse(points, of: model).z, of: model).x
    return zip(points, back).reduce(0) { worst, pair in
      let difference = pair.0 - pair.1
      return max(worst, Double((difference * difference).sum().squareRoot()))
    }
  }

  /// The points a model is measured on depend on the target alone, so that runs compare.
  private func drawHeldOut(_ count: Int) {
    let points = target.heldOut(count)
    heldOutCount = count
    let truth = points.compactMap {
      target.logDensity(SIMD2(Double($0.x), Double($0.y)))
    }
    heldOut = (points, truth.count == points.count ? truth : nil)
  }
}
