import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope remedies`: what each remedy does for targets in several parts, with one budget.
struct RemediesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remedies",
    abstract: "Train a flow with each remedy for torn targets and compare the bridges.",
    discussion: """
      A flow is continuous: it cannot tear one blob into two, or open a hole. A bridge of mass stays \
      where the target has nothing. This command trains the flow as it is and with each remedy, and \
      prints for every one of them:

        KL       mean log p_true − log p_model on 20,000 held-out points, in nats; of a model without
                 a likelihood there is none
        KL ≤     the same from a bound of log p_model, where training has no more than a bound
        bridge   the share of the model's mass on ground where the target has practically nothing:
                 the strip between two groups, or all empty ground inside the target's outline
        stretch  the greatest stretch of f that was found, a lower bound of its Lipschitz constant
        needed   the Lipschitz constant that any map of N(0, I) needs for a bridge as thin as that
        energy   energy distance between 1,000 samples and as many held-out points
        ms/step  time of a training step on one thread, beside the other runs

      For data on a grid it prints the KL between the cells' probabilities too, and what the bound that
      training sees gives away.

      Ctrl-C prints the table of the runs that are done; a second Ctrl-C ends it at once.

      Example: flowscope remedies --target 2gaussians --steps 1000 --remedy none,mixture,noise
      """)

  @Option(help: "The flow that is helped.", completion: .flows)
  var flow = Settings().flow
  @Option(
    name: .customLong("target"), help: "Targets, as in 2gaussians,rings.",
    completion: .targets, transform: parseList)
  var targets = ["2gaussians", "rings"]
  @Option(
    name: .customLong("remedy"), help: "Remedies, as in none,mixture. (default: all)",
    completion: .list(Remedy.all.map(\.name)), transform: parseList)
  var remedies: [String]?
  @Option(parsing: .unconditional, help: "Training steps of each run.")
  var steps = 2000
  @Option(help: "How many seeds, from 1 on; the table shows the mean.")
  var seeds = 1
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report as one JSON object, with every run.")
  var json = false
  @Flag(help: "Report as a table in Markdown.")
  var markdown = false
  @Flag(help: "List the remedies, with what each costs and where it comes from, and train nothing.")
  var list = false

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if seeds < 1 { throw ValidationError("--seeds \(seeds): choose 1 or more") }
    if json && markdown { throw ValidationError("--json and --markdown: choose one") }
  }

  func run() throws {
    if list { return try printList() }
    let wanted = try remedies.map { try $0.map { try Remedy.named($0) } } ?? Remedy.all
    // Names are checked before hours go into the first run.
    try requireFlow(flow, because: "remedies are of flows, which cannot tear a blob")
    for target in targets { _ = try Targets.named(target) }
    let jobs = jobs(wanted)
    let interruption = Interruption()
    var progress = ProgressBar("training", total: jobs.count * max(1, steps))
    interruption.wait()
    let runner = RemedyRunner(steps: steps) { interruption.isAsked }
    let runs = RunPool(
      jobs, label: { "\($0.remedies[0].name) on \($0.settings.target)" }, steps: steps,
      isOver: { interruption.isAsked }, make: runner.run
    ).run(workers: min(threads.count, jobs.count)) { progress.show($0, note: $1) }
    progress.finish()
    let report = RemediesReport(
      flow: flow, steps: steps, seeds: seeds, runs: runs.flatMap { $0 })
    if json {
      try printJSON(report)
    } else {
      try Output.print(report.text(targets: targets, isMarkdown: markdown))
    }
    if let status = interruption.status { throw ExitCode(status) }
  }

  /// A job for each run: remedies with the same settings share one.
  private func jobs(_ remedies: [Remedy]) -> [RemedyRunner.Job] {
    var jobs: [RemedyRunner.Job] = []
    for target in targets {
      for remedy in remedies {
        for seed in 1...UInt64(seeds) {
          var settings = Settings()
          (settings.flow, settings.target, settings.seed) = (flow, target, seed)
          settings = remedy.applied(to: settings)
          if let index = jobs.firstIndex(where: { $0.settings == settings }) {
            jobs[index].remedies.append(remedy)
          } else {
            jobs.append(RemedyRunner.Job(settings: settings, remedies: [remedy]))
          }
        }
      }
    }
    return jobs
  }

  private func printList() throws {
    let rows = Remedy.all.map { remedy in
      let source = remedy.papers.map(\.citation).joined(separator: "; ")
      return "\(remedy.name)\n  \(remedy.summary)\n  price: \(remedy.price)"
        + (source.isEmpty ? "" : "\n  \(source)")
    }
    try Output.print(rows.joined(separator: "\n"))
  }
}
