import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope compare`: a flow beside its rivals, and the representations of flows beside one another.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare a flow with a VAE, a GAN and a diffusion model by measured numbers.",
    discussion: """
      Trains each learner with every seed on one target and fills four tables: a flow beside a VAE, a GAN and \
      a diffusion model, and the representations (autoregressive, coupling, residual, continuous, VAE). \
      Figures are mean ± standard deviation over the seeds. A dash has its reason below the table; --json has \
      a definition of every row.

      Modes and sample quality are those of the VEEGAN and PacGAN papers: a sample is good within 3 standard \
      deviations of its nearest mode, and a mode counts once it has such a sample. The targets ring8 and \
      grid25 are those of these papers.

      Each core makes one run at a time. Ctrl-C prints the tables of the runs that are done.

      Example: flowscope compare --target ring8 --flow nsf --seeds 1,2,3 --markdown
      """)

  @Option(help: "The flow that stands beside the rivals.")
  var flow = Settings().flow
  @Option(help: "The target that all learn.")
  var target = "ring8"
  @Option(help: "Seeds, as in 1,2.", transform: parseSeeds)
  var seeds: [UInt64] = [1, 2, 3, 4, 5]
  @Option(parsing: .unconditional, help: "Training steps of each run.")
  var steps = 2000
  @Option(help: "Samples per training step.")
  var batch = 512
  @Option(
    help: "Tables, of vae, gan, diffusion and representation. (default: all)",
    transform: parseList)
  var tables: [String]?
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report as one JSON object.")
  var json = false
  @Flag(help: "Report as tables of Markdown.")
  var markdown = false

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if json && markdown { throw ValidationError("--json and --markdown: choose one") }
    let names = ComparisonTable.all(flow: flow).map(\.name)
    for name in tables ?? [] where !names.contains(name) {
      throw ValidationError(
        "--tables \(name): there is no such table, choose of \(names.joined(separator: ", "))")
    }
  }

  func run() throws {
    let interruption = Interruption()
    _ = try LearnerKind.named(flow)
    let goal = try SampleGoal(of: Targets.named(target))
    let shown = ComparisonTable.all(flow: flow).filter { tables?.contains($0.name) ?? true }
    let learners = shown.flatMap { $0.columns.map(\.learner) }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let runs = learners.flatMap { learner in seeds.map { settings(learner, seed: $0) } }
    let outcomes = outcomes(runs, goal, interruption)
    let grouped = learners.map { learner in
      SeedRuns(
        name: learner,
        runs: outcomes.filter { $0.settings.flow == learner }.map(\.result))
    }
    let report = ComparisonReport(
      shown, of: grouped, target: target, steps: steps, batch: batch, seeds: seeds, goal: goal)
    if json {
      try printJSON(report)
    } else {
      try Output.print(markdown ? report.markdown : report.text)
    }
    if let status = interruption.status { throw ExitCode(status) }
  }

  private func settings(_ learner: String, seed: UInt64) -> Settings {
    var settings = Settings()
    (settings.flow, settings.target, settings.seed) = (learner, target, seed)
    settings.batch = batch
    return settings
  }

  private struct Outcome: Sendable {
    let settings: Settings
    let result: Result<ScoredRun, FlowError>
  }

  private func outcomes(
    _ runs: [Settings], _ goal: SampleGoal, _ interruption: Interruption
  ) -> [Outcome] {
    let steps = steps
    let isOver: @Sendable () -> Bool = { interruption.isAsked }
    var progress = ProgressBar("training", total: runs.count * max(1, steps))
    interruption.wait()
    let pool = RunPool(runs, steps: steps, isOver: isOver) { settings, took in
      let result = Result { () throws(FlowError) -> ScoredRun in
        guard LearnerKind.find(settings.flow) != nil else {
          throw FlowError("this program has no learner of that name")
        }
        try settings.validate()
        return try ScoredRun(settings, steps: steps, goal: goal) { step throws(FlowError) in
          if isOver() { throw FlowError("interrupted at step \(step) of \(steps)") }
          if step % 16 == 0 { took(step) }
        }
      }
      return Outcome(settings: settings, result: result)
    }
    let outcomes = pool.run(workers: min(threads.count, runs.count)) { done, label in
      progress.show(done, note: label)
    }
    progress.finish()
    return outcomes
  }
}
