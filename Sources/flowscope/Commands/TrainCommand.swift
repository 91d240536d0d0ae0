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
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --keep best: stop after so many steps without a better NLL on validation rows. (default: as "
        + "many as the best step took, at least 500)"))
  var patience: Int?
  @Option(
    help: ArgumentHelp(
      "Write the trained model to this safetensors file; - is standard output, and the report then goes "
        + "to standard error."))
  var out: String?
  @Flag(help: "Replace what --out names even where it is not a model.")
  var force = false
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
    let settings = try options.settings()
    if let patience, settings.keeps == .last {
      throw ValidationError(
        "--patience \(patience): it waits for better parameters; add --keep best")
    }
    let kind = try LearnerKind.named(settings.flow)
    if kind.family?.knobs.isEmpty == false {
      Output.complain(
        "\(settings.flow) is turned by hand: there is nothing to train, and steps change nothing")
    }
    printWarnings(settings.dataWarnings)
    let trainer = try Learners.make(settings, threads: threads.count)
    var goal = try untilKl.map { try QualityGoal(kl: $0, of: settings) }
    let steps = steps ?? (goal == nil ? 2000 : 100_000)
    let wall: Duration
    do {
      wall = try train(trainer, steps: steps, &goal, interruption)
    } catch {
      // The model from before the failure is still good.
      if let file, trainer.step > 0, save(trainer.keptModel(), to: file) == nil {
        Output.complain("the last good model is in \(file.path)")
      }
      throw error
    }
    let isCutShort = interruption.isAsked && trainer.step < steps
    let model = trainer.keptModel()
    // The model is saved before the report, which takes a while and may fail. A model that was interrupted
    // before its first step replaces no other.
    let isKept = !isCutShort || trainer.step > 0
    let failure = isKept ? file.flatMap { save(model, to: $0) } : nil
    do {
      var report = try TrainReport(
        trainer, model, wall: wall / .seconds(1), threads: threads.count, goal: goal,
        patience: patience)
      if isCutShort { report.interruptedBefore = steps }
      try show(report, beside: file, isSaved: isKept && failure == nil)
    } catch {
      // If both failed, the error about the model is the more important one.
      throw failure ?? error
    }
    if let failure { throw failure }
    if let status = interruption.status { throw ExitCode(status) }
    if let goal, goal.secondsToReach == nil { throw goal.failure(after: steps) }
  }

  /// The file to write. It is opened before training, so that a bad path is reported at once.
  private func outputFile() throws -> OutputFile? {
    guard let out else { return nil }
    let file = try OutputFile(
      out, replacing: force ? .everything : .models, inputs: [options.data?.text].compactMap { $0 })
    if json, file.isStandardOutput {
      throw ValidationError("--json and --out \(out): both are for standard output; choose a file")
    }
    return file
  }

  /// Takes the steps, until there are enough, it is good enough, or a signal asks to end.
  private func train(
    _ trainer: any Learner, steps: Int, _ goal: inout QualityGoal?, _ interruption: Interruption
  ) throws -> Duration {
    interruption.wait()
    return try ContinuousClock().measure {
      try trainer.advance(steps: steps, patience: patience, interruption) {
        goal?.isReached(by: trainer) == true
      }
      if !interruption.isAsked { _ = goal?.isReached(by: trainer, atTheEnd: true) }
    }
  }

  /// - Returns: why the model is not in its file.
  private func save(_ model: Model, to file: OutputFile) -> FlowError? {
    do {
      try model.write(to: file)
      return nil
    } catch {
      return error
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
