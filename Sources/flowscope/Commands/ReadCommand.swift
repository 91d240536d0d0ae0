import ArgumentParser
import Flows
import Foundation
import Learning
import Visualizer

/// `flowscope read`: the numbers of the screen, by their names and without it.
struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Train a flow, or take a trained model, and print its numbers by name.",
    discussion: """
      Each number that the screen shows is a reading with a name, a unit and a definition; --list prints \
      them all. This command trains as 'flowscope train' does and prints a line for every reading that \
      can be given, with --all also those that cannot, and why. Log-determinants are of the forward map, \
      log|det dx/dz|: above 0 the flow expands.

      Readings of a point need --probe, such as 0.5,-1 in data space or z:0,1 in base space; for your own \
      points x is in their units. probe.logdet.layer.N stands for one reading a layer, and \
      probe.logdet.layer.2 is the second.

      With --json it prints one object: each name with its value and unit; a reading that cannot be given \
      is null, with the reason. Progress goes to standard error.

      Example: flowscope read --flow realnvp --target moons --probe 0.5,-1 --readings kl,probe.logdet
      Example: flowscope read --model moons.safetensors --all --json
      """)

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(parsing: .unconditional, help: "Training steps. (default: 2000)")
  var steps: Int?
  @Option(
    help: ArgumentHelp(
      "Read a model that 'flowscope train --out' wrote instead of training one; of one that learned "
        + "your own points, name them with --data."), completion: .file())
  var model: String?
  @Option(
    parsing: .unconditional, help: "Where the probe is, as in 0.5,-1; z:… is in base space.",
    transform: parseProbe)
  var probe: Probe?
  @Option(
    help: "Names of readings, as in kl,probe.logdet.",
    completion: .list(Readings.all.map(\.name)), transform: parseList)
  var readings: [String]?
  @Flag(help: "Print every reading, with the reason where it cannot be given.")
  var all = false
  @Flag(help: "List the readings that there are, with units and definitions, and train nothing.")
  var list = false
  @Flag(help: "Print one JSON object; with --list an array of objects.")
  var json = false

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if let steps, let model {
      throw ValidationError(
        "--steps \(steps) and --model \(model): a model is read as it is; choose")
    }
    if all, readings != nil {
      throw ValidationError("--all and --readings: all of them are printed, or some; choose")
    }
  }

  func run() throws {
    if list { return try printList() }
    let wanted = try (readings ?? Readings.all.map(\.name)).map {
      (name: $0, reading: try Readings.named($0))
    }
    let interruption = Interruption()
    let context = try model.map(context(ofModel:)) ?? trained(interruption)
    let report = report(wanted, context)
    if json { return try printJSON(report.object) }
    try Output.print(report.text)
  }

  private func printList() throws {
    if json { return try printJSON(Readings.all.map(ReadingDescription.init)) }
    try Output.print(ReadingDescription.text(Readings.all))
  }

  /// Trains as the settings say.
  private func trained(_ interruption: Interruption) throws -> ReadingContext {
    let settings = try options.settings()
    printWarnings(settings.dataWarnings)
    let learner = try Learners.make(settings, threads: threads.count)
    var loss: Double?
    interruption.wait()
    let wall = try ContinuousClock().measure {
      loss = try learner.advance(to: steps ?? 2000, interruption)
    }
    if let status = interruption.status { throw ExitCode(status) }
    learner.endRun()
    return try ReadingContext(
      learner.keptModel(), probe: probe(in: settings), learner: learner,
      run: RunFacts(of: learner, loss: loss, seconds: wall / .seconds(1)), threads: threads.count)
  }

  private func context(ofModel path: String) throws -> ReadingContext {
    var model = try Model(readingFrom: path)
    var given = try options.settings()
    if let points = given.points {
      guard points.fingerprint == model.settings.points?.fingerprint else {
        throw ValidationError(
          "--data \(points.name): these are not the points that \(path) learned")
      }
      var settings = model.settings
      settings.points = points
      settings.target = points.name
      model = Model(settings: settings, parameters: model.parameters, step: model.step)
      (given.points, given.target) = (nil, Settings().target)
    }
    guard given == Settings(), options.flow == nil, options.target == nil else {
      throw ValidationError(
        "--model \(path): the model says how it was made; leave the options that say it out")
    }
    return try ReadingContext(model, probe: probe(in: model.settings), threads: threads.count)
  }

  /// The probe in the units that the flow learns in.
  private func probe(in settings: Settings) -> Probe? {
    guard let probe, probe.space == .data else { return probe }
    return Probe(space: .data, point: settings.standardization.standardized(probe.point))
  }

  private func report(
    _ wanted: [(name: String, reading: Reading)], _ context: ReadingContext
  ) -> ReadingReport {
    var progress = ProgressBar("measuring", total: wanted.count)
    defer { progress.finish() }
    var report = ReadingReport()
    for (index, (name, row)) in wanted.enumerated() {
      progress.show(index, note: name)
      let members = context.members(of: row)
      for reading in members {
        let value = Result { () throws(NoReading) in try context.value(of: reading) }
        if case .failure = value, readings == nil, !all { continue }
        report.rows.append(
          ReadingReport.Row(
            name: members.count > 1 || name == row.name ? reading.name : name, reading: reading,
            value: value))
      }
    }
    return report
  }
}
