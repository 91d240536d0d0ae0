import Autodiff
import Flows

/// Evaluates models of one architecture: traced and planned once, then reused for every model.
///
/// Not thread-safe: give each thread its own.
public final class Evaluator {
  public let architecture: Architecture
  private let inverter: Pass
  private let forwarder: Pass
  private lazy var sampler = makeSampler()
  private let base: (executor: Executor<Float>, logDensity: NumberOutput)
  private lazy var ledger = LedgerEvaluator(architecture)
  private lazy var manyLedgers = LedgerEvaluator(
    architecture, tileLanes: LedgerEvaluator.manyTile)
  /// How many threads it computes with; they never change a result.
  let threads: Int
  /// Called after every batch of points with how many are done, and of how many.
  public var progress: ((_ done: Int, _ total: Int) -> Void)?
  private lazy var journeys = JourneyEvaluator(architecture, threads: threads)
  lazy var motions = MotionEvaluator(architecture, threads: threads)
  private lazy var tangents = JacobianEvaluator(architecture, threads: threads)

  /// Whether points need different numbers of turns in a loop.
  private var turnsDiffer: Bool {
    let family = architecture.family
    return family.inverseMethod.turnsDiffer || family.forwardMethod.turnsDiffer
  }

  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public convenience init(_ settings: Settings, threads: Int = 1) throws(FlowError) {
    self.init(try Architecture(settings), threads: threads)
  }

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    self.threads = threads
    inverter = Pass(inverseOf: architecture, threads)
    forwarder = Pass(forwardOf: architecture, threads)
    var outputs = Outputs()
    let z = Graph().input(0, features: 2)
    let logDensity = outputs.add(number: architecture.base.distribution.logDensity(z))
    base = (Self.executor(outputs, architecture, 1), logDensity)
  }

  /// Data to base: z, log|det df⁻¹/dx| and the density. Many points are taken in batches.
  public func inverse(_ points: [SIMD2<Float>], of model: Model) -> InverseResult {
    var result = InverseResult(z: [], logDet: [], logBase: [], logDensity: [], converged: [])
    guard points.count > Self.batch else {
      return points.isEmpty ? result : inverse(batch: points, of: model)
    }
    result.reserveCapacity(points.count)
    for start in stride(from: 0, to: points.count, by: Self.batch) {
      let end = min(start + Self.batch, points.count)
      result.append(inverse(batch: Array(points[start..<end]), of: model))
      progress?(end, points.count)
    }
    return result
  }

  /// Few enough for a solver to get through in about a second, and more than a screen of glyphs has.
  static let batch = 1 << 15

  private func inverse(batch points: [SIMD2<Float>], of model: Model) -> InverseResult {
    let result = run(inverter.executor, points, model)
    let (z, logDet) = (result.points(inverter.image), result.numbers(inverter.logDet))
    return InverseResult(
      z: z, logDet: logDet, logBase: inverter.logBase.map(result.numbers) ?? [],
      logDensity: inverter.logDensity.map(result.numbers) ?? [],
      converged: result.converged(inverter.report, z, logDet),
      solver: result.use(inverter.report))
  }

  /// Base to data: x and log|det df/dz|.
  public func forward(_ points: [SIMD2<Float>], of model: Model) -> ForwardResult {
    guard !points.isEmpty else { return ForwardResult(x: [], logDet: []) }
    let result = run(forwarder.executor, points, model)
    let (x, logDet) = (result.points(forwarder.image), result.numbers(forwarder.logDet))
    return ForwardResult(
      x: x, logDet: logDet, converged: result.converged(forwarder.report, x, logDet),
      solver: result.use(forwarder.report))
  }

  /// Base to data without log-determinants, for samples: of a continuous flow a third of the work.
  public func sample(_ points: [SIMD2<Float>], of model: Model) -> [SIMD2<Float>] {
    guard !points.isEmpty else { return [] }
    return run(sampler.executor, points, model).points(sampler.x)
  }

  private func makeSampler() -> (executor: Executor<Float>, x: PointOutput) {
    var outputs = Outputs()
    let x = outputs.add(point: architecture.sample(Graph().input(0, features: 2)))
    return (Self.executor(outputs, architecture, threads), x)
  }

  fileprivate static func executor(
    _ outputs: Outputs, _ architecture: Architecture, _ threads: Int
  ) -> Executor<Float> {
    Executor(
      Program(outputs), parameterCount: architecture.parameterCount, threads: threads)
  }

  /// One that computes with one thread, to tell how quick that is.
  package var onOneThread: Evaluator {
    threads == 1 ? self : Evaluator(architecture, threads: 1)
  }

  /// The whole formula at one point of data space, in Double.
  public func ledger(at x: SIMD2<Double>, of model: Model) -> Ledger {
    ledger.evaluate(at: [x], model)[0]
  }

  /// The whole formula at a point of base space, in Double.
  func ledger(from z: SIMD2<Double>, of model: Model) -> Ledger {
    ledger.evaluate(from: z, model) {
      SIMD2<Double>(forward([SIMD2<Float>(z)], of: model).x.first ?? .zero)
    }
  }

  /// The whole formula at each of `points` of data space, in Double.
  public func ledgers(at points: [SIMD2<Double>], of model: Model) -> [Ledger] {
    (points.count > 2 ? manyLedgers : ledger).evaluate(at: points, model)
  }

  /// z → x, stage by stage.
  public func journey(from points: [SIMD2<Float>], of model: Model) -> Journey {
    journeys.forward(points, model)
  }

  /// The journey that ends at points of data space. It is computed backwards, from x to z.
  public func journey(to points: [SIMD2<Float>], of model: Model) -> Journey {
    journeys.inverse(points, model)
  }

  /// dz/dx at each point of data space.
  public func jacobians(at points: [SIMD2<Float>], of model: Model) -> [Matrix2<Float>] {
    tangents.evaluate(at: points, model)
  }

  /// dz/dx at points of data space, whose points of base space are known. A map that folds has several of
  /// these for one x: each has its own slope.
  func jacobians(
    at x: [SIMD2<Float>], from z: [SIMD2<Float>], of model: Model
  ) -> [Matrix2<Float>] {
    tangents.evaluate(at: x, from: z, model)
  }

  /// log p_z(z) at each point of base space, in nats.
  public func logBaseDensity(_ points: [SIMD2<Float>], of model: Model) -> [Float] {
    guard !points.isEmpty else { return [] }
    return run(base.executor, points, model).numbers(base.logDensity)
  }

  /// `count` points of the base distribution; the same seed gives the same points.
  public func sampleBase(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    architecture.sampleBase(count: count, seed: seed, of: model)
  }

  /// Turns that the iterative layers of the last ``forward(_:of:)`` took, at most; 0 for closed forms.
  public var forwardTurns: Int { forwarder.executor.loopTurns }

  /// Floating-point operations to take one point from x to z with its density; `nil` where a search or
  /// a solver takes as many turns as it needs.
  public var inverseOperations: Int? { Self.operations(inverter.executor) }
  /// The same to take one point from z to x, without its log-determinant.
  public var samplingOperations: Int? { Self.operations(sampler.executor) }

  private static func operations(_ executor: Executor<Float>) -> Int? {
    executor.program.hasLoops ? nil : executor.program.operationsPerLane
  }

  private func run(
    _ executor: Executor<Float>, _ points: [SIMD2<Float>], _ model: Model
  ) -> PointResults {
    let order =
      turnsDiffer && executor.program.hasLoops && points.count > executor.tileLanes
      ? NeighbourOrder(points) : nil
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: order?.arranged(points) ?? points)
    executor.run(lanes: points.count)
    return PointResults(executor: executor, order: order, count: points.count)
  }
}

