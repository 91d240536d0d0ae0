import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope table`: every flow on every target, with one budget.
struct TableCommand: SweepingCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Train every flow on every target with one budget and compare them.",
    discussion: """
      Prints KL in nats: the mean of log p_true − log p_model over the same 20,000 held-out points of \
      each target, averaged over the seeds. Lower is better, and 0 is the target itself. A figure marked ! \
      cannot be trusted: it is no likelihood, or the model's inverse does not undo its samples. The cause \
      is printed below the table. A second table has the targets with modes: how many of these have a \
      sample within 3 standard deviations, and the share of such samples. Each core trains one model at a time; the number of cores never changes \
      a result.

      Ctrl-C prints the table of the runs that are done; a second Ctrl-C ends it at once.

      --plan prints one command for each run. Each of them writes one line of JSON, on whatever machine, and \
      --merge makes the table of these lines. It says which are missing, and refuses lines of different versions \
      or plans.

      Example: flowscope table --flows realnvp,nsf --targets moons,rings --seeds 1,2
      Example: flowscope table --plan --targets moons,rings | parallel > runs.jsonl
      Example: flowscope table --merge runs.jsonl
      """)

  @Option(
    help: "Flows, as in realnvp,nsf. (default: all)", completion: .flows, transform: parseList)
  var flows: [String]?
  @Option(
    help: "Targets, as in moons,rings. (default: all)", completion: .targets, transform: parseList)
  var targets: [String]?
  @Option(help: "Seeds, as in 1,2; the table shows the mean. (default: 1)", transform: parseSeeds)
  var seeds: [UInt64]?
  @Option(parsing: .unconditional, help: "Training steps of each run. (default: 2000)")
  var steps: Int?
  @Option(help: "Samples per training step. (default: 512)")
  var batch: Int?
  @OptionGroup var sweep: SweepOptions
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report as one JSON object, with every run.")
  var json = false
  @Flag(help: "Report as CSV, one line for each run.")
  var csv = false

  private var allFlows: [String] {
    flows ?? FlowFamily.all.filter(\.knobs.isEmpty).map(\.name)
  }
  private var allTargets: [String] { targets ?? Targets.all.map(\.name) }
  private var allSeeds: [UInt64] { seeds ?? [1] }
  private var allSteps: Int { steps ?? 2000 }
  private var size: Int { batch ?? Settings().batch }

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if json && csv { throw ValidationError("--json and --csv: choose one") }
    try sweep.requireNone([
      flows.map { _ in "flows" }, targets.map { _ in "targets" }, seeds.map { _ in "seeds" },
      steps.map { _ in "steps" }, batch.map { _ in "batch" },
    ])
  }

  func run() throws {
    if try sweeps() { return }
    let interruption = Interruption()
    let runs = try settings()
    let steps = allSteps
    var progress = ProgressBar("training", total: runs.count * max(1, steps))
    interruption.wait()
    let isOver: @Sendable () -> Bool = { interruption.isAsked }
    let runner = RunPool(runs, steps: steps, isOver: isOver) {
      TableRun.made($0, steps: steps, isOver: isOver, took: $1)
    }
    let results = runner.run(workers: min(threads.count, runs.count)) { done, label in
      progress.show(done, note: label)
    }
    progress.finish()
    try show(results, of: self)
    if let status = interruption.status { throw ExitCode(status) }
  }

  /// The runs: of every target each flow, and of that every seed.
  private func settings() throws -> [Settings] {
    // Names are checked before hours go into the first run. A flow that cannot learn one of the
    // targets says so in its cell.
    for flow in allFlows {
      if case .rival(let rival) = try LearnerKind.named(flow), rival.likelihood != .exact {
        throw FlowError(
          "--flows \(flow): the table compares KL, and the likelihood of '\(flow)' is not exact")
      }
    }
    for target in allTargets { _ = try Targets.named(target) }
    var runs: [Settings] = []
    for target in allTargets {
      for flow in allFlows {
        for seed in allSeeds {
          var settings = Settings()
          (settings.flow, settings.target, settings.seed) = (flow, target, seed)
          settings.batch = size
          try settings.validate()
          runs.append(settings)
        }
      }
    }
    return runs
  }
}

// The runs one by one.
extension TableCommand {
  func planned() throws -> SweepPlan {
    SweepPlan(
      command: Self._commandName,
      arguments: [
        "--flows", allFlows.joined(separator: ","), "--targets", allTargets.joined(separator: ","),
        "--seeds", allSeeds.map(String.init).joined(separator: ","), "--steps", String(allSteps),
        "--batch", String(size),
      ], cells: try settings().count)
  }

  func made(_ index: Int, _ interruption: Interruption) throws -> TableRun {
    let settings = try settings()[index]
    var progress = ProgressBar("training", total: allSteps)
    defer { progress.finish() }
    return TableRun.made(settings, steps: allSteps, isOver: { interruption.isAsked }) {
      progress.show($0, note: "\(settings.flow) on \(settings.target)")
    }
  }

  func title(_ index: Int) throws -> String {
    let settings = try settings()[index]
    return "\(settings.flow) on \(settings.target), seed \(settings.seed)"
  }

  func show(_ runs: [TableRun], of whole: TableCommand) throws {
    let table = TableReport(
      steps: whole.allSteps, batch: whole.size, seeds: whole.allSeeds, runs: runs)
    if json {
      try printJSON(table)
    } else if csv {
      try Output.print(table.csv)
    } else {
      try Output.print(table.text(flows: whole.allFlows, targets: whole.allTargets))
    }
  }
}
