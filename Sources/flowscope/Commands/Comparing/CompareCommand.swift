import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope compare`: a flow beside its rivals, and the representations of flows beside one another.
struct CompareCommand: SweepingCommand {
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

      Each core makes one run at a time. Ctrl-C prints the tables of the runs that are done. --plan prints one \
      command for each run, which writes one line of JSON, and --merge makes the tables of these lines. Times \
      compare only where the runs were made on equal machines.

      Example: flowscope compare --target ring8 --flow nsf --seeds 1,2,3 --markdown
      """)

  @Option(
    help: "The flow that stands beside the rivals. (default: \(Settings().flow))",
    completion: .flows)
  var flow: String?
  @Option(help: "The target that all learn. (default: ring8)", completion: .targets)
  var target: String?
  @Option(help: "Seeds, as in 1,2. (default: 1,2,3,4,5)", transform: parseSeeds)
  var seeds: [UInt64]?
  @Option(parsing: .unconditional, help: "Training steps of each run. (default: 2000)")
  var steps: Int?
  @Option(help: "Samples per training step. (default: 512)")
  var batch: Int?
  @Option(
    help: "Tables, of vae, gan, diffusion and representation. (default: all)",
    completion: .list(ComparisonTable.all(flow: Settings().flow).map(\.name)), transform: parseList)
  var tables: [String]?
  @Option(
    parsing: .unconditional,
    help: "Standard deviation of the VAE's decoder, which is learned without this.")
  var sigma: Double?
  @OptionGroup var sweep: SweepOptions
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report as one JSON object.")
  var json = false
  @Flag(help: "Report as tables of Markdown.")
  var markdown = false

  private var ownFlow: String { flow ?? Settings().flow }
  private var theTarget: String { target ?? "ring8" }
  private var allSeeds: [UInt64] { seeds ?? [1, 2, 3, 4, 5] }
  private var allSteps: Int { steps ?? 2000 }
  private var size: Int { batch ?? Settings().batch }
  private var shown: [ComparisonTable] {
    ComparisonTable.all(flow: ownFlow).filter { tables?.contains($0.name) ?? true }
  }

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if json && markdown { throw ValidationError("--json and --markdown: choose one") }
    let names = ComparisonTable.all(flow: ownFlow).map(\.name)
    for name in tables ?? [] where !names.contains(name) {
      throw ValidationError(
        "--tables \(name): there is no such table, choose of \(names.joined(separator: ", "))")
    }
    try sweep.requireNone([
      flow.map { _ in "flow" }, target.map { _ in "target" }, seeds.map { _ in "seeds" },
      steps.map { _ in "steps" }, batch.map { _ in "batch" }, tables.map { _ in "tables" },
      sigma.map { _ in "sigma" },
    ])
  }

  func run() throws {
    if try sweeps() { return }
    let interruption = Interruption()
    let runs = try settings()
    let goal = try SampleGoal(of: Targets.named(theTarget))
    let steps = allSteps
    var progress = ProgressBar("training", total: runs.count * max(1, steps))
    interruption.wait()
    let pool = RunPool(runs, steps: steps, isOver: { interruption.isAsked }) { settings, took in
      ComparedRun.made(settings, steps: steps, goal, isOver: { interruption.isAsked }, took: took)
    }
    let outcomes = pool.run(workers: min(threads.count, runs.count)) { done, label in
      progress.show(done, note: label)
    }
    progress.finish()
    try show(outcomes, of: self)
    if let status = interruption.status { throw ExitCode(status) }
  }

  /// Each learner of the tables, once.
  private var learners: [String] {
    shown.flatMap { $0.columns.map(\.learner) }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The runs: of each learner every seed.
  private func settings() throws -> [Settings] {
    try requireFlow(ownFlow, because: "each table has the rivals already")
    _ = try Targets.named(theTarget)
    try settings("vae", seed: 1).validate()
    return learners.flatMap { learner in allSeeds.map { settings(learner, seed: $0) } }
  }

  private func settings(_ learner: String, seed: UInt64) -> Settings {
    var settings = Settings()
    (settings.flow, settings.target, settings.seed) = (learner, theTarget, seed)
    settings.batch = size
    settings.sigma = learner == "vae" ? sigma : nil
    return settings
  }
}

// The runs one by one.
extension CompareCommand {
  func planned() throws -> SweepPlan {
    SweepPlan(
      command: Self._commandName,
      arguments: [
        "--flow", ownFlow, "--target", theTarget,
        "--seeds", allSeeds.map(String.init).joined(separator: ","), "--steps", String(allSteps),
        "--batch", String(size), "--tables", shown.map(\.name).joined(separator: ","),
      ] + (sigma.map { ["--sigma", String($0)] } ?? []), cells: try settings().count)
  }

  func made(_ index: Int, _ interruption: Interruption) throws -> ComparedRun {
    let settings = try settings()[index]
    let goal = try SampleGoal(of: Targets.named(theTarget))
    var progress = ProgressBar("training", total: allSteps)
    defer { progress.finish() }
    return ComparedRun.made(
      settings, steps: allSteps, goal, isOver: { interruption.isAsked },
      took: { progress.show($0, note: "\(settings.flow) on \(settings.target)") })
  }

  func title(_ index: Int) throws -> String {
    let settings = try settings()[index]
    return "\(settings.flow) on \(settings.target), seed \(settings.seed)"
  }

  func show(_ runs: [ComparedRun], of whole: CompareCommand) throws {
    let grouped = whole.learners.map { learner in
      SeedRuns(
        name: learner,
        runs: runs.filter { $0.flow == learner }.map { run in
          run.result(whole.settings(learner, seed: run.seed))
        })
    }
    let report = ComparisonReport(
      whole.shown, of: grouped, target: whole.theTarget, steps: whole.allSteps, batch: whole.size,
      seeds: whole.allSeeds, sigma: whole.sigma,
      goal: try SampleGoal(of: Targets.named(whole.theTarget)))
    if json {
      try printJSON(report)
    } else {
      try Output.print(markdown ? report.markdown : report.text)
    }
  }
}
