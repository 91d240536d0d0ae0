import Foundation
import Learning

/// What `flowscope train` reports.
struct TrainReport: Encodable {
  let flow: String
  let target: String
  let base: String
  let seed: UInt64
  let steps: Int
  /// After how many steps the run went on from a file, where it did.
  let resumedAt: Int?
  /// How many steps were asked for, where a signal ended training before the last.
  var interruptedBefore: Int?
  let batch: Int
  let threads: Int
  let parameters: Int
  /// Mean negative log-likelihood on held-out samples, and its standard error; nats.
  let nll: Double
  let nllSe: Double
  /// How many held-out samples the NLL is of, where there are fewer than
  /// ``ReadingContext/heldOutCount``.
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

  private enum CodingKeys: String, CodingKey {
    case flow, target, base, seed, steps, resumedAt, interruptedBefore, batch, threads, parameters
    case nll, nllSe
    case nllCount, densityZeroCount, points, columns, rowsSkipped, data, entropy, gaussianNll
    case keptStep, kl, wallS, stepsPerS, untilKl, secondsToKl, nfeMean, nfeMost, roundTripError
    case unconverged, warnings
  }

  init(
    _ trainer: Trainer, _ model: Model, since first: Int, wall: Double, goal: QualityGoal?,
    patience: Int?
  ) throws {
    let settings = trainer.settings
    let readings = try ReadingContext(
      model, trainer: trainer, run: RunFacts(trainer, since: first, loss: nil, seconds: wall),
      threads: trainer.threads)
    func count(_ name: String) -> Int? { readings.number(name).map { Int($0) } }
    readings.measure(.heldOut)
    let heldOut = readings.measurements.heldOut
    if let trouble = heldOut?.solver?.trouble(settings) { throw trouble }
    nfeMean = readings.number("nfe")
    nfeMost = count("nfe.most")
    flow = settings.flow
    target = settings.target
    base = settings.base
    seed = settings.seed
    steps = trainer.step
    resumedAt = first > 0 ? first : nil
    batch = settings.batch
    threads = trainer.threads
    parameters = trainer.parameterCount
    nll = readings.number("nll") ?? .nan
    nllCount = count("nll.count").flatMap { $0 == ReadingContext.heldOutCount ? nil : $0 }
    densityZeroCount = count("heldOut.impossible").flatMap { $0 > 0 ? $0 : nil }
    data = settings.ownPoints
    points = data?.count
    columns = data?.columns
    rowsSkipped = data?.rowsSkipped
    gaussianNll = readings.number("nll.gaussian")
    keptStep = count("step.kept")
    waitedInVain = trainer.hasWaitedInVain(patience: patience)
    nllSe = readings.number("nll.error") ?? .nan
    entropy = readings.number("entropy")
    kl = readings.number("kl")
    wallS = wall
    stepsPerS = readings.number("rate.steps") ?? 0
    untilKl = goal?.kl
    secondsToKl = goal?.secondsToReach
    roundTripError = readings.number("roundTrip") ?? .nan
    unconverged = count("samples.unconverged") ?? 0
    resultWarnings =
      readings.measurements.check?.warnings(settings, heldOut: heldOut, entropy: entropy) ?? []
    warnings = settings.dataWarnings + resultWarnings
  }
}
