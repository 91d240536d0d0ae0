import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope eval`: the whole formula at given points.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate a trained model at given points of data space.",
    discussion: """
      Writes CSV: x1,x2,z1,z2,log_pz,log_det,log_px,j11,j12,j21,j22,converged. log_det and the Jacobian \
      j are of the inverse, dz/dx at x, so that log_px = log_pz + log_det. Numbers are computed in double \
      precision, for a continuous flow in single precision where that suffices. For a model trained with \
      --data, x and log_px are in your points' own units.

      converged is 1 where f takes z back to x within 1e-3 (in the units that the flow learned in) and \
      the log-determinants there and back cancel within 1e-2, and are those of j as closely, else 0. For a continuous flow the same must \
      hold of a map back to x that is solved in twice as many steps, or to a tenth of the tolerance. Do \
      not rely on rows with 0; standard error says how many there are.

      With --json it prints one object instead: the number of points, their mean log_px with its standard \
      error, how many did not converge, warnings about the model, and for a continuous flow how often its \
      field was evaluated for a point.

      For a diffusion model log_px is that of its probability-flow equation, exactly. The column bound after \
      it is what log p(x) of its ancestral sampler is at least: a mean over \(EvaluateCommand.boundDraws) draws of \
      the noise, which differ by chance from point to point.

      For a rival of flows with a density the columns are x1,x2,log_px: it has no map to base space. \
      One with an encoder has the columns elbo,iwae_5,iwae_5_se,iwae_50,iwae_50_se too, the lower bounds of \
      log_px: two are means of draws, with their standard errors, and can pass log_px by chance. \
      One without a density is refused.

      Example: flowscope eval --model moons.safetensors --points points.csv
      Example: flowscope eval --model moons.safetensors --points points.npy --out densities.npy
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.", completion: .file())
  var model: String
  @Option(
    help: "A file of points in columns, as --data of 'train' takes it; - is standard input.",
    completion: .file())
  var points: String
  @OptionGroup var columns: ColumnsOption
  @OptionGroup var rows: RowsOption
  @Flag(
    help: "Report a summary as one JSON object; the rows are then written only where --out says.")
  var json = false
  @OptionGroup var threads: ThreadsOption

  func run() throws {
    _ = Interruption()
    let model = try Model(readingFrom: model)
    let rival = Rivals.find(model.settings.flow)
    if let rival, !rival.abilities.contains(.density) {
      throw FlowError(
        "'\(rival.name)' has no density to evaluate: it can only be sampled; use 'flowscope sample', or "
          + "train a flow")
    }
    let file = try rows.file(inputs: [self.model, self.points])
    let table = try withReadingProgress(self.points) { progress throws(FlowError) in
      try Points.table(
        self.points, columns: columns.names, usual: model.settings.ownPoints?.columns,
        progress: progress)
    }
    printWarnings(table.warnings)
    let points = table.points
    if let rival { return try evaluate(rival, model, at: table, to: file) }
    let evaluator = try CheckedEvaluator(
      model.settings, threads: threads.count, jacobians: !json || file != nil)
    let units = model.settings.standardization
    let result = evaluator.evaluate(at: points.map(units.standardized), of: model)
    let found = zip(result.points, points).map { $0.inOriginalUnits(units, at: $1) }
    // The user's points may lie anywhere, so the model is checked on its own samples.
    let check = try ModelChecker(model.settings, threads: threads.count, checked: evaluator)
      .thorough(model, at: [])
    var warnings = check.warnings(model.settings)
    if !warnings.isEmpty {
      // An NLL below the entropy is no fault of the model where the user chose the points. It is
      // reported only beside another warning, which may be its cause, and with the condition.
      let entropy = model.settings.namedTarget?.entropy
      let summary = Summary(found.map(\.logDensity))
      warnings = check.warnings(
        model.settings,
        heldOut: HeldOut(nll: -summary.mean, standardError: summary.standardError),
        entropy: found.count >= 30 ? entropy : nil, isOfTarget: false)
    }
    if let warning = unconvergedWarning(result, "points") { warnings.insert(warning, at: 0) }
    let bound = try bound(at: points.map(units.standardized), of: model)
    if !json || file != nil { try write(found, bound, to: file) }
    if json {
      try printJSON(EvaluationSummary(found, result, bound, table.warnings + warnings))
    } else {
      printWarnings(warnings)
    }
  }

  private func write(
    _ found: [CheckedPoint], _ bound: [Double]?, to file: OutputFile?
  ) throws(FlowError) {
    var output = RowOutput(
      ["x1", "x2", "z1", "z2", "log_pz", "log_det", "log_px"] + (bound == nil ? [] : ["bound"])
        + ["j11", "j12", "j21", "j22", "converged"], count: found.count, to: file)
    for (index, row) in found.enumerated() {
      let j = row.jacobian?.entries ?? Array(repeating: .nan, count: 4)
      try output.write(
        [row.x.x, row.x.y, row.z.x, row.z.y, row.logBase, row.logDet, row.logDensity]
          + (bound.map { [$0[index]] } ?? []) + j, flag: row.converged)
    }
    try output.finish()
  }

  /// How many draws of the noise a point's bound is the mean of. One draw has a deviation of about 2 nats.
  static let boundDraws = 64

  /// What log p(x) of a diffusion model's ancestral sampler is at least, in the points' own units; `nil` for
  /// other flows.
  private func bound(at points: [SIMD2<Double>], of model: Model) throws -> [Double]? {
    guard let process = try ReverseProcess(model.settings, threads: threads.count) else {
      return nil
    }
    let bound = process.bound(
      at: points.map { SIMD2<Float>($0) }, draws: Self.boundDraws, of: model)
    return bound.points.map { -$0 - model.settings.standardization.logVolume }
  }
}

extension EvaluateCommand {
  /// A rival with a density has no map: its columns are the points and their log p.
  private func evaluate(
    _ rival: Rival, _ model: Model, at table: PointsTable, to file: OutputFile?
  ) throws {
    let points = table.points
    let units = model.settings.standardization
    let profile = try rival.profile(of: model.settings)
    if rival.abilities.contains(.encoder),
      let latent = try profile.makeLatent?(model.settings, threads.count)
    {
      let report = BoundedEvaluation(latent, model, at: points)
      if !json || file != nil { try report.write(to: file) }
      if json { try printJSON(report.summary(beside: table.warnings)) }
      return printWarnings(report.warnings)
    }
    let density = try profile.makeDensity?(model.settings, threads.count)
    let x = points.map { SIMD2<Float>(units.standardized($0)) }
    let values = (density?.values(at: x, of: model) ?? []).map { Double($0) - units.logVolume }
    if !json || file != nil {
      var output = RowOutput(["x1", "x2", "log_px"], count: points.count, to: file)
      for (point, value) in zip(points, values) { try output.write([point.x, point.y, value]) }
      try output.finish()
    }
    if json { try printJSON(DensitySummary(values, table.warnings)) }
  }
}

/// What `flowscope eval --json` reports of a density alone.
private struct DensitySummary: Encodable {
  let points: Int
  /// The mean of log p(x) over the points and its standard error, in nats.
  let logPxMean: Double
  let logPxSe: Double
  let warnings: [Warning]

  init(_ values: [Double], _ warnings: [Warning]) {
    self.warnings = warnings
    let summary = Summary(values)
    (points, logPxMean, logPxSe) = (values.count, summary.mean, summary.standardError)
  }
}

/// A mean and its standard error.
private struct Summary {
  let mean: Double
  let standardError: Double

  init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / max(1, count - 1) / count).squareRoot()
  }
}

/// What `flowscope eval --json` reports.
private struct EvaluationSummary: Encodable {
  let points: Int
  /// The mean of log p(x) over the points and its standard error, in nats.
  let logPxMean: Double
  let logPxSe: Double
  /// The same of the bound of a diffusion model's ancestral sampler; `nil` for other flows.
  let boundMean: Double?
  let boundSe: Double?
  /// At how many points the evaluation did not converge.
  let unconverged: Int
  let warnings: [Warning]
  let nfeMean: Double?
  let nfeMost: Int?

  init(
    _ rows: [CheckedPoint], _ result: CheckedEvaluator.Result, _ bound: [Double]?,
    _ warnings: [Warning]
  ) {
    let summary = Summary(rows.map(\.logDensity))
    boundMean = bound.map { Summary($0).mean }
    boundSe = bound.map { Summary($0).standardError }
    points = rows.count
    logPxMean = summary.mean
    logPxSe = summary.standardError
    unconverged = result.unconverged
    self.warnings = warnings
    nfeMean = result.solver?.mean
    nfeMost = result.solver?.most
  }
}
