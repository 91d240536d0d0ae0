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
  /// dz/dx at x, from tangents.
  public var jacobian: Matrix2<Double>
  /// log|det dz/dx| from central differences of the map alone, an independent check of `logDet`.
  public var finiteDifferenceLogDet: Double
  /// The least and the greatest log|det| from one-sided differences, of which there are four combinations.
  /// They lie far apart where a rectifier switches between the points of the stencil.
  public var oneSidedLogDets: ClosedRange<Double>
  /// The rows again, with the layer of a continuous flow cut into the steps of its solver; empty where no
  /// layer has steps.
  public var steps: [Row] = []
  /// The finest terms there are, from x to z: steps if there are any, otherwise layers.
  public var parts: [Row] { steps.isEmpty ? rows : steps }
  /// Whether an ordinary differential equation is solved on the way.
  public var isSolved = false
  /// How far the sum is from the map's own log|det| if the solver takes twice as many steps, in nats.
  /// Infinite where that was not measured: sum and differences agree, or no solver has a number of steps.
  public var refinedGap = Double.infinity
}

extension Ledger {
  /// What finite differences say about the layers' sum.
  public enum Agreement: Hashable, Sendable {
    case agrees, disagrees
    /// The map has a kink between the points of the stencil. The sum is the derivative on one side of it,
    /// and central differences mix both sides.
    case kink
    /// The sum integrates a trace, the differences see the solved map. Twice as many steps bring them much
    /// closer, so the solver's own error is what separates them.
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
    ledger.jacobian = jacobian.inverse
    return ledger
  }
}

/// Computes ledgers: the same graph as training's, run in Double.
///
/// Of a flow whose inverse is a search, everything comes from the forward map at z (``DifferentiableMap``),
/// with its signs turned.
final class LedgerEvaluator {
  private let architecture: Architecture
  private let map: DifferentiableMap<Double>
  private let executor: Executor<Double>
  private let outputs: LedgerOutputs
  private let isSolved: Bool
  /// log|det| of x → z and the map's own dz/dx, by twice as many steps; made when it is needed, where
  /// a solver has a number of steps.
  private lazy var finer = makeFiner()
  /// The points at which one run evaluates the map: x itself, then ± a step along each axis.
  private static let offsets: [SIMD2<Double>] = [
    .zero, SIMD2(1, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1),
  ]

  /// What the program computes in each lane.
  private struct LedgerOutputs {
    let image: PointOutput
    let jacobian: JacobianOutputs
    /// Each layer's log|det|, from x to z, and the sum.
    let rows: [(name: String, logDet: NumberOutput)]
    let logDet: NumberOutput
    let logBase: NumberOutput
    /// The solver's steps, where there are any.
    let steps: [(name: String, logDet: NumberOutput)]
  }

  /// Lanes that the stencil of one point fills, for a ledger at a time.
  static let oneTile = 8
  /// Lanes for many ledgers. In tiles for one, 1,000 of them took 1.39 times as long with spline couplings, 1.13
  /// with RealNVP and 1.03 with cnf.
  static let manyTile = 64

  /// - Parameter tileLanes: lanes that are computed together. What turns until it has converged keeps to few,
  ///   so that a ledger does not depend on how many others there are.
  init(_ architecture: Architecture, tileLanes: Int = LedgerEvaluator.oneTile) {
    let architecture = architecture.refined
    self.architecture = architecture
    isSolved = architecture.family.inverseMethod.isSolved
    map = DifferentiableMap(architecture, tileLanes: Self.oneTile)
    let point = Graph().input(0, features: 2)
    let (image, logDets, logDet) = map.trace(architecture, from: point)
    // Layers with steps are never searched for.
    let hasSteps = architecture.stages.contains { $0.isSolverStep }
    let steps =
      hasSteps
      ? architecture.layers.reversed().reduce(into: [Mapped]()) {
        $0 += $1.inverseStages($0.last?.point ?? point)
      } : []
    var declared = Outputs()
    outputs = LedgerOutputs(
      image: declared.add(point: image), jacobian: declared.add(jacobianOf: image, at: point),
      rows: zip(architecture.layerNames, logDets).reversed().map {
        ($0, declared.add(number: $1))
      },
      logDet: declared.add(number: logDet),
      logBase: declared.add(
        number: architecture.base.distribution.logDensity(map.isForward ? point : image)),
      steps: zip(architecture.stages.map(\.name).reversed(), steps).map {
        ($0, declared.add(number: $1.logDet))
      })
    let program = Program(declared)
    executor = Executor(
      program, parameterCount: architecture.parameterCount,
      tileLanes: program.hasLoops ? Self.oneTile : tileLanes)
  }

  /// Points per run, so that memory does not grow with the number of points.
  private static let chunk = 256

