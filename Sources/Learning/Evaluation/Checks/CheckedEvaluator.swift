import Autodiff
import Flows
import Foundation

/// Evaluates points and checks each one: the other direction has to undo it (``PointCheck``).
///
/// It computes in Double, except for flows that solve an equation. There the solver's error is far
/// above the rounding of single precision, which takes a fifth of the time; only points that single
/// precision does not confirm are computed once more in Double.
///
/// Not thread-safe: it belongs to one thread, and brings its own helpers.
public final class CheckedEvaluator {
  private let architecture: Architecture
  private let first: any CheckedPasses
  /// In Double; `nil` if `first` is in Double already.
  private lazy var second: (any CheckedPasses)? = makeSecond()
  private let threads: Int
  private let hasJacobians: Bool

  /// Points, and what the solver needed for them.
  public struct Result: Sendable {
    public var points: [CheckedPoint] = []
    /// `nil` where nothing is solved.
    public var solver: SolverUse?
    /// Number of points that did not converge.
    public var unconverged: Int { points.count { !$0.converged } }
  }

  /// - Parameter jacobians: whether evaluations include dz/dx.
  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public init(
    _ settings: Settings, threads: Int = 1, jacobians: Bool = false
  ) throws(FlowError) {
    let architecture = try Architecture(settings).precise
    self.architecture = architecture
    self.threads = threads
    // A quadrature's error shows in the Jacobian alone.
    let jacobians = jacobians || architecture.family.inverseMethod.isQuadrature
    hasJacobians = jacobians
    first =
      architecture.family.inverseMethod.isSolved
      ? Passes<Float>(architecture, threads: threads, jacobians: jacobians)
      : Passes<Double>(architecture, threads: threads, jacobians: jacobians)
  }

  /// Made when the first point needs it.
  private func makeSecond() -> (any CheckedPasses)? {
    architecture.family.inverseMethod.isSolved
      ? Passes<Double>(architecture, threads: threads, jacobians: hasJacobians) : nil
  }

  /// x → z at given points.
  public func evaluate(at points: [SIMD2<Double>], of model: Model) -> Result {
    run(points, model) { $0.evaluate($1, $2) }
  }

  /// z → x from points of base space.
  public func sample(from start: [SIMD2<Double>], of model: Model) -> Result {
    run(start, model) { $0.sample($1, $2) }
  }

  /// `count` points drawn from a model; the same seed gives the same points.
  public func sample(count: Int, seed: UInt64, of model: Model) -> Result {
    let start = architecture.sampleBase(count: count, seed: seed, of: model)
    return sample(from: start.map { SIMD2<Double>($0) }, of: model)
  }

  /// Points per run, so that memory does not grow with the number of points.
  private static let chunk = 16_384

  private func run(
    _ points: [SIMD2<Double>], _ model: Model,
    _ way: (any CheckedPasses, [SIMD2<Double>], Model) -> CheckedRows
  ) -> Result {
    var result = Result()
    var evaluations: [Float] = []
    for start in stride(from: 0, to: points.count, by: Self.chunk) {
      let chunk = Array(points[start..<min(points.count, start + Self.chunk)])
      var rows = way(first, chunk, model)
      let doubtful = rows.points.indices.filter { !rows.points[$0].converged }
      if !doubtful.isEmpty, let second {
        let again = way(second, doubtful.map { chunk[$0] }, model).points
        for (index, point) in zip(doubtful, again) { rows.points[index] = point }
      }
      result.points += rows.points
      evaluations += rows.evaluations
    }
    result.solver = SolverUse(
      evaluations: evaluations, unfinished: result.points.map { $0.logDet.isNaN ? 1 : 0 })
    return result
  }
}

/// Rows, and the evaluations of the vector field for each; empty where no equation is solved.
struct CheckedRows {
  var points: [CheckedPoint] = []
  var evaluations: [Float] = []
}

/// Both directions with their checks, in one precision.
private protocol CheckedPasses {
  func evaluate(_ points: [SIMD2<Double>], _ model: Model) -> CheckedRows
  func sample(_ points: [SIMD2<Double>], _ model: Model) -> CheckedRows
}

