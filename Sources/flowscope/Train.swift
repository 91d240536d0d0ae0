import ArgumentParser
import Flows
import Foundation

/// `flowscope train`: trains without a screen and reports.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a flow by maximum likelihood and report how well it did.",
    discussion: """
      Progress goes to standard error, the report to standard output. The NLL is measured on 20,000
      held-out samples, in nats; KL is the mean of log p_true − log p_model over the same samples.

      Example: flowscope train --flow realnvp --target moons --steps 2000 --out moons.safetensors --json
      """)

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(help: "Training steps.")
  var steps = 2000
  @Option(help: "Write the trained model to this safetensors file.")
  var out: String?
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
  }

  func run() throws {
    let settings = try options.settings()
    let trainer = try Trainer(settings, threads: threads.count)
    let objective = trainer.architecture.family.objective
    var progress = ProgressBar("training", total: steps)
    let clock = ContinuousClock()
    let wall = try clock.measure {
      for step in 0..<steps {
        let loss = try trainer.advance()
        if step % 16 == 0 || step == steps - 1 {
          progress.show(step + 1, note: "\(objective.name) \(fixed(loss, 3)) \(objective.unit)")
        }
      }
    }
    progress.finish()
    let model = trainer.model()
    if let out { try model.write(to: out) }
    let report = try Report(trainer, model, steps: steps, wall: wall / .seconds(1))
    if json {
      try printJSON(report)
    } else {
      print(report.text)
      if let out { print("model       \(out)") }
    }
  }
}

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
  /// The largest |f(f⁻¹(x)) − x| over held-out samples.
  let roundTripError: Double

  static let heldOutCount = 20_000

  init(_ trainer: Trainer, _ model: Model, steps: Int, wall: Double) throws {
    let settings = trainer.settings
    let target = try settings.resolvedTarget()
    let heldOut = trainer.measureHeldOut(count: Self.heldOutCount)
    flow = settings.flow
    self.target = settings.target
    base = settings.base
    seed = settings.seed
    self.steps = steps
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
    roundTripError = trainer.roundTripError(count: 2000)
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
    let nllText =
      densityZeroCount.map { "infinite: the model gives density 0 to \($0) points, measured" }
      ?? "\(fixed(nll, 4)) ± \(fixed(nllSe, 4)) nats"
    return """
      flow        \(flow) on \(target), base \(base), seed \(seed)\(transform ?? "")
      steps       \(steps) of batch \(batch), \(parameters) parameters
      time        \(fixed(wallS, 2)) s, \(fixed(stepsPerS, 0)) steps/s on \(threads) threads
      NLL         \(nllText) on \(nllCount ?? Self.heldOutCount) held-out samples
      entropy     \(optional(entropy))\(entropy == nil ? "" : ", the lowest NLL there is")
      KL          \(optional(kl))
      round trip  |f(f⁻¹(x)) − x| ≤ \(String(format: "%.1e", roundTripError))
      """
  }
}
