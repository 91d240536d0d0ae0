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

      It is checked that the density has mass 1, that NLL and KL are not below what any density can have,
      that solving more finely changes nothing, and that samples are undone by the way back. Where that
      fails, the figures are marked with ! and the cause is named, in JSON under warnings.

      With --until-kl it stops as soon as the KL is that small, which it measures every 50 steps on
      5,000 held-out samples, and reports the seconds since the process was started.

      Example: flowscope train --flow realnvp --target moons --steps 2000 --out moons.safetensors --json
      Example: flowscope train --flow nsf --target rings --until-kl 0.05
      """)

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(
    parsing: .unconditional,
    help: "Training steps, with --until-kl at most. (default: 2000, with --until-kl 100000)")
  var steps: Int?
  @Option(help: "Stop when the held-out KL to the target is at most this many nats.")
  var untilKl: Double?
  @Option(help: "Write the trained model to this safetensors file.")
  var out: String?
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if let untilKl, !(untilKl > 0 && untilKl.isFinite) {
      throw ValidationError("--until-kl \(untilKl): choose a number above 0, in nats, such as 0.05")
    }
  }

  func run() throws {
    let settings = try options.settings()
    let trainer = try Trainer(settings, threads: threads.count)
    var goal = try untilKl.map { try QualityGoal(kl: $0, of: settings) }
    let steps = steps ?? (goal == nil ? 2000 : 100_000)
    let objective = trainer.architecture.family.objective
    var progress = ProgressBar("training", total: steps)
    let clock = ContinuousClock()
    let wall = try clock.measure {
      for step in 0..<steps {
        if goal?.isReached(by: trainer) == true { break }
        let loss = try trainer.advance()
        if step % 16 == 0 || step == steps - 1 {
          progress.show(step + 1, note: "\(objective.name) \(fixed(loss, 3)) \(objective.unit)")
        }
      }
      _ = goal?.isReached(by: trainer, atTheEnd: true)
    }
    progress.finish()
    let model = trainer.model()
    if let out { try model.write(to: out) }
    let report = try Report(trainer, model, wall: wall / .seconds(1), goal: goal)
    if json {
      try printJSON(report)
    } else {
      print(report.text)
      if let out { print("model       \(out)") }
    }
    if let goal, goal.secondsToReach == nil { throw goal.failure(after: steps) }
  }
}