private final class Passes<S: LaneScalar>: CheckedPasses {
  private let inverter: Pass<S>
  private let forwarder: Pass<S>
  // For solved flows. An evaluation needs the second, samples need the first.
  private lazy var finerInverter = Pass<S>(finer, .inverse, threads)
  private lazy var finerForwarder = Pass<S>(finer, .forward, threads)
  private let architecture: Architecture
  private let threads: Int
  /// Whether dz/dx comes from the forward map at z, because x → z is a search.
  private let isSearched: Bool
  private let hasJacobians: Bool

  init(_ architecture: Architecture, threads: Int, jacobians: Bool) {
    isSearched = architecture.family.inverseMethod.isSearch
    hasJacobians = jacobians
    self.architecture = architecture
    self.threads = threads
    inverter = Pass(architecture, .inverse, threads, jacobians: jacobians && !isSearched)
    forwarder = Pass(architecture, .forward, threads, jacobians: jacobians && isSearched)
  }

  private var isSolved: Bool { architecture.family.inverseMethod.isSolved }
  private var finer: Architecture { architecture.solved { $0 = $0.finer } }

  func evaluate(_ points: [SIMD2<Double>], _ model: Model) -> CheckedRows {
    let there = inverter.run(points, model)
    let back = forwarder.run(there.points, model)
    let finer = isSolved ? finerForwarder.run(there.points, model) : back
    var rows = CheckedRows(evaluations: there.evaluations ?? [])
    for (index, x) in points.enumerated() {
      let (logBase, logDet) = (there.logBase[index], there.logDet[index])
      var jacobian: Matrix2<Double>?
      if hasJacobians {
        jacobian = isSearched ? back.jacobians[index].inverse : there.jacobians[index]
      }
      rows.points.append(
        CheckedPoint(
          direction: .inverse, x: x, z: there.points[index], logBase: logBase, logDet: logDet,
          logDensity: logBase + logDet, jacobian: jacobian,
          converged: [back, finer].allSatisfy {
            Self.isNear($0.points[index], x) && there.isUndone(by: $0, index)
          }))
    }
    return rows
  }

  func sample(_ points: [SIMD2<Double>], _ model: Model) -> CheckedRows {
    let there = forwarder.run(points, model)
    let back = inverter.run(there.points, model)
    let finer = isSolved ? finerInverter.run(there.points, model) : back
    // Where the map stretches, points that are close in z are not close in x.
    let again = forwarder.run(back.points, model)
    var rows = CheckedRows(evaluations: there.evaluations ?? [])
    for (index, z) in points.enumerated() {
      let (logBase, logDet) = (there.logBase[index], there.logDet[index])
      rows.points.append(
        CheckedPoint(
          direction: .forward, x: there.points[index], z: z, logBase: logBase, logDet: logDet,
          logDensity: logBase - logDet,
          converged: Self.isNear(again.points[index], there.points[index])
            && [back, finer].allSatisfy {
              Self.isNear($0.points[index], z) && there.isUndone(by: $0, index)
            }))
    }
    return rows
  }

  private static func isNear(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool {
    let gap = a - b
    return (gap * gap).sum().squareRoot() <= PointCheck.allowance * PointCheck.gap
  }
}

/// One direction in one precision.
private final class Pass<S: LaneScalar> {
  struct Result {
    var points: [SIMD2<Double>]
    var logDet: [Double]
    /// log p_z at the end in base space.
    var logBase: [Double]
    var converged: [Bool]
    var evaluations: [Float]?
    /// The Jacobian of this direction at each point; empty if not asked for.
    var jacobians: [Matrix2<Double>]

    /// Whether both directions arrived, and their log-determinants cancel and are those of their
    /// Jacobians.
    func isUndone(by back: Result, _ index: Int) -> Bool {
      converged[index] && back.converged[index] && hasItsDeterminant(index)
        && back.hasItsDeterminant(index)
        && abs(logDet[index] + back.logDet[index]) <= PointCheck.allowance * PointCheck.logDetGap
    }

