import Autodiff
import Foundation

/// The change-of-variables formula at one point with its numbers filled in, computed in Double.
///
/// log p(x) = log p_z(z) + Σ layers' logDet, all in the inverse direction (x → z).
public struct Ledger: Sendable {
  /// One layer's term.
  public struct Row: Sendable {
    /// The layer's short name: `coupling 3`.
    public var name: String
    /// This layer's log|det df⁻¹/dx| in nats.
    public var logDet: Double
  }
  public var x: SIMD2<Double>
  public var z: SIMD2<Double>
  /// log p_z(z), in nats.
  public var logBase: Double
  /// The layers in the order the inverse visits them, from x to z.
  public var rows: [Row]
  /// The sum over the layers.
  public var logDet: Double
  public var logDensity: Double
  /// dz/dx at x, row-major, from tangents.
  public var jacobian: (Double, Double, Double, Double)
  /// log|det dz/dx| from central differences of the map alone, an independent check of `logDet`.
  public var finiteDifferenceLogDet: Double
}

/// Computes ledgers: the same graph as training's, run in Double.
final class LedgerEvaluator {
  private let architecture: Architecture
  private let executor: Executor<Double>
  private let names: [String]
  /// The points at which one run evaluates the map: x itself, then ± a step along each axis.
  private static let offsets: [SIMD2<Double>] = [
    .zero, SIMD2(1, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1),
  ]

  init(_ architecture: Architecture) {
    self.architecture = architecture
    names = architecture.layerNames.reversed()
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let inverse = architecture.inverse(x)
    let columns = [[1.0, 0.0], [0.0, 1.0]].map { seed in
      graph.tangents(of: [inverse.z], along: [(x, graph.constant(seed))])[0]
        ?? graph.constant([0, 0])
    }
    let terms =
      inverse.logDets.reversed() + [
        inverse.logDet, architecture.base.distribution.logDensity(inverse.z),
      ]
    executor = Executor(
      Program(lanes: [inverse.z] + columns + terms), parameterCount: architecture.parameterCount,
      tileLanes: 8)
  }

  /// Points per run, so that memory does not grow with the number of points.
  private static let chunk = 256

  func evaluate(at points: [SIMD2<Double>], _ model: Model) -> [Ledger] {
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    return stride(from: 0, to: points.count, by: Self.chunk).flatMap { start in
      evaluate(chunk: points[start..<min(points.count, start + Self.chunk)])
    }
  }

  private func evaluate(chunk points: ArraySlice<SIMD2<Double>>) -> [Ledger] {
    let stencil = points.flatMap { x in Self.offsets.map { x + $0 * Self.step(at: x) } }
    executor.setInput(0, points: stencil)
    executor.run(lanes: stencil.count)
    return points.enumerated().map { ledger(at: $1, lane: $0 * Self.offsets.count) }
  }

  /// The finite difference's step at a point.
  private static func step(at x: SIMD2<Double>) -> Double { 1e-5 * max(1, abs(x.x), abs(x.y)) }

  /// Reads the ledger of the point whose stencil begins at `lane`.
  private func ledger(at x: SIMD2<Double>, lane: Int) -> Ledger {
    func pair(_ output: Int, _ offset: Int = 0) -> SIMD2<Double> {
      SIMD2(
        executor.output(output, feature: 0, lane: lane + offset),
        executor.output(output, feature: 1, lane: lane + offset))
    }
    let rows = names.indices.map {
      Ledger.Row(name: names[$0], logDet: executor.output(3 + $0, lane: lane))
    }
    let width = 2 * Self.step(at: x)
    let first = (pair(0, 1) - pair(0, 2)) / width
    let second = (pair(0, 3) - pair(0, 4)) / width
    let logDet = executor.output(3 + names.count, lane: lane)
    let logBase = executor.output(4 + names.count, lane: lane)
    return Ledger(
      x: x, z: pair(0), logBase: logBase, rows: rows, logDet: logDet,
      logDensity: logBase + logDet,
      jacobian: (pair(1).x, pair(2).x, pair(1).y, pair(2).y),
      finiteDifferenceLogDet: log(abs(first.x * second.y - first.y * second.x)))
  }
}
