import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope table`: every flow on every target, with one budget.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Train every flow on every target with one budget and compare them.",
    discussion: """
      Prints KL in nats: the mean of log p_true − log p_model over the same 20,000 held-out points of \
      each target, averaged over the seeds. Lower is better, and 0 is the target itself. A figure marked ! \
      cannot be trusted: it is no likelihood, or the model's inverse does not undo its samples. The cause \
      is printed below the table. Each core trains one model at a time; the number of cores never changes \
      a result.

      Ctrl-C prints the table of the runs that are done; a second Ctrl-C ends it at once.

      Example: flowscope table --flows realnvp,nsf --targets moons,rings --seeds 1,2
      """)

  @Option(help: "Flows, as in realnvp,nsf. (default: all)", transform: parseList)
  var flows: [String]?
  @Option(help: "Targets, as in moons,rings. (default: all)", transform: parseList)
  var targets: [String]?
  @Option(help: "Seeds, as in 1,2; the table shows the mean.", transform: parseSeeds)
  var seeds: [UInt64] = [1]
  @Option(parsing: .unconditional, help: "Training steps of each run.")
  var steps = 2000
  @Option(help: "Samples per training step.")
  var batch = 512
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report as one JSON object, with every run.")
  var json = false
  @Flag(help: "Report as CSV, one line for each run.")
  var csv = false

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if json && csv { throw ValidationError("--json and --csv: choose one") }
  }

  func run() throws {
    let interruption = Interruption()
    let flows = flows ?? FlowFamily.all.filter(\.knobs.isEmpty).map(\.name)
    let targets = targets ?? Targets.all.map(\.name)
    // Names are checked before hours go into the first run. A flow that cannot learn one of the
    // targets says so in its cell.
    for flow in flows {
      if case .rival(let rival) = try LearnerKind.named(flow), rival.likelihood != .exact {
        throw FlowError(
          "--flows \(flow): the table compares KL, and the likelihood of '\(flow)' is not exact")
      }
    }
    for target in targets { _ = try Targets.named(target) }
    var runs: [Settings] = []
    for target in targets {
      for flow in flows {
        for seed in seeds {
          var settings = Settings()
          (settings.flow, settings.target, settings.seed) = (flow, target, seed)
          settings.batch = batch
          try settings.validate()
          runs.append(settings)
        }
      }
    }
    var progress = ProgressBar("training", total: runs.count * max(1, steps))
    interruption.wait()
    let runner = TableRunner(runs, steps: steps) { interruption.isAsked }
    let results = runner.run(workers: min(threads.count, runs.count)) { done, label in
      progress.show(done, note: label)
    }
    progress.finish()
    let table = TableReport(steps: steps, batch: batch, seeds: seeds, runs: results)
    if json {
      try printJSON(table)
    } else if csv {
      try Output.print(table.csv)
    } else {
      try Output.print(table.text(flows: flows, targets: targets))
    }
    if let status = interruption.status { throw ExitCode(status) }
  }
}