/// One direction, and what its program computes of each point.
private struct Pass {
  let executor: Executor<Float>
  let image: PointOutput
  let logDet: NumberOutput
  /// log p_z(z) and log p(x), of the inverse direction.
  var logBase: NumberOutput?
  var logDensity: NumberOutput?
  let report: ReportOutputs

  init(inverseOf architecture: Architecture, _ threads: Int) {
    var outputs = Outputs()
    let inverse = architecture.inverse(Graph().input(0, features: 2))
    let density = architecture.base.distribution.logDensity(inverse.z)
    image = outputs.add(point: inverse.z)
    logDet = outputs.add(number: inverse.logDet)
    logBase = outputs.add(number: density)
    logDensity = outputs.add(number: inverse.logDet + density)
    report = outputs.add(inverse.report)
    executor = Evaluator.executor(outputs, architecture, threads)
  }

  init(forwardOf architecture: Architecture, _ threads: Int) {
    var outputs = Outputs()
    let forward = architecture.forward(Graph().input(0, features: 2))
    image = outputs.add(point: forward.x)
    logDet = outputs.add(number: forward.logDet)
    report = outputs.add(forward.report)
    executor = Evaluator.executor(outputs, architecture, threads)
  }
}

/// What a program's outputs say of each point.
private struct PointResults {
  let executor: Executor<Float>
  /// In which lanes the points were.
  let order: NeighbourOrder?
  let count: Int

  func points(_ output: PointOutput) -> [SIMD2<Float>] {
    let values = executor.points(output, count: count)
    return order?.restored(values) ?? values
  }

  func numbers(_ output: NumberOutput) -> [Float] {
    let values = executor.numbers(output, count: count)
    return order?.restored(values) ?? values
  }

  func converged(
    _ report: ReportOutputs, _ points: [SIMD2<Float>], _ logDet: [Float]
  ) -> [Bool] {
    let failed = report.unconverged.map { numbers($0) }
    return points.indices.map {
      failed?[$0] ?? 0 == 0 && points[$0].x.isFinite && points[$0].y.isFinite
        && !logDet[$0].isNaN
    }
  }

  func use(_ report: ReportOutputs) -> SolverUse? {
    SolverUse(
      evaluations: report.evaluations.map { numbers($0) },
      unfinished: report.unconverged.map { numbers($0) })
  }
}
