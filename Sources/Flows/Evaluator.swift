import Autodiff

/// x → z for a batch of points.
public struct InverseResult: Sendable {
  public var z: [SIMD2<Float>]
  /// log|det df⁻¹/dx| at each point, in nats.
  public var logDet: [Float]
  /// log p_z(z) at each point, in nats.
  public var logBase: [Float]
  /// log p(x) = log p_z(z) + logDet, in nats.
  public var logDensity: [Float]
}

/// z → x for a batch of points.
public struct ForwardResult: Sendable {
  public var x: [SIMD2<Float>]
  /// log|det df/dz| at each point, in nats: positive is expansion.
  public var logDet: [Float]
}

/// Evaluates models of one architecture: traced and planned once, then reused for every model.
///
/// Not thread-safe: give each thread its own.
public final class Evaluator {
  public let architecture: Architecture
  private let inverter: Executor<Float>
  private let forwarder: Executor<Float>
  private let ledger: LedgerEvaluator

  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public init(_ settings: Settings, threads: Int = 1) throws(FlowError) {
    architecture = try Architecture(settings)
    let parameters = architecture.parameterCount
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let inverse = architecture.inverse(x)
    let logBase = architecture.base.distribution.logDensity(inverse.z)
    inverter = Executor(
      Program(lanes: [inverse.z, inverse.logDet, logBase]), parameterCount: parameters,
      threads: threads)
    let forward = architecture.forward(graph.input(0, features: 2))
    forwarder = Executor(
      Program(lanes: [forward.x, forward.logDet]), parameterCount: parameters, threads: threads)
    ledger = LedgerEvaluator(architecture)
  }

  /// Data to base: z, log|det df⁻¹/dx| and the density.
  public func inverse(_ points: [SIMD2<Float>], of model: Model) -> InverseResult {
    guard !points.isEmpty else {
      return InverseResult(z: [], logDet: [], logBase: [], logDensity: [])
    }
    run(inverter, points, model)
    let logDet = inverter.output(1, count: points.count)
    let logBase = inverter.output(2, count: points.count)
    return InverseResult(
      z: read(inverter, points.count), logDet: logDet, logBase: logBase,
      logDensity: zip(logDet, logBase).map { $0 + $1 })
  }

  /// Base to data: x and log|det df/dz|.
  public func forward(_ points: [SIMD2<Float>], of model: Model) -> ForwardResult {
    guard !points.isEmpty else { return ForwardResult(x: [], logDet: []) }
    run(forwarder, points, model)
    return ForwardResult(
      x: read(forwarder, points.count), logDet: forwarder.output(1, count: points.count))
  }

  /// The whole formula at one point of data space, in Double.
  public func ledger(at x: SIMD2<Double>, of model: Model) -> Ledger {
    ledger.evaluate(at: x, model)
  }

  /// `count` points of the base distribution; the same seed gives the same points.
  public func sampleBase(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in architecture.base.distribution.sample(using: &random) }
  }

  /// Turns that the iterative layers of the last ``forward(_:of:)`` took, at most; 0 for closed forms.
  public var forwardTurns: Int { forwarder.loopTurns }

  private func run(_ executor: Executor<Float>, _ points: [SIMD2<Float>], _ model: Model) {
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, feature: 0, points.lazy.map(\.x))
    executor.setInput(0, feature: 1, points.lazy.map(\.y))
    executor.run(lanes: points.count)
  }

  private func read(_ executor: Executor<Float>, _ count: Int) -> [SIMD2<Float>] {
    (0..<count).map {
      SIMD2(executor.output(0, feature: 0, lane: $0), executor.output(0, feature: 1, lane: $0))
    }
  }
}
