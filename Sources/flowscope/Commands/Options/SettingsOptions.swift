import ArgumentParser
import Flows
import Learning

extension Scaling: ExpressibleByArgument {}
extension Keep: ExpressibleByArgument {}
extension LogDetMethod: ExpressibleByArgument {}
extension ODESolver: ExpressibleByArgument {}
extension GradientMethod: ExpressibleByArgument {}

/// The options that say what to train and how, the same for every command that trains.
///
/// A number is parsed unconditionally, so that `--layers -3` is told that it is too small, and not that
/// its value is missing.
struct SettingsOptions: ParsableArguments {
  @Option(help: "The flow family; 'flowscope list' names them. (default: realnvp)")
  var flow: String?
  @Option(help: "The target distribution; 'flowscope list' names them. (default: moons)")
  var target: String?
  @Option(
    help: ArgumentHelp(
      "Targets that came before it, each with its last step, as in 300:rings,400:moons; for a "
        + "painting that grew, how many dots it had, as in 420:7."),
    transform: parseEarlierTargets)
  var earlierTargets: [EarlierTarget] = []
  @Option(
    help: ArgumentHelp(
      "Your own points as the target: a file of columns (CSV or other text, .npy, packed by gzip or "
        + "not); - is standard input."))
  var data: String?
  @OptionGroup var columns: ColumnsOption
  @Option(
    help:
      "Scale your own points by mean and deviation, or robustly, which outliers do not change. (default: standard)"
  )
  var scaling: Scaling?
  @Option(help: "The base distribution; 'flowscope list' names them.")
  var base = "normal"
  @Option(
    parsing: .unconditional, help: "Seed of everything random. Same seed, same run, bit for bit.")
  var seed: UInt64 = 1
  @Option(parsing: .unconditional, help: "Number of layers. (default: the family's own)")
  var layers: Int?
  @Option(
    help: "Widths of a conditioner's hidden layers, as in 64,64. (default: the family's own)",
    transform: parseWidths)
  var hidden: [Int]?
  @Option(parsing: .unconditional, help: "Bins of a spline. (default: 8)")
  var bins: Int?
  @Option(
    help:
      "How training computes log-determinants, where it may estimate them. (default: the family's own)"
  )
  var logDet: LogDetMethod?
  @Option(
    parsing: .unconditional,
    help: "Largest error of an iterative inverse or solver. (default: the family's own)")
  var tolerance: Double?
  @Option(help: "How a continuous flow is solved: in fixed steps, or adaptively. (default: rk4)")
  var solver: ODESolver?
  @Option(
    parsing: .unconditional,
    help: "Steps of rk4 for pictures and likelihoods; training takes half. (default: 12)")
  var solverSteps: Int?
  @Option(
    help: "A continuous flow's gradients: through the solver, or by the adjoint. (default: solver)")
  var gradients: GradientMethod?
  @Option(parsing: .unconditional, help: "Samples per training step.")
  var batch = 512
  @Option(
    name: [.customLong("lr"), .long], parsing: .unconditional,
    help: "Adam's step size, before warm-up and decay. (default: the family's own)")
  var learningRate: Double?
  @Option(
    help: "Another step size from some step on, as in 500:1e-4; may be given several times.",
    transform: parseRateChange)
  var lrChange: [Settings.RateChange] = []
  @Option(parsing: .unconditional, help: "Clip the gradient to this Euclidean norm. (default: 1)")
  var clip: Double?
  @Option(
    parsing: .unconditional,
    help: "Draw batches from a fixed pool of this many samples. (default: fresh samples)")
  var pool: Int?
  @Option(
    parsing: .unconditional,
    help: "Standard deviation of normal noise on every training point. (default: none)")
  var noise: Double?
  @Option(
    parsing: .unconditional,
    help:
      "Noise on your own points, as a share of their spread; 0 is none. (default: by their number)")
  var smoothing: Double?
  @Option(
    help: "Keep the best parameters on validation points, or the last. (default: best of --data)")
  var keep: Keep?

