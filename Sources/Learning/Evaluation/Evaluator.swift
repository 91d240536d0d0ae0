import Autodiff
import Flows

/// x → z for a batch of points.
public struct InverseResult: Sendable {
  public var z: [SIMD2<Float>]
  /// log|det df⁻¹/dx| at each point, in nats.
  public var logDet: [Float]
  /// log p_z(z) at each point, in nats.
  public var logBase: [Float]
  /// log p(x) = log p_z(z) + logDet, in nats.
  public var logDensity: [Float]
  /// Whether every layer that repeats something until it fits arrived, at each point; a number that is
  /// not one did not.
  public var converged: [Bool]
  /// What solving took; `nil` for a flow that is not solved.
  public var solver: SolverUse?
}

/// z → x for a batch of points.
public struct ForwardResult: Sendable {
  public var x: [SIMD2<Float>]
  /// log|det df/dz| at each point, in nats: positive is expansion.
  public var logDet: [Float]
  /// As of ``InverseResult``.
  public var converged: [Bool] = []
  /// What solving took; `nil` for a flow that is not solved.
  public var solver: SolverUse?
}

/// Evaluates models of one architecture: traced and planned once, then reused for every model.
///
/// Not thread-safe: give each thread its own.
public final class Evaluator {
  public let architecture: Architecture
  private let inverter: Executor<Float>
  private let forwarder: Executor<Float>
  private let inverseReport: SolverReport
  private let forwardReport: SolverReport
  private lazy var sampler = makeSampler()
  private let base: Executor<Float>
  private let ledger: LedgerEvaluator
  private let threads: Int
  private lazy var journeys = JourneyEvaluator(architecture, threads: threads)
  lazy var motions = MotionEvaluator(architecture, threads: threads)
  private lazy var tangents = JacobianEvaluator(architecture, threads: threads)

  /// Whether some points take more turns of a loop than others.
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
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let inverse = architecture.inverse(x)
    let logBase = architecture.base.distribution.logDensity(inverse.z)
    inverseReport = SolverReport(graph, after: 4)
    inverter = Self.executor(
      [inverse.z, inverse.logDet, logBase, inverse.logDet + logBase] + inverseReport.outputs,
      architecture, threads)
    let start = Graph().input(0, features: 2)
    let forward = architecture.forward(start)
    forwardReport = SolverReport(start.graph, after: 2)
    forwarder = Self.executor(
      [forward.x, forward.logDet] + forwardReport.outputs, architecture, threads)
    let z = Graph().input(0, features: 2)
    base = Self.executor([architecture.base.distribution.logDensity(z)], architecture, 1)
    ledger = LedgerEvaluator(architecture)
  }

  /// Data to base: z, log|det df⁻¹/dx| and the density.
  public func inverse(_ points: [SIMD2<Float>], of model: Model) -> InverseResult {
    guard !points.isEmpty else {
      return InverseResult(z: [], logDet: [], logBase: [], logDensity: [], converged: [])
    }
    let result = run(inverter, points, model)
    let (z, logDet) = (result.points(0), result.numbers(1))
    return InverseResult(
      z: z, logDet: logDet, logBase: result.numbers(2), logDensity: result.numbers(3),
      converged: result.converged(inverseReport, z, logDet), solver: result.use(inverseReport))
  }

  /// Base to data: x and log|det df/dz|.
  public func forward(_ points: [SIMD2<Float>], of model: Model) -> ForwardResult {
    guard !points.isEmpty else { return ForwardResult(x: [], logDet: []) }
    let result = run(forwarder, points, model)
    let (x, logDet) = (result.points(0), result.numbers(1))
    return ForwardResult(
      x: x, logDet: logDet, converged: result.converged(forwardReport, x, logDet),
      solver: result.use(forwardReport))
  }

  /// Base to data without log-determinants, for samples: of a continuous flow a third of the work.
  public func sample(_ points: [SIMD2<Float>], of model: Model) -> [SIMD2<Float>] {
    guard !points.isEmpty else { return [] }
    return run(sampler, points, model).points(0)
  }

  private func makeSampler() -> Executor<Float> {
    Self.executor([architecture.sample(Graph().input(0, features: 2))], architecture, threads)
  }

  private static func executor(
    _ outputs: [Value], _ architecture: Architecture, _ threads: Int
  ) -> Executor<Float> {
    Executor(
      Program(lanes: outputs), parameterCount: architecture.parameterCount, threads: threads)
  }

  /// The whole formula at one point of data space, in Double.
  public func ledger(at x: SIMD2<Double>, of model: Model) -> Ledger {
    ledger.evaluate(at: [x], model)[0]
  }

  /// The whole formula at each of `points` of data space, in Double.
  public func ledgers(at points: [SIMD2<Double>], of model: Model) -> [Ledger] {
    ledger.evaluate(at: points, model)
  }

  /// z → x, stage by stage.
  public func journey(from points: [SIMD2<Float>], of model: Model) -> Journey {
    journeys.forward(points, model)
  }

  /// The same from points of data space; the first stage's points are then what is computed last.
  public func journey(to points: [SIMD2<Float>], of model: Model) -> Journey {
    journeys.inverse(points, model)
  }

  /// dz/dx at each point of data space.
  public func jacobians(at points: [SIMD2<Float>], of model: Model) -> [Jacobian] {
    tangents.evaluate(at: points, model)
  }

  /// log p_z(z) at each point of base space, in nats.
  public func logBaseDensity(_ points: [SIMD2<Float>], of model: Model) -> [Float] {
    guard !points.isEmpty else { return [] }
    return run(base, points, model).numbers(0)
  }

  /// `count` points of the base distribution; the same seed gives the same points.
  public func sampleBase(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    architecture.sampleBase(count: count, seed: seed, of: model)
  }

  /// Turns that the iterative layers of the last ``forward(_:of:)`` took, at most; 0 for closed forms.
  public var forwardTurns: Int { forwarder.loopTurns }

  /// Floating-point operations to take one point from x to z with its density; `nil` where a search or
  /// a solver takes as many turns as it needs.
  public var inverseOperations: Int? { Self.operations(inverter) }
  /// The same to take one point from z to x, without its log-determinant.
  public var samplingOperations: Int? { Self.operations(sampler) }

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

/// What a program's outputs say of each point.
private struct PointResults {
  let executor: Executor<Float>
  /// In which lanes the points were.
  let order: NeighbourOrder?
  let count: Int

  func points(_ output: Int) -> [SIMD2<Float>] {
    let values = executor.pointOutput(output, count: count)
    return order?.restored(values) ?? values
  }

  func numbers(_ output: Int) -> [Float] {
    let values = executor.output(output, count: count)
    return order?.restored(values) ?? values
  }

  func converged(
    _ report: SolverReport, _ points: [SIMD2<Float>], _ logDet: [Float]
  ) -> [Bool] {
    let failed = report.unconverged.map { numbers($0) }
    return points.indices.map {
      failed?[$0] ?? 0 == 0 && points[$0].x.isFinite && points[$0].y.isFinite
        && !logDet[$0].isNaN
    }
  }

  func use(_ report: SolverReport) -> SolverUse? {
    SolverUse(
      evaluations: report.evaluations.map { numbers($0) },
      unfinished: report.unconverged.map { numbers($0) })
  }
}
