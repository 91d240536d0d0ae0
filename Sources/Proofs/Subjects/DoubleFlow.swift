import Autodiff
import Flows
import Foundation
import Learning

/// Both directions of a flow in Double, traced apart from the program's own evaluators.
package final class DoubleFlow {
  package enum Direction: String, CaseIterable, Sendable {
    case forward, inverse

    package var opposite: Self { self == .forward ? .inverse : .forward }

    /// `z → x` or `x → z`.
    package var text: String { self == .forward ? "z → x" : "x → z" }

    /// How the family computes this direction.
    package func method(of family: FlowFamily) -> Method {
      self == .forward ? family.forwardMethod : family.inverseMethod
    }
  }

  package struct Result {
    package var point: [SIMD2<Double>]
    package var logDet: [Double]
    /// Each layer's term, by layer, then by point.
    package var terms: [[Double]]
    /// log p_z at the points where the direction ends.
    package var logBase: [Double]
    /// Jacobians from tangents; `nil` where a loop has no tangent.
    package var jacobian: [Matrix2<Double>]?
  }

  private struct Pass {
    let executor: Executor<Double>
    let point: PointOutput
    let logDet: NumberOutput
    let logBase: NumberOutput
    let terms: [NumberOutput]
    /// The Jacobian's columns; `nil` where a loop has no tangent.
    let columns: (PointOutput, PointOutput)?
  }

  private let forward: Pass
  private let inverse: Pass

  /// - Parameter refined: holds adaptive solvers to what double precision can reach.
  package init(_ architecture: Architecture, _ parameters: [Double], refined: Bool = true) {
    let architecture = refined ? architecture.refined : architecture
    forward = Self.pass(.forward, architecture, parameters)
    inverse = Self.pass(.inverse, architecture, parameters)
  }

  package convenience init(_ subject: ProofSubject) {
    self.init(subject.architecture, subject.model.parameters.map(Double.init))
  }

  private static func pass(
    _ direction: Direction, _ architecture: Architecture, _ parameters: [Double]
  ) -> Pass {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let (point, terms, total, _) =
      direction == .forward ? architecture.forward(x) : architecture.inverse(x)
    var outputs = Outputs()
    let pointOutput = outputs.add(point: point)
    let logDet = outputs.add(number: total)
    let logBase = outputs.add(number: architecture.base.distribution.logDensity(point))
    let termOutputs = terms.map { outputs.add(number: $0) }
    let hasTangents = !Program(outputs).hasLoops
    let columns =
      hasTangents ? graph.jacobian(of: point, at: x).map { outputs.add(point: $0) } : []
    let executor = Executor<Double>(
      Program(outputs), parameterCount: parameters.count, tileLanes: 64)
    executor.parameters = parameters
    return Pass(
      executor: executor, point: pointOutput, logDet: logDet, logBase: logBase, terms: termOutputs,
      columns: hasTangents ? (columns[0], columns[1]) : nil)
  }

  /// Takes points one way.
  package func callAsFunction(_ direction: Direction, _ points: [SIMD2<Double>]) -> Result {
    let pass = direction == .forward ? forward : inverse
    let (executor, count) = (pass.executor, points.count)
    executor.setInput(0, points: points)
    executor.run(lanes: count)
    return Result(
      point: executor.points(pass.point, count: count),
      logDet: executor.numbers(pass.logDet, count: count),
      terms: pass.terms.map { executor.numbers($0, count: count) },
      logBase: executor.numbers(pass.logBase, count: count),
      jacobian: pass.columns.map { first, second in
        zip(executor.points(first, count: count), executor.points(second, count: count)).map {
          Matrix2(columns: $0, $1)
        }
      })
  }

  /// log|det| by central differences of the map alone.
  package func differenceLogDet(
    _ direction: Direction, _ points: [SIMD2<Double>], step: Double
  ) -> [Double] {
    func slopes(_ axis: SIMD2<Double>) -> [SIMD2<Double>] {
      let above = self(direction, points.map { $0 + step * axis }).point
      let below = self(direction, points.map { $0 - step * axis }).point
      return zip(above, below).map { ($0 - $1) / (2 * step) }
    }
    return zip(slopes(SIMD2(1, 0)), slopes(SIMD2(0, 1))).map {
      log(abs($0.x * $1.y - $0.y * $1.x))
    }
  }

  /// Where a direction's proofs start: base samples, or where the flow takes them.
  package func start(_ direction: Direction, of subject: ProofSubject) -> [SIMD2<Double>] {
    let base = subject.basePoints(60).map { SIMD2<Double>($0) }
    return direction == .forward ? base : self(.forward, base).point
  }
}