    /// Whether the log-determinant is that of the Jacobian, where there is one. A map by quadrature may
    /// change otherwise than its integrand says.
    private func hasItsDeterminant(_ index: Int) -> Bool {
      guard jacobians.indices.contains(index) else { return true }
      let gap = log(abs(jacobians[index].determinant)) - logDet[index]
      return abs(gap) <= PointCheck.allowance * PointCheck.logDetGap
    }
  }

  private let architecture: Architecture
  private let executor: Executor<S>
  private let image: PointOutput
  private let logDet: NumberOutput
  private let logBase: NumberOutput
  private let report: ReportOutputs
  private let jacobian: JacobianOutputs?

  init(
    _ architecture: Architecture, _ direction: CheckedPoint.Direction, _ threads: Int,
    jacobians: Bool = false
  ) {
    self.architecture = architecture
    let start = Graph().input(0, features: 2)
    let mapped: (image: Value, logDet: Value, report: SolverReport?)
    switch direction {
    case .forward: (mapped.image, _, mapped.logDet, mapped.report) = architecture.forward(start)
    case .inverse: (mapped.image, _, mapped.logDet, mapped.report) = architecture.inverse(start)
    }
    let z = direction == .forward ? start : mapped.image
    var outputs = Outputs()
    image = outputs.add(point: mapped.image)
    logDet = outputs.add(number: mapped.logDet)
    logBase = outputs.add(number: architecture.base.distribution.logDensity(z))
    report = outputs.add(mapped.report)
    jacobian = jacobians ? outputs.add(jacobianOf: mapped.image, at: start) : nil
    executor = Executor(
      Program(outputs), parameterCount: architecture.parameterCount, tileLanes: 64,
      threads: threads)
  }

  func run(_ points: [SIMD2<Double>], _ model: Model) -> Result {
    let count = points.count
    let order =
      executor.program.hasLoops && count > executor.tileLanes
      ? NeighbourOrder(points.map { SIMD2<Float>($0) }) : nil
    func numbers(_ output: NumberOutput) -> [Double] {
      let values = executor.numbers(output, count: count).map(Double.init)
      return order?.restored(values) ?? values
    }
    func pairs(_ output: PointOutput) -> [SIMD2<Double>] {
      let values = executor.points(output, count: count).map {
        SIMD2(Double($0.x), Double($0.y))
      }
      return order?.restored(values) ?? values
    }
    executor.parameters = architecture.settled(model.parameters).map { S($0) }
    executor.setInput(
      0, points: (order?.arranged(points) ?? points).map { SIMD2(S($0.x), S($0.y)) })
    executor.run(lanes: count)
    let (images, logDet) = (pairs(image), numbers(logDet))
    let failed = report.unconverged.map(numbers)
    return Result(
      points: images, logDet: logDet, logBase: numbers(logBase),
      converged: images.indices.map {
        failed?[$0] ?? 0 == 0 && images[$0].x.isFinite && images[$0].y.isFinite
          && !logDet[$0].isNaN
      },
      evaluations: report.evaluations.map { numbers($0).map(Float.init) },
      jacobians: jacobian.map { jacobian in
        zip(pairs(jacobian.columns.0), pairs(jacobian.columns.1)).map { Matrix2(columns: $0, $1) }
      } ?? [])
  }
}

extension Architecture {
  /// The same architecture for rows that are written out. Integrals are sums over more nodes; and
  /// without a tolerance in the settings, searches are as exact as is cheap in Double.
  var precise: Architecture {
    let integrated = replacingLayers { layer in
      guard var integral = layer as? any Integrated else { return layer }
      integral.nodes = max(integral.nodes, 128)
      return integral
    }
    guard settings.tolerance == nil else { return integrated }
    return integrated.replacingLayers { layer in
      guard var searched = layer as? any Searched else { return layer }
      searched.tolerance = min(searched.tolerance, 1e-7)
      return searched
    }
  }
}
