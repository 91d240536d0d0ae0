import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope train`: trains without a screen and reports.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a flow by maximum likelihood and report how well it did.",
    discussion: """
      Progress goes to standard error, the report to standard output. The NLL is measured on 20,000 \
      held-out samples, in nats; KL is the mean of log p_true − log p_model over the same samples.

      The report checks that the density has mass 1, that NLL and KL are not lower than any density \
      allows, that a finer solver changes nothing, and that the inverse undoes samples. Where a check \
      fails, the figures are marked with ! and the cause is named, in JSON under warnings.

      With --until-kl it stops as soon as the KL is that small, which it measures every 50 steps on \
      5,000 held-out samples, and reports the seconds since the process was started.

      --out replaces a model or an empty file, and any other only with --force. Ctrl-C (and TERM, and HUP) \
      ends training with the model as it is, written and reported; a second one ends it at once.

      With --checkpoint the file is written again and again, and a crash leaves the last one whole. \
      --resume goes on from it, or from the file of a run that was interrupted, with the same steps as if \
      training had not stopped. Points that came with --data are not in the file: give them again.

      With --log a file gets a line at every measurement, at once: the step, the batch's loss, and of \
      2,000 held-out samples the NLL with its standard error (or the bound of it) and the KL, in nats.

      Example: flowscope train --flow realnvp --target moons --steps 2000 --out moons.safetensors --json
      Example: flowscope train --flow nsf --target rings --until-kl 0.05
      Example: flowscope train --steps 5000 --log moons.csv     # and, meanwhile, tail -f moons.csv
      Example: flowscope train --resume moons.safetensors --steps 8000 --checkpoint 500 --out moons.safetensors
      """)

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(
    parsing: .unconditional,
    help: "Training steps, with --until-kl at most. (default: 2000, with --until-kl 100000)")
  var steps: Int?
  @Option(help: "Stop when the held-out KL to the target is at most this many nats.")
  var untilKl: Double?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --keep best: stop after so many steps without a better NLL on validation rows. (default: as "
        + "many as the best step took, at least 500)"))
  var patience: Int?
  @OptionGroup var files: RunOptions
  @OptionGroup var logging: LogOptions
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if let patience, patience < 1 {
      throw ValidationError("--patience \(patience): choose a whole number above 0")
    }
    if let untilKl, !(untilKl > 0 && untilKl.isFinite) {
      throw ValidationError("--until-kl \(untilKl): choose a number above 0, in nats, such as 0.05")
    }
  }

  func run() throws {
    let interruption = Interruption()
    let file = try outputFile()
    let saved = try files.saved()
    let settings = try self.settings(goingOnWith: saved)
    if let patience, settings.keeps == .last {
      throw ValidationError(
        "--patience \(patience): it waits for better parameters; add --keep best")
    }
    let kind = try LearnerKind.named(settings.flow)
    let isByHand = kind.family?.knobs.isEmpty == false
    if isByHand {
      Output.complain(
        "\(settings.flow) is turned by hand: there is nothing to train, and no step is taken")
    }
    printWarnings(settings.dataWarnings)
    var goal = try untilKl.map { try QualityGoal(kl: $0, of: settings) }
    let steps = isByHand ? saved?.run.model.step ?? 0 : steps ?? (goal == nil ? 2000 : 100_000)
    try refuseIdleOptions(settings, kind, steps)
    let trainer = try trainer(settings, goingOnWith: saved, to: steps)
    let first = trainer.step
    var writer = file.map {
      RunWriter($0, every: files.checkpoint, keepsState: saved != nil)
    }
    var log = try logging.started(
      force: files.force, inputs: [options.data?.text, files.resume], beside: file)
    let wall: Duration
    do {
      wall = try train(trainer, steps: steps, &goal, &writer, &log, interruption)
    } catch {
      // The model from before the failure is still good.
      if let writer, trainer.step > 0, writer.finish(trainer, isCutShort: false) == nil {
        Output.complain("the last good model is in \(writer.file.path)")
      }
      throw error
    }
    let isCutShort = interruption.isAsked && trainer.step < steps
    // The model is saved before the report, which takes a while and may fail. A model that was interrupted
    // before its first step replaces no other.
    let isKept = !isCutShort || trainer.step > first
    let failure = isKept ? writer.flatMap { $0.finish(trainer, isCutShort: isCutShort) } : nil
    do {
      var report = try TrainReport(
        trainer, trainer.keptModel(), since: first, wall: wall / .seconds(1),
        threads: threads.count, goal: goal,
        patience: patience)
      if isCutShort { report.interruptedBefore = steps }
      try show(report, beside: file, isSaved: isKept && failure == nil)
    } catch {
      // If both failed, the error about the model is the more important one.
      throw failure ?? error
    }
    if let failure = failure ?? log?.failure { throw failure }
    if let status = interruption.status { throw ExitCode(status) }
    if let goal, goal.secondsToReach == nil { throw goal.failure(after: steps) }
  }

  /// - Throws: for options that would change nothing.
  private func refuseIdleOptions(_ settings: Settings, _ kind: LearnerKind, _ steps: Int) throws {
    if let smoothing = settings.smoothing, settings.ownPoints == nil {
      throw ValidationError(
        "--smoothing \(smoothing): it is noise on your own points; name them with --data, or add "
          + "--noise")
    }
    if settings.keep == .best, kind.likelihood == .none {
      throw ValidationError(
        "--keep best: '\(kind.name)' has no likelihood that says which step was the best; leave it "
          + "out")
    }
    if settings.reflow ?? 0 > 0, steps < Settings.reflowInterval {
      Output.complain(
        "warning: --reflow: the first round begins after \(Settings.reflowInterval) steps, and "
          + "--steps \(steps) has none")
    }
  }

  private func outputFile() throws -> OutputFile? {
    let file = try files.outputFile(inputs: [options.data?.text])
    if json, let file, file.isStandardOutput {
      throw ValidationError(
        "--json and --out \(file.path): both are for standard output; choose a file")
    }
    return file
  }

  /// What the options say, or the run that goes on.
  private func settings(goingOnWith saved: (run: SavedRun, path: String)?) throws -> Settings {
    guard let saved else { return try options.settings() }
    let before = saved.run.model.settings
    let settings = try options.settings(resuming: before)
    try settings.requireSame(as: before, afterStep: saved.run.state?.step ?? 0, in: saved.path)
    return settings
  }

  /// A new trainer, or one that goes on.
  private func trainer(
    _ settings: Settings, goingOnWith saved: (run: SavedRun, path: String)?, to steps: Int
  ) throws -> any Learner {
    let trainer = try Learners.make(settings, threads: threads.count)
    guard let saved else { return trainer }
    do throws(FlowError) {
      try trainer.resume(saved.run)
    } catch {
      throw FlowError("--resume \(saved.path): \(error)")
    }
    guard trainer.step <= steps else {
      throw ValidationError(
        "--steps \(steps): the run in '\(saved.path)' has \(trainer.step) already; --steps is the total, "
          + "choose more")
    }
    return trainer
  }

  /// Takes the steps, until there are enough, it is good enough, or a signal asks to end.
  private func train(
    _ trainer: any Learner, steps: Int, _ goal: inout QualityGoal?, _ writer: inout RunWriter?,
    _ log: inout TrainLog?, _ interruption: Interruption
  ) throws -> Duration {
    interruption.wait()
    log?.follow(trainer, loss: nil)
    var last: Double?
    defer { log?.follow(trainer, loss: last, isLast: true) }
    return try ContinuousClock().measure {
      try trainer.advance(to: steps, patience: patience, interruption) {
        goal?.isReached(by: trainer) == true
      } after: { loss in
        last = loss
        writer?.follow(trainer)
        log?.follow(trainer, loss: loss)
      }
      trainer.endRun()
      if !interruption.isAsked { _ = goal?.isReached(by: trainer, atTheEnd: true) }
    }
  }

  private func show(_ report: TrainReport, beside file: OutputFile?, isSaved: Bool) throws {
    if json {
      printWarnings(report.resultWarnings)
      return try printJSON(report)
    }
    let name = file.map { $0.isStandardOutput ? "standard output" : $0.path }
    let text = report.text + (isSaved ? name.map { "\nmodel       \($0)" } ?? "" : "")
    if file?.isStandardOutput == true {
      Output.complain(text)
    } else {
      try Output.print(text)
    }
  }
}