  func validate() throws {
    if let data, let target {
      throw ValidationError(
        "--data \(data) and --target \(target): the target is the one or the other; choose")
    }
    if let columns = columns.columns, data == nil {
      throw ValidationError("--columns \(columns): columns are of a file; name one with --data")
    }
    if let scaling, data == nil {
      throw ValidationError(
        "--scaling \(scaling): it is for your own points; name them with --data")
    }
  }

  /// The settings that the options describe.
  /// - Parameter family: the flow to train instead of the one that `--flow` names.
  /// - Throws: ``FlowError`` for a name or number that makes no sense, or points that cannot be read.
  func settings(family: String? = nil) throws -> Settings {
    var settings = Settings()
    settings.flow = family ?? flow ?? settings.flow
    if let data {
      let points = try withReadingProgress(data) { progress throws(FlowError) in
        try OwnPoints(
          readingFrom: data, columns: columns.names, scaling: scaling ?? .standard,
          progress: progress)
      }
      settings.points = points
      settings.target = points.name
    } else if let target {
      settings.target = target
    }
    if !earlierTargets.isEmpty {
      settings.earlierTargets = earlierTargets
      try settings.validateEarlierTargets()
    }
    settings.base = base
    settings.seed = seed
    settings.layers = layers
    settings.hidden = hidden
    settings.bins = bins
    settings.logDet = logDet
    settings.tolerance = tolerance
    settings.solver = solver
    settings.solverSteps = solverSteps
    settings.gradients = gradients
    settings.batch = batch
    settings.learningRate = learningRate
    if !lrChange.isEmpty {
      settings.learningRateChanges = lrChange.sorted { $0.step < $1.step }
    }
    settings.clip = clip
    settings.pool = pool
    settings.noise = noise
    settings.smoothing = smoothing
    settings.keep = keep
    try settings.validate()
    let chosen = try FlowFamily.named(settings.flow)
    try settings.validateOptions(of: chosen)
    // Where several families are trained, those without hidden layers ignore the option.
    if hidden != nil, family == nil, chosen.defaultHidden.isEmpty {
      throw FlowError("flow '\(chosen.name)' has no hidden layers: leave 'hidden' out")
    }
    if let layers, family == nil, let count = chosen.objective.layerCount, layers != count {
      throw FlowError("layers \(layers): flow '\(chosen.name)' has one vector field; choose 1")
    }
    _ = try settings.resolvedTarget()
    _ = try Bases.named(base)
    return settings
  }
}

/// Reads the widths of hidden layers: `64,64`.
private func parseWidths(_ text: String) throws -> [Int] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    guard let width = Int(part), width > 0 else {
      throw ValidationError("'\(part)' is not a width: write whole numbers above 0, as in 64,64")
    }
    return width
  }
}

/// Reads targets and the step that each lasts until: `300:rings,400:moons`.
private func parseEarlierTargets(_ text: String) throws -> [EarlierTarget] {
  try text.split(separator: ",").map { part in
    guard let colon = part.firstIndex(of: ":"), let until = Int(part[..<colon]),
      colon < part.index(before: part.endIndex)
    else {
      throw ValidationError(
        "'\(part)' is no earlier target: write its last step and its name, as in 300:rings")
    }
    return EarlierTarget(until: until, text: String(part[part.index(after: colon)...]))
  }
}

/// Reads a step and the step size from there on: `500:1e-4`.
private func parseRateChange(_ text: String) throws -> Settings.RateChange {
  let parts = text.split(separator: ":")
  guard parts.count == 2, let step = Int(parts[0]), let rate = Double(parts[1]) else {
    throw ValidationError("'\(text)' is no change: write a step and a step size, as in 500:1e-4")
  }
  return Settings.RateChange(step: step, rate: rate)
}
