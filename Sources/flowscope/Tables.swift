import ArgumentParser
import Flows
import Foundation

/// `flowscope eval`: the whole formula at given points.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate a trained model at given points of data space.",
    discussion: """
      Writes CSV: x1,x2,z1,z2,log_pz,log_det,log_px,j11,j12,j21,j22. log_det and the Jacobian j are of
      the inverse, dz/dx at x, so that log_px = log_pz + log_det. Computed in double precision. Of a
      model trained with --data, x and log_px are in your points' own units. With --json one object
      instead: how many points, their mean log_px with its standard error, and of a continuous flow the
      evaluations of its field for a point.

      Example: flowscope eval --model moons.safetensors --points points.csv
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.")
  var model: String
  @Option(help: "A file of points in columns, as --data of 'train' takes it; - is standard input.")
  var points: String
  @OptionGroup var columns: ColumnsOption
  @Flag(help: "Report a summary as one JSON object.")
  var json = false

  func run() throws {
    let model = try Model(readingFrom: model)
    let table = try withReadingProgress(self.points) { progress throws(FlowError) in
      try Points.table(self.points, columns: columns.names, progress: progress)
    }
    printWarnings(table.warnings)
    let points = table.points
    let evaluator = try Evaluator(model.settings)
    let solver = try solverUse(evaluator, points, model)
    if json {
      try printJSON(EvaluationSummary(evaluator, points, model, solver))
      return
    }
    var csv = CSVWriter(header: [
      "x1", "x2", "z1", "z2", "log_pz", "log_det", "log_px", "j11", "j12", "j21", "j22",
    ])
    let units = model.settings.standardization
    let standardized = points.map(units.standardized)
    for standardizedLedger in evaluator.ledgers(at: standardized, of: model) {
      let ledger = standardizedLedger.inOriginalUnits(units)
      let j = ledger.jacobian
      try csv.write([
        ledger.x.x, ledger.x.y, ledger.z.x, ledger.z.y, ledger.logBase, ledger.logDet,
        ledger.logDensity, j.0, j.1, j.2, j.3,
      ])
    }
    try csv.flush()
  }
}

extension Evaluate {
  /// What a solver needs for these points; `nil` for a flow without one.
  /// - Throws: ``FlowError`` where it cannot make its tolerance.
  private func solverUse(
    _ evaluator: Evaluator, _ points: [SIMD2<Double>], _ model: Model
  ) throws -> SolverUse? {
    guard case .ode = evaluator.architecture.family.inverseMethod else { return nil }
    let units = model.settings.standardization
    let standardized = points.map { SIMD2<Float>(units.standardized($0)) }
    let solver = evaluator.inverse(standardized, of: model).solver
    if let trouble = solver?.trouble(model.settings) { throw trouble }
    return solver
  }
}

/// What `flowscope eval --json` reports.
private struct EvaluationSummary: Encodable {
  let points: Int
  /// The mean of log p(x) over the points and its standard error, in nats.
  let logPxMean: Double
  let logPxSe: Double
  let nfeMean: Double?
  let nfeMost: Int?

  init(
    _ evaluator: Evaluator, _ points: [SIMD2<Double>], _ model: Model, _ solver: SolverUse?
  ) {
    let units = model.settings.standardization
    let densities = evaluator.ledgers(at: points.map(units.standardized), of: model)
      .map { $0.inOriginalUnits(units).logDensity }
    let count = Double(max(1, densities.count))
    let mean = densities.reduce(0, +) / count
    let squares = densities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.points = points.count
    logPxMean = mean
    logPxSe = (squares / max(1, count - 1) / count).squareRoot()
    nfeMean = solver?.mean
    nfeMost = solver?.most
  }
}

/// `flowscope sample`: points drawn from a trained model.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw samples from a trained model.",
    discussion: """
      Writes CSV: z1,z2,x1,x2,log_det,log_px. log_det is of the forward map, dx/dz at z, so that
      log_px = log p_z(z) − log_det. Of a model trained with --data, x and log_px are in your points'
      own units.

      Example: flowscope sample --model moons.safetensors --count 1000 --seed 7
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.")
  var model: String
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @OptionGroup var threads: ThreadsOption

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let model = try Model(readingFrom: model)
    let evaluator = try Evaluator(model.settings, threads: threads.count)
    let z = evaluator.sampleBase(count: count, seed: seed, of: model)
    let forward = evaluator.forward(z, of: model)
    if let trouble = forward.solver?.trouble(model.settings) { throw trouble }
    let logBase = evaluator.logBaseDensity(z, of: model)
    var csv = CSVWriter(header: ["z1", "z2", "x1", "x2", "log_det", "log_px"])
    let units = model.settings.standardization
    for index in z.indices {
      if units != .identity {
        let logDet = Double(forward.logDet[index]) + units.logVolume
        let x = units.original(SIMD2<Double>(forward.x[index]))
        try csv.write([
          Double(z[index].x), Double(z[index].y), x.x, x.y, logDet, Double(logBase[index]) - logDet,
        ])
        continue
      }
      try csv.write([
        z[index].x, z[index].y, forward.x[index].x, forward.x[index].y, forward.logDet[index],
        logBase[index] - forward.logDet[index],
      ])
    }
    try csv.flush()
  }
}

/// `flowscope data`: points drawn from a target.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Draw samples from a target, with their true log-density.",
    discussion: """
      Writes CSV: x1,x2,log_p, log_p in nats.

      With --held-out these are the points that models of this target are measured on, in their order;
      'flowscope train --until-kl' uses the first 5,000.

      Example: flowscope data --target 8gaussians --count 1000 --seed 7
      """)

  @Option(help: "The target distribution; 'flowscope list' names them.")
  var target = "moons"
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @Flag(help: "The points that models are measured on, whatever the seed.")
  var heldOut = false

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let target = try Targets.named(target)
    var random = RandomStream(seed: seed)
    var csv = CSVWriter(header: ["x1", "x2", "log_p"])
    let points =
      heldOut ? target.heldOut(count) : (0..<count).map { _ in target.sample(using: &random) }
    for point in points {
      let x = SIMD2(Double(point.x), Double(point.y))
      try csv.write([x.x, x.y, target.logDensity(x) ?? .nan])
    }
    try csv.flush()
  }
}
