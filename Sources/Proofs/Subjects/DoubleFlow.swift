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
    /// Row-major Jacobians from tangents; `nil` where a loop has no tangent.
    package var jacobian: [SIMD4<Double>]?
  }

  private struct Pass {
    let executor: Executor<Double>
    let hasTangents: Bool
  }

  private let layers: Int
  private let forward: Pass
  private let inverse: Pass

  /// - Parameter refined: holds adaptive solvers to what double precision can reach.
  package init(_ architecture: Architecture, _ parameters: [Double], refined: Bool = true) {
    let architecture = refined ? architecture.refined : architecture
    layers = architecture.layers.count
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
    let (point, terms, total) =
      direction == .forward ? architecture.forward(x) : architecture.inverse(x)
    let outputs = [point, total, architecture.base.distribution.logDensity(point)] + terms
    let hasTangents = !Program(lanes: outputs).hasLoops
    var columns: [Value] = []
    if hasTangents {
      columns = [[1.0, 0.0], [0.0, 1.0]].map { seed in
        (graph.tangents(of: [point], along: [(x, graph.constant(seed))])[0]
          ?? graph.constant([0, 0])).expanded(features: 2, perLane: true)
      }
    }
    let executor = Executor<Double>(
      Program(lanes: outputs + columns), parameterCount: parameters.count, tileLanes: 64)
    executor.parameters = parameters
    return Pass(executor: executor, hasTangents: hasTangents)
  }

  /// Takes points one way.
  package func callAsFunction(_ direction: Direction, _ points: [SIMD2<Double>]) -> Result {
    let pass = direction == .forward ? forward : inverse
    let executor = pass.executor
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    let columns = (3 + layers, 4 + layers)
    let jacobian =
      pass.hasTangents
      ? zip(
        executor.pointOutput(columns.0, count: points.count),
        executor.pointOutput(columns.1, count: points.count)
      ).map { SIMD4($0.x, $1.x, $0.y, $1.y) } : nil
    return Result(
      point: executor.pointOutput(0, count: points.count),
      logDet: executor.output(1, count: points.count),
      terms: (0..<layers).map { executor.output(3 + $0, count: points.count) },
      logBase: executor.output(2, count: points.count), jacobian: jacobian)
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
