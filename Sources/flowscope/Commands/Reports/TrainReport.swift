import Foundation
import Learning

/// What `flowscope train` reports.
struct TrainReport: Encodable {
  let flow: String
  let target: String
  let base: String
  let seed: UInt64
  let steps: Int
  /// How many steps were asked for, where a signal ended training before the last.
  var interruptedBefore: Int?
  let batch: Int
  let threads: Int
  let parameters: Int
  /// Mean negative log-likelihood on held-out samples, and its standard error; nats.
  let nll: Double
  let nllSe: Double
  /// How many held-out samples the NLL is of, where there are fewer than ``heldOutCount``.
  let nllCount: Int?
  /// How many held-out samples the model gives density 0, where there are any: the NLL is infinite then.
  let densityZeroCount: Int?
  /// Of the user's points, where they were the target: how many there are, the columns that they stand in,
  /// how many rows were left out, and the points with the transform that the figures were taken back through.
  let points: Int?
  let columns: [String]?
  let rowsSkipped: Int?
  let data: OwnPoints?
  let entropy: Double?
  /// The NLL of the Gaussian fit to the training points, on the same held-out points; nats.
  let gaussianNll: Double?
  /// The step that the model is of, where the best one is kept.
  let keptStep: Int?
  let kl: Double?
  let wallS: Double
  let stepsPerS: Double
  /// The KL at which training was to stop; nats.
  let untilKl: Double?
  /// Seconds from the start of the process until it was measured to be that small.
  let secondsToKl: Double?
  /// Evaluations of a continuous flow's vector field for a held-out sample: the mean, and the most.
  let nfeMean: Double?
  let nfeMost: Int?
  /// The largest |f(f⁻¹(x)) − x| over held-out samples.
  let roundTripError: Double
  /// How many of 1,000 samples of the model did not converge.
  let unconverged: Int
  /// Warnings about the data, and about figures that cannot be trusted.
  let warnings: [Warning]
  /// The warnings about figures alone.
  let resultWarnings: [Warning]
  /// Whether training stopped early because the validation NLL no longer got better.
  var waitedInVain = false

  static let heldOutCount = 20_000

  private enum CodingKeys: String, CodingKey {
    case flow, target, base, seed, steps, interruptedBefore, batch, threads, parameters, nll, nllSe
    case nllCount, densityZeroCount, points, columns, rowsSkipped, data, entropy, gaussianNll
    case keptStep, kl, wallS, stepsPerS, untilKl, secondsToKl, nfeMean, nfeMost, roundTripError
    case unconverged, warnings
  }

  init(
    _ trainer: Trainer, _ model: Model, wall: Double, goal: QualityGoal?, patience: Int?
  ) throws {
    let settings = trainer.settings
    let target = try settings.resolvedTarget()
    let heldOut = trainer.measureHeldOut(count: Self.heldOutCount, of: model)
    if let trouble = heldOut.solver?.trouble(settings) { throw trouble }
    nfeMean = heldOut.solver?.mean
    nfeMost = heldOut.solver?.most
    flow = settings.flow
    self.target = settings.target
    base = settings.base
    seed = settings.seed
    steps = trainer.step
    batch = settings.batch
    threads = trainer.threads
    parameters = trainer.parameterCount
    nll = heldOut.nll
    nllCount = heldOut.count == Self.heldOutCount ? nil : heldOut.count
    densityZeroCount = heldOut.impossible > 0 ? heldOut.impossible : nil
    data = settings.points?.name == settings.target ? settings.points : nil
    points = data?.count
    columns = data?.columns
    rowsSkipped = data?.rowsSkipped
    gaussianNll = data?.gaussianNLL(on: \.test)
    keptStep = trainer.bestStep
    waitedInVain = trainer.hasWaitedInVain(patience: patience)
    nllSe = heldOut.standardError
    entropy = target.entropy
    kl = heldOut.kl
    wallS = wall
    stepsPerS = wall > 0 ? Double(steps) / wall : 0
    untilKl = goal?.kl
    secondsToKl = goal?.secondsToReach
    roundTripError = trainer.roundTripError(count: 2000, of: model)
    let check = try ModelChecker(settings, threads: trainer.threads)
      .thorough(model, at: trainer.heldOutPoints(Self.heldOutCount))
    unconverged = check.unconverged
    resultWarnings = check.warnings(settings, heldOut: heldOut, entropy: target.entropy)
    warnings = settings.dataWarnings + resultWarnings
  }
}
