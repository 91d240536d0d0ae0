import Autodiff
import Flows
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
  /// The least and the greatest of the same from one-sided differences, of which there are four: far
  /// apart where a rectifier switches between the points of the stencil.
  public var oneSidedLogDets: ClosedRange<Double>
  /// The rows again, a continuous flow's layer in the steps of its solver; empty where no layer has
  /// any.
  public var steps: [Row] = []
  /// The terms in the finest parts there are, from x to z.
  public var parts: [Row] { steps.isEmpty ? rows : steps }
  /// Whether an ordinary differential equation is solved on the way.
  public var isSolved = false
  /// How far the sum is from the solved map's own log|det| when a solver takes twice as many steps, in
  /// nats; infinite where that was not measured, because they agree or because there is no such solver.
  public var refinedGap = Double.infinity
}

extension Ledger {
  /// What finite differences say of the layers' sum.
  public enum Agreement: Hashable, Sendable {
    case agrees, disagrees
    /// The map has a kink between the points of the stencil, and the sum is a derivative on one of its
    /// sides: central differences straddle both.
    case kink
    /// The sum integrates the trace along the way, the differences see the map as it was solved, and
    /// twice as many steps bring them much closer: what separates them is the solver's own error.
    case solver
  }

  /// Central differences in Double lose about half the digits; what is left is far below a thousandth.
  public var agreement: Agreement {
    let tolerance = 1e-3
    if abs(finiteDifferenceLogDet - logDet) < tolerance { return .agrees }
    let (low, high) = (oneSidedLogDets.lowerBound, oneSidedLogDets.upperBound)
    let isBetween = logDet > low - tolerance && logDet < high + tolerance
    if isBetween && high - low > tolerance { return .kink }
    // An error of the fourth order falls to a sixteenth, where steps are short enough.
    return refinedGap < 0.25 * abs(finiteDifferenceLogDet - logDet) ? .solver : .disagrees
  }
}

extension Ledger {
  /// The ledger of the inverse at x, given that of the forward map at z.
  fileprivate func turned(at x: SIMD2<Double>, from z: SIMD2<Double>) -> Ledger {
    var ledger = self
    (ledger.x, ledger.z) = (x, z)
    for index in rows.indices { ledger.rows[index].logDet = -rows[index].logDet }
    for index in steps.indices { ledger.steps[index].logDet = -steps[index].logDet }
    ledger.logDet = -logDet
    ledger.logDensity = logBase - logDet
    ledger.finiteDifferenceLogDet = -finiteDifferenceLogDet
    ledger.oneSidedLogDets = -oneSidedLogDets.upperBound ... -oneSidedLogDets.lowerBound
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
  /// The solver's steps, where there are any.
  private let stepNames: [String]
  private let isSolved: Bool
  /// log|det| of x → z and the map's own dz/dx, by twice as many steps; made when it is needed, where
  /// a solver has a number of steps.
  private lazy var finer: Executor<Double>? = makeFiner()
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
    isSolved = architecture.family.inverseMethod.isSolved
    let (image, logDets, logDet) =
      isSearched ? architecture.forward(point) : architecture.inverse(point)
    // Layers with steps are never searched for.
    let hasSteps = architecture.stages.contains { $0.isSolverStep }
    stepNames = hasSteps ? architecture.stages.map(\.name).reversed() : []
    let steps =
      hasSteps
      ? architecture.layers.reversed().reduce(into: [Mapped]()) {
        $0 += $1.inverseStages($0.last?.point ?? point)
      } : []
    let columns = graph.jacobian(of: image, at: point)
    let z = isSearched ? point : image
    let terms =
      logDets.reversed() + [logDet, architecture.base.distribution.logDensity(z)]
      + steps.map(\.logDet)
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
      var ledger = ledger(at: pair.1, lane: index * Self.offsets.count)
      if ledger.agreement == .disagrees { ledger.refinedGap = refinedGap(at: pair.1) }
      return search == nil ? ledger : ledger.turned(at: pair.0, from: pair.1)
    }
  }

  private func makeFiner() -> Executor<Double>? {
    let isStepped = architecture.layers.contains {
      ($0 as? any Solved)?.options.solver == .rk4
    }
    guard isStepped else { return nil }
    let graph = Graph()
    let point = graph.input(0, features: 2)
    let inverse = architecture.solved { $0.steps *= 2 }.inverse(point)
    let columns = graph.jacobian(of: inverse.z, at: point)
    return Executor(
      Program(lanes: [inverse.logDet] + columns), parameterCount: architecture.parameterCount,
      tileLanes: 8)
  }

  /// How far log|det| is from that of the map itself with twice as many steps, in nats.
  private func refinedGap(at x: SIMD2<Double>) -> Double {
    guard let finer else { return .infinity }
    finer.parameters = executor.parameters
    finer.setInput(0, points: [x])
    finer.run(lanes: 1)
    func entry(_ column: Int, _ row: Int) -> Double {
      finer.output(1 + column, feature: row, lane: 0)
    }
    let determinant = entry(0, 0) * entry(1, 1) - entry(1, 0) * entry(0, 1)
    return abs(finer.output(0, lane: 0) - log(abs(determinant)))
  }

  /// The finite difference's step at a point.
  private static func step(at x: SIMD2<Double>) -> Double { 1e-5 * max(1, abs(x.x), abs(x.y)) }

  /// The range of log|det| over the four ways to take one-sided differences on a stencil.
  private func oneSided(_ z: [SIMD2<Double>], step: Double) -> ClosedRange<Double> {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for first in [z[1] - z[0], z[0] - z[2]] {
      for second in [z[3] - z[0], z[0] - z[4]] {
        let determinant = (first.x * second.y - first.y * second.x) / (step * step)
        let value = log(abs(determinant))
        guard !value.isNaN else { continue }
        (least, greatest) = (min(least, value), max(greatest, value))
      }
    }
    return least <= greatest ? least...greatest : 0...0
  }

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
    let steps = stepNames.indices.map {
      Ledger.Row(name: stepNames[$0], logDet: executor.output(5 + names.count + $0, lane: lane))
    }
    return Ledger(
      x: x, z: pair(0), logBase: logBase, rows: rows, logDet: logDet,
      logDensity: logBase + logDet,
      jacobian: (pair(1).x, pair(2).x, pair(1).y, pair(2).y),
      finiteDifferenceLogDet: log(abs(first.x * second.y - first.y * second.x)),
      oneSidedLogDets: oneSided((0...4).map { pair(0, $0) }, step: width / 2),
      steps: steps, isSolved: isSolved)
  }
}
