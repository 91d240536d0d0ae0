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
  /// What kind of likelihood the learner has; NLL and KL are there where it is exact.
  let likelihood: Likelihood
  let nll: Double?
  let nllSe: Double?
  /// The same of a bound of the likelihood, where it is a bound: the NLL is at most that. A diffusion model
  /// has both: ``nll`` of its probability-flow equation, exactly, and the bound of its ancestral sampler.
  let nllBound: Double?
  let nllBoundSe: Double?
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
  /// The largest |f(f⁻¹(x)) − x| over held-out samples; `nil` of a rival, which has no inverse.
  let roundTripError: Double?
  /// How many of 1,000 samples of a flow did not converge.
  let unconverged: Int?
  /// What samples of the model say: how they fall to the target's modes, where it has any, and their
  /// energy distance to held-out points.
  let sampleScores: SampleScores?
  let modes: Int?
  let modesOf: Int?
  let highQuality: Double?
  let reverseKl: Double?
  let energyDistance: Double?
  let energyDistanceSe: Double?
  /// What a sample costs: evaluations of the networks, and microseconds on one thread.
  let samplePasses: Double?
  let sampleUs: Double?
  /// Warnings about the data, and about figures that cannot be trusted.
  let warnings: [Warning]
  /// The warnings about figures alone.
  let resultWarnings: [Warning]
  /// Whether training stopped early because the validation NLL no longer got better.
  var waitedInVain = false

  private enum CodingKeys: String, CodingKey {
    case flow, target, base, seed, steps, resumedAt, interruptedBefore, batch, threads, parameters
    case likelihood, nll, nllSe, nllBound, nllBoundSe
    case nllCount, densityZeroCount, points, columns, rowsSkipped, data, entropy, gaussianNll
    case keptStep, kl, wallS, stepsPerS, untilKl, secondsToKl, nfeMean, nfeMost, roundTripError
    case unconverged, warnings, modes, modesOf, highQuality, reverseKl, energyDistance
    case energyDistanceSe, samplePasses, sampleUs
  }

  init(
    _ learner: any Learner, _ model: Model, since first: Int, wall: Double, threads: Int,
    goal: QualityGoal?,
    patience: Int?
  ) throws {
    let settings = learner.settings
    let readings = try ReadingContext(
      model, learner: learner,
      run: RunFacts(of: learner, since: first, loss: nil, seconds: wall), threads: threads)
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
    steps = learner.step
    resumedAt = first > 0 ? first : nil
    batch = settings.batch
    self.threads = threads
    parameters = learner.parameterCount
    likelihood = learner.profile.likelihood
    let isFlow = LearnerKind.find(settings.flow)?.rival == nil
    nll = readings.number("nll") ?? (isFlow ? .nan : nil)
    nllSe = readings.number("nll.error") ?? (isFlow ? .nan : nil)
    nllBound = readings.number("nll.bound")
    nllBoundSe = readings.number("nll.bound.error")
    nllCount = count("nll.count").flatMap { $0 == ReadingContext.heldOutCount ? nil : $0 }
    densityZeroCount = count("heldOut.impossible").flatMap { $0 > 0 ? $0 : nil }
    data = settings.ownPoints
    points = data?.count
    columns = data?.columns
    rowsSkipped = data?.rowsSkipped
    gaussianNll = readings.number("nll.gaussian")
    keptStep = count("step.kept")
    waitedInVain = learner.hasWaitedInVain(patience: patience)
    entropy = readings.number("entropy")
    kl = readings.number("kl")
    wallS = wall
    stepsPerS = readings.number("rate.steps") ?? 0
    untilKl = goal?.kl
    secondsToKl = goal?.secondsToReach
    roundTripError = readings.number("roundTrip") ?? (isFlow ? .nan : nil)
    unconverged = count("samples.unconverged") ?? (isFlow ? 0 : nil)
    modes = count("modes")
    modesOf = count("modes.of")
    highQuality = readings.number("highQuality")
    reverseKl = readings.number("reverseKL")
    energyDistance = readings.number("energyDistance")
    energyDistanceSe = readings.number("energyDistance.error")
    samplePasses = readings.number("sampling.passes")
    sampleUs = readings.number("sampling.time")
    sampleScores = readings.measurements.scores
    resultWarnings =
      readings.measurements.check?.warnings(settings, heldOut: heldOut, entropy: entropy) ?? []
    warnings = settings.dataWarnings + resultWarnings
  }
}
