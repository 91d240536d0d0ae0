import ArgumentParser
import Flows
import Learning

/// Where a training run is logged while it goes.
struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a line at every measurement, as training goes: step, loss, NLL and more, as JSON where it ends "
        + "in .jsonl, else as CSV.", valueName: "file"),
    completion: .file(extensions: ["csv", "jsonl"]))
  var log: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps between two lines of --log. (default: \(TrainLog.usualInterval))", valueName: "steps"))
  var logEvery: Int?

  func validate() throws {
    guard let logEvery else { return }
    guard logEvery > 0 else {
      throw ValidationError("--log-every \(logEvery): choose a whole number of steps above 0")
    }
    if log == nil {
      throw ValidationError("--log-every \(logEvery): name the file to write with --log")
    }
  }

  /// The log, checked and begun before training; `nil` where none is wanted.
  /// - Parameters:
  ///   - force: whether to replace a file that exists.
  ///   - inputs: files that are read, which it must not be.
  ///   - model: the file that the model goes to.
  /// - Throws: `FlowError` where it cannot be written.
  func started(force: Bool, inputs: [String?], beside model: OutputFile?) throws -> TrainLog? {
    guard let log else { return nil }
    let file = try OutputFile(
      log, replacing: force ? .everything : .nothing, inputs: inputs.compactMap { $0 })
    if file.isStandardOutput {
      throw ValidationError("--log \(log): the report goes to standard output; name a file")
    }
    if file.isSameFile(as: model) {
      throw ValidationError("--log \(log) and --out \(file.path): name two files")
    }
    return try TrainLog(file, every: logEvery ?? TrainLog.usualInterval)
  }
}

/// What `train --log` writes: a line at every measurement, in the file at once.
struct TrainLog {
  static let usualInterval = 50
  /// Held-out points of a measurement: of a NLL, ±0.02 nats or so.
  static let heldOutCount = 2000

  /// One line.
  struct Line: Encodable {
    let step: Int
    /// Of the batch that the step took, in the unit of the objective; `nil` before the first step.
    var loss: Double?
    /// On held-out points, in nats; as far as the learner has them.
    var nll: Double?
    var nllSe: Double?
    var nllBound: Double?
    var kl: Double?
    /// Between samples and held-out points, of a learner without a likelihood.
    var energyDistance: Double?
    /// Adam's step size for the step to come.
    var learningRate: Double
    /// Seconds of training and measuring since the log began.
    var seconds: Double

    static let header = "step,loss,nll,nll_se,nll_bound,kl,energy_distance,learning_rate,seconds"

    var csv: String {
      let values = [loss, nll, nllSe, nllBound, kl, energyDistance, learningRate, seconds]
      return ([String(step)] + values.map { $0.map { "\($0)" } ?? "" }).joined(separator: ",")
    }
  }

  private let file: GrowingFile
  private let isJSON: Bool
  private let interval: Int
  private let start = ContinuousClock.now
  private var lastStep: Int?
  /// Why the log ends before the run, where it does.
  private(set) var failure: FlowError?

  /// - Throws: `FlowError` where its beginning cannot be written.
  init(_ file: OutputFile, every interval: Int) throws(FlowError) {
    isJSON = [".jsonl", ".ndjson", ".json"].contains { file.path.lowercased().hasSuffix($0) }
    self.interval = interval
    self.file = try GrowingFile(
      file, beginningWith: isJSON ? [] : Array((Line.header + "\n").utf8))
  }

  /// Measures and writes a line, where one is due. A failure is said once, and training goes on.
  /// - Parameters:
  ///   - loss: of the step just taken, if any.
  ///   - isLast: whether the run ends here.
  mutating func follow(_ learner: any Learner, loss: Double?, isLast: Bool = false) {
    guard failure == nil, lastStep != learner.step,
      isLast || lastStep == nil || learner.step.isMultiple(of: interval)
    else { return }
    lastStep = learner.step
    do {
      let line = line(learner, loss)
      try file.append(Array(((isJSON ? try jsonLine(line) : line.csv) + "\n").utf8))
    } catch {
      let failure = error as? FlowError ?? FlowError("\(error)")
      self.failure = failure
      Output.complain(
        "warning: step \(learner.step): \(failure). The log ends here; training goes on")
    }
  }

  private func line(_ learner: any Learner, _ loss: Double?) -> Line {
    var line = Line(
      step: learner.step, loss: loss, learningRate: learner.stepSize,
      seconds: (ContinuousClock.now - start) / .seconds(1))
    let isExact = learner.profile.likelihood == .exact
    if isExact, let heldOut = learner.measureExactly(count: Self.heldOutCount) {
      (line.nll, line.nllSe, line.kl) = (heldOut.nll, heldOut.standardError, heldOut.kl)
      return line
    }
    let score = learner.measure(count: Self.heldOutCount, comparingSamples: false)
    line.nllBound = score.bound?.nll
    line.nllSe = score.bound?.standardError
    line.energyDistance = score.distance?.value
    return line
  }
}
