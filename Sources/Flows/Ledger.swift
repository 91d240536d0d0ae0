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

extension Ledger {
  /// The ledger of the inverse at x, given that of the forward map at z.
  fileprivate func turned(at x: SIMD2<Double>, from z: SIMD2<Double>) -> Ledger {
    var ledger = self
    (ledger.x, ledger.z) = (x, z)
    for index in rows.indices { ledger.rows[index].logDet = -rows[index].logDet }
    ledger.logDet = -logDet
    ledger.logDensity = logBase - logDet
    ledger.finiteDifferenceLogDet = -finiteDifferenceLogDet
    let j = jacobian
    let determinant = j.0 * j.3 - j.1 * j.2
    ledger.jacobian = (
      j.3 / determinant, -j.1 / determinant, -j.2 / determinant, j.0 / determinant
    )
    return ledger
  }
}

/// Computes ledgers: the same graph as training's, run in Double.
///
/// Of a flow whose inverse is a search, z is searched for first. Everything else then comes from the
/// forward map at z, which is a formula and can be differentiated, with its signs turned.
final class LedgerEvaluator {
  private let architecture: Architecture
  /// x → z, where that is a search.
  private let search: Executor<Double>?
  private let executor: Executor<Double>
  private let names: [String]
  /// The points at which one run evaluates the map: x itself, then ± a step along each axis.
  private static let offsets: [SIMD2<Double>] = [
    .zero, SIMD2(1, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1),
  ]

  init(_ architecture: Architecture) {
    let architecture = architecture.refined
    self.architecture = architecture
    names = architecture.layerNames.reversed()
    let graph = Graph()
    let point = graph.input(0, features: 2)
    let isSearched = architecture.family.inverseMethod.isSearch
    let (image, logDets, logDet) =
      isSearched ? architecture.forward(point) : architecture.inverse(point)
    let columns = [[1.0, 0.0], [0.0, 1.0]].map { seed in
      graph.tangents(of: [image], along: [(point, graph.constant(seed))])[0]
        ?? graph.constant([0, 0])
    }
    let z = isSearched ? point : image
    let terms = logDets.reversed() + [logDet, architecture.base.distribution.logDensity(z)]
    search =
      isSearched
      ? Executor(
        Program(lanes: [architecture.inverse(Graph().input(0, features: 2)).z]),
        parameterCount: architecture.parameterCount, tileLanes: 8) : nil
    executor = Executor(
      Program(lanes: [image] + columns + terms), parameterCount: architecture.parameterCount,
      tileLanes: 8)
  }

  /// Points per run, so that memory does not grow with the number of points.
  private static let chunk = 256

  func evaluate(at points: [SIMD2<Double>], _ model: Model) -> [Ledger] {
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    search?.parameters = executor.parameters
    return stride(from: 0, to: points.count, by: Self.chunk).flatMap { start in
      evaluate(chunk: points[start..<min(points.count, start + Self.chunk)])
    }
  }

  private func evaluate(chunk points: ArraySlice<SIMD2<Double>>) -> [Ledger] {
    var centers = Array(points)
    if let search {
      search.setInput(0, points: centers)
      search.run(lanes: centers.count)
      centers = centers.indices.map {
        SIMD2(search.output(0, feature: 0, lane: $0), search.output(0, feature: 1, lane: $0))
      }
    }
    let stencil = centers.flatMap { x in Self.offsets.map { x + $0 * Self.step(at: x) } }
    executor.setInput(0, points: stencil)
    executor.run(lanes: stencil.count)
    return zip(points, centers).enumerated().map { index, pair in
      let ledger = ledger(at: pair.1, lane: index * Self.offsets.count)
      return search == nil ? ledger : ledger.turned(at: pair.0, from: pair.1)
    }
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