  func evaluate(at points: [SIMD2<Double>], _ model: Model) -> [Ledger] {
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    return stride(from: 0, to: points.count, by: Self.chunk).flatMap { start in
      evaluate(chunk: Array(points[start..<min(points.count, start + Self.chunk)]))
    }
  }

  /// The ledger at a point of base space. Of a map whose inverse is a search it is that of this very point,
  /// even where the search finds another one that goes to the same place.
  func evaluate(from z: SIMD2<Double>, _ model: Model, x: () -> SIMD2<Double>) -> Ledger {
    guard map.isForward else { return evaluate(at: [x()], model)[0] }
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    return evaluate(chunk: [], from: [z])[0]
  }

  /// - Parameter known: where points come from; of these the points themselves need not be known.
  private func evaluate(chunk points: [SIMD2<Double>], from known: [SIMD2<Double>]? = nil)
    -> [Ledger]
  {
    let centers = known ?? map.starts(for: points, parameters: executor.parameters)
    let stencil = centers.flatMap { x in Self.offsets.map { x + $0 * Self.step(at: x) } }
    executor.setInput(0, points: stencil)
    executor.run(lanes: stencil.count)
    return centers.enumerated().map { index, center in
      var ledger = ledger(at: center, lane: index * Self.offsets.count)
      if ledger.agreement == .disagrees { ledger.refinedGap = refinedGap(at: center) }
      guard map.isForward else { return ledger }
      return ledger.turned(at: known == nil ? points[index] : ledger.z, from: center)
    }
  }

  private typealias Finer = (
    executor: Executor<Double>, logDet: NumberOutput, jacobian: JacobianOutputs
  )

  private func makeFiner() -> Finer? {
    let isStepped = architecture.layers.contains {
      ($0 as? any Solved)?.options.solver == .rk4
    }
    guard isStepped else { return nil }
    let point = Graph().input(0, features: 2)
    let inverse = architecture.solved { $0.steps *= 2 }.inverse(point)
    var outputs = Outputs()
    let logDet = outputs.add(number: inverse.logDet)
    let jacobian = outputs.add(jacobianOf: inverse.z, at: point)
    let executor = Executor<Double>(
      Program(outputs), parameterCount: architecture.parameterCount, tileLanes: Self.oneTile)
    return (executor, logDet, jacobian)
  }

  /// How far log|det| is from that of the map itself with twice as many steps, in nats.
  private func refinedGap(at x: SIMD2<Double>) -> Double {
    guard let finer else { return .infinity }
    finer.executor.parameters = executor.parameters
    finer.executor.setInput(0, points: [x])
    finer.executor.run(lanes: 1)
    let determinant = finer.executor[finer.jacobian, 0].determinant
    return abs(finer.executor[finer.logDet, 0] - log(abs(determinant)))
  }

  /// The finite difference's step at a point.
  private static func step(at x: SIMD2<Double>) -> Double { 1e-5 * max(1, abs(x.x), abs(x.y)) }

  /// The range of log|det| over the four ways to take one-sided differences on a stencil.
  private func oneSided(_ z: [SIMD2<Double>], step: Double) -> ClosedRange<Double> {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for first in [z[1] - z[0], z[0] - z[2]] {
      for second in [z[3] - z[0], z[0] - z[4]] {
        let determinant = Matrix2(columns: first, second).determinant / (step * step)
        let value = log(abs(determinant))
        guard !value.isNaN else { continue }
        (least, greatest) = (min(least, value), max(greatest, value))
      }
    }
    return least <= greatest ? least...greatest : 0...0
  }

  /// Reads the ledger of the point whose stencil begins at `lane`.
  private func ledger(at x: SIMD2<Double>, lane: Int) -> Ledger {
    let images = Self.offsets.indices.map { executor[outputs.image, lane + $0] }
    let width = 2 * Self.step(at: x)
    let differences = Matrix2(
      columns: (images[1] - images[2]) / width, (images[3] - images[4]) / width)
    func rows(_ declared: [(name: String, logDet: NumberOutput)]) -> [Ledger.Row] {
      declared.map { Ledger.Row(name: $0.name, logDet: executor[$0.logDet, lane]) }
    }
    let (logDet, logBase) = (executor[outputs.logDet, lane], executor[outputs.logBase, lane])
    return Ledger(
      x: x, z: images[0], logBase: logBase, rows: rows(outputs.rows), logDet: logDet,
      logDensity: logBase + logDet, jacobian: executor[outputs.jacobian, lane],
      finiteDifferenceLogDet: log(abs(differences.determinant)),
      oneSidedLogDets: oneSided(images, step: width / 2), steps: rows(outputs.steps),
      isSolved: isSolved)
  }
}
