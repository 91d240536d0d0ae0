import Autodiff
import Flows
import Foundation

/// Gradient steps on one vector of parameters, each in one phase or several.
///
/// A phase has a program, an executor and an Adam of its own, and moves the parameters that it trains.
/// The phases take turns: each begins with what the one before it made. A step allocates nothing.
final class Descent {
  private struct RunningPhase {
    let step: TrainingStep
    let executor: Executor<Float>
    let adam: Adam<Float>
    /// The layer of each tensor that it trains.
    let layers: [String]
  }

  private let phases: [RunningPhase]
  private let source: BatchSource
  /// The phase whose executor has the newest parameters.
  private var newest: Int
  /// Carries the parameters from one phase to the next.
  private var carried: [Float]
  /// A running average of the weights, which takes the jitter of the last steps out of the density. It
  /// is what a model shows; training itself never sees it.
  let average: RunningAverage<Float>
  /// What a divergence falls back to.
  private var lastGood: [Float]

  /// Steps between the copies of the parameters that a divergence falls back to.
  private static let backupInterval = 100

  /// - Parameters:
  ///   - steps: the phases, at least one.
  ///   - source: draws what they are given; the same for all.
  init(
    _ steps: [TrainingStep], parameters: [Float], tileLanes: Int, threads: Int, source: BatchSource
  ) {
    self.source = source
    precondition(!steps.isEmpty, "an objective has at least one phase")
    phases = steps.map { step in
      let executor = Executor(
        step.program, parameterCount: parameters.count, tileLanes: tileLanes, threads: threads,
        source: source)
      executor.parameters = parameters
      let gradients = step.trained.map { ($0.tensor.parameter.offset, $0.gradient) }
      return RunningPhase(
        step: step, executor: executor,
        adam: executor.makeAdam(gradients: gradients, momentum: step.momentum),
        layers: step.trained.map(\.tensor.layerName))
    }
    newest = phases.count - 1
    carried = parameters
    lastGood = parameters
    average = phases[newest].executor.makeAverage()
  }

  /// The executor that has the newest parameters after a step.
  var executor: Executor<Float> { phases[phases.count - 1].executor }
  var threads: Int { executor.threads }
  var tileLanes: Int { executor.tileLanes }
  /// Bytes of the values that a thread keeps of one tile.
  var tileBytes: Int { phases.map(\.executor.tileBytes).max() ?? 0 }

  /// Floating-point operations of one step for each sample; `nil` where a solver takes as many turns as
  /// it needs.
  var operationsPerLane: Int? {
    let programs = phases.map(\.step.program)
    return programs.contains(where: \.hasLoops)
      ? nil : phases.reduce(0) { $0 + $1.step.turns * $1.step.program.operationsPerLane }
  }

  var parameters: [Float] { phases[newest].executor.parameters }

  /// Takes one step: every phase in their order, each as often as it says.
  /// - Parameters:
  ///   - number: how many steps were taken before.
  ///   - lanes: samples.
  ///   - rate: Adam's step size.
  ///   - bound: upper bound on a gradient's Euclidean norm.
  ///   - weight: how far the average moves towards the new parameters.
  ///   - maintain: what is done to the parameters before they are averaged; it is told the steps taken.
  /// - Returns: the first phase's loss before it.
  /// - Throws: ``StepFailure``; the parameters are then the last good ones.
  func step(
    _ number: Int, lanes: Int, rate: Double, bound: Double, weight: Float,
    _ maintain: ((Int) -> Void)?
  ) throws(StepFailure) -> Double {
    var first = 0.0
    // One update that nothing follows averages as it goes.
    let isAlone = phases.count == 1 && phases[0].step.turns == 1 && maintain == nil
    for index in phases.indices {
      carryParameters(to: index)
      for turn in 0..<phases[index].step.turns {
        source.turn = turn
        defer { source.turn = 0 }
        let loss = try update(
          index, lanes: lanes, rate: rate, bound: bound, weight: isAlone ? weight : nil
        ) {
          guard index == 0, turn == 0, number % Self.backupInterval == 0 else { return }
          $0.copyParameters(into: &lastGood)
        }
        if index == 0, turn == 0 { first = loss }
      }
    }
    if !isAlone {
      maintain?(number + 1)
      average.update(weight: weight)
    }
    return first
  }

