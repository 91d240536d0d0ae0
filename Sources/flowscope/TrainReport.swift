import Flows
import Foundation

/// What `flowscope train` reports.
struct Report: Encodable {
  let flow: String
  let target: String
  let base: String
  let seed: UInt64
  let steps: Int
  let batch: Int
  let threads: Int
  let parameters: Int
  /// Mean negative log-likelihood on held-out samples, and its standard error; nats.
  let nll: Double
  let nllSe: Double
  /// How many held-out samples that was, where there were fewer than the usual number.
  let nllCount: Int?
  /// How many held-out samples the model gives density 0, where there are any: the NLL is infinite then.
  let densityZeroCount: Int?
  /// The user's points, where they were the target: with the transform that was undone.
  let points: OwnPoints?
  let entropy: Double?
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
  /// Why its numbers are not what they are called, if they are not.
  let warnings: [Warning]

  static let heldOutCount = 20_000

  init(_ trainer: Trainer, _ model: Model, wall: Double, goal: QualityGoal?) throws {
    let settings = trainer.settings
    let target = try settings.resolvedTarget()
    let heldOut = trainer.measureHeldOut(count: Self.heldOutCount)
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
    nll = heldOut.nll + settings.standardization.logVolume
    nllCount = heldOut.count == Self.heldOutCount ? nil : heldOut.count
    densityZeroCount = heldOut.impossible > 0 ? heldOut.impossible : nil
    points = settings.points
    nllSe = heldOut.standardError
    entropy = target.entropy
    kl = heldOut.kl
    wallS = wall
    stepsPerS = wall > 0 ? Double(steps) / wall : 0
    untilKl = goal?.kl
    secondsToKl = goal?.secondsToReach
    roundTripError = trainer.roundTripError(count: 2000)
    let check = try ModelChecker(settings, threads: trainer.threads)
      .thorough(model, at: trainer.heldOutPoints(Self.heldOutCount))
    unconverged = check.unconverged
    warnings = check.warnings(settings, heldOut: heldOut, entropy: target.entropy)
  }

  var text: String {
    func optional(_ value: Double?) -> String { value.map { fixed($0, 4) + " nats" } ?? "unknown" }
    let transform = points.map { points in
      let units = points.standardization
      let axes = [("x1", units.mean.x, units.deviation.x), ("x2", units.mean.y, units.deviation.y)]
      let formulas = axes.map { name, mean, deviation in
        "(\(name) \(mean < 0 ? "+" : "−") \(short(abs(mean))))/\(short(deviation))"
      }
      return "\npoints      \(points.count), standardized for training: "
        + formulas.joined(separator: ", ")
    }
    let reached = secondsToKl.map {
      "\nreached     KL \(short(untilKl ?? 0)) after \(fixed($0, 2)) s, from the start of the process"
    }
    let nllText =
      densityZeroCount.map { "infinite: the model gives density 0 to \($0) points, measured" }
      ?? "\(fixed(nll, 4)) ± \(fixed(nllSe, 4)) nats"
    let unconvergedText =
      unconverged == 0 || warnings.contains { $0.code == "unconverged_samples" }
      ? "" : "\nsamples     \(unconverged) of 1000 did not converge; 'flowscope sample' marks them"
    let mark = warnings.isEmpty ? "" : "! "
    let solved = nfeMean.map {
      "\nNFE         \(fixed($0, 1)) evaluations of the field for a point, \(nfeMost ?? 0) at most"
    }
    return """
      flow        \(flow) on \(target), base \(base), seed \(seed)\(transform ?? "")
      steps       \(steps) of batch \(batch), \(parameters) parameters
      time        \(fixed(wallS, 2)) s, \(fixed(stepsPerS, 0)) steps/s on \(threads) threads\(reached ?? "")
      NLL         \(mark)\(nllText) on \(nllCount ?? Self.heldOutCount) held-out samples
      entropy     \(optional(entropy))\(entropy == nil ? "" : ", the lowest NLL there is")
      KL          \(kl == nil ? "" : mark)\(optional(kl))
      round trip  |f(f⁻¹(x)) − x| ≤ \(String(format: "%.1e", roundTripError))\(solved ?? "")
      """ + unconvergedText + warnings.map { "\nWARNING     \($0.text)" }.joined()
  }
}