  /// Makes one update.
  /// - Parameters:
  ///   - weight: how far the average moves in the same pass; `nil` for not at all.
  ///   - keep: is called once its loss is known to be finite, before the parameters move.
  /// - Returns: the loss before it.
  private func update(
    _ index: Int, lanes: Int, rate: Double, bound: Double, weight: Float?,
    keep: (Executor<Float>) -> Void
  ) throws(StepFailure) -> Double {
    let (phase, executor) = (phases[index].step, phases[index].executor)
    executor.run(lanes: lanes)
    let loss = Double(executor[phase.loss])
    if let output = phase.unfinished, executor[output] > 0 {
      let count = Int(executor[output])
      goBack()
      throw .unfinished(count)
    }
    // A finite loss can have a gradient that is not: it must not reach the parameters.
    let norm = phases[index].adam.gradientNorm
    guard loss.isFinite, norm.isFinite else {
      goBack()
      throw .diverged(loss: loss, gradientNorm: Double(norm))
    }
    keep(executor)
    let scale = min(1, Float(bound) / max(norm, 1e-30))
    let (adam, step) = (phases[index].adam, Float(rate * phase.rate))
    if let weight {
      adam.update(learningRate: step, scale: scale, average: average, weight: weight)
    } else {
      adam.update(learningRate: step, scale: scale)
    }
    return loss
  }

  /// How long the parts of a step take on one thread, by their medians. Parameters stay what they are, but
  /// not Adam's moments: it is for a run that is thrown away.
  func profile(lanes: Int, runs: Int) -> [RunProfile.Row] {
    let rows = phases.flatMap { phase in
      let turns = phase.step.turns
      var rows = phase.executor.profile(lanes: lanes, runs: runs).rows
      rows.append(
        RunProfile.Row("gradient's norm", runs: runs) { _ = phase.adam.gradientNorm })
      rows.append(
        RunProfile.Row("Adam and running average", runs: runs) {
          phase.adam.update(learningRate: 0, average: average, weight: 1 / 2000)
        })
      for place in rows.indices {
        rows[place].seconds *= Double(turns)
        rows[place].operations *= turns
      }
      return rows
    }
    return rows
  }

  private func carryParameters(to index: Int) {
    guard index != newest else { return }
    phases[newest].executor.copyParameters(into: &carried)
    phases[index].executor.parameters = carried
    newest = index
  }

  private func set(_ parameters: [Float]) {
    for phase in phases { phase.executor.parameters = parameters }
    newest = phases.count - 1
  }

  /// Changes the parameters that nothing trains.
  func turn(_ change: ([Float]) -> [Float]) {
    set(change(parameters))
    lastGood = change(lastGood)
    average.values = change(average.values)
  }

  private func goBack() {
    set(lastGood)
    // Its moments may hold what made the loss diverge.
    for phase in phases { phase.adam.reset() }
    average.update(weight: 1)
  }

  /// The Euclidean norm of the last step's gradient, for each layer that has parameters, from z to x;
  /// layers whose parameters were made together share one number.
  var gradientNorms: [(layer: String, norm: Double)] {
    var squares: [(layer: String, square: Double)] = []
    for phase in phases {
      for (trained, layer) in zip(phase.step.trained, phase.layers) {
        let square = phase.executor.squareSum(trained.gradient)
        if let place = squares.firstIndex(where: { $0.layer == layer }) {
          squares[place].square += square
        } else {
          squares.append((layer, square))
        }
      }
    }
    return squares.map { ($0.layer, $0.square.squareRoot()) }
  }

  /// Everything that steps from here on depend on.
  func state(step: Int, selection: ModelSelection? = nil) -> LearnerState {
    LearnerState(
      step: step, parameters: parameters, moments: phases.map(\.adam.moments),
      average: average.values, lastGood: lastGood, selection: selection)
  }

  func restore(_ state: LearnerState) {
    set(state.parameters)
    for (phase, moments) in zip(phases, state.moments) { phase.adam.moments = moments }
    average.values = state.average
    lastGood = state.lastGood
  }
}

/// Why a step was not taken.
enum StepFailure: Error {
  /// A solver gave up at so many samples.
  case unfinished(Int)
  case diverged(loss: Double, gradientNorm: Double)

  /// What it means for the user.
  func error(atStep step: Int, rate: Double, _ settings: Settings) -> FlowError {
    switch self {
    case .unfinished(let count):
      FlowError(
        "training stopped at step \(step): "
          + SolverUse.trouble(unfinished: count, of: settings.batch, "samples", settings)
          .description
          + ", or a smaller learning rate than \(rate). Went back to the last good parameters"
      )
    case .diverged(let loss, let norm):
      FlowError(
        "training diverged at step \(step): \(Self.named("loss", loss)), "
          + "\(Self.named("gradient's norm", norm)). Went back to the last good "
          + "parameters; try a smaller learning rate than \(rate), or clip the gradient")
    }
  }

  /// What became of a number; the sign of a NaN means nothing and is not shown.
  private static func named(_ name: String, _ value: Double) -> String {
    value.isNaN
      ? "the \(name) is not a number" : "the \(name) became \(String(format: "%.3g", value))"
  }
}
