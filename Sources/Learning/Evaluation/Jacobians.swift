import Autodiff
import Flows

/// The outputs that are the columns of a Jacobian.
struct JacobianOutputs {
  let columns: (PointOutput, PointOutput)
}

extension Outputs {
  /// Declares the Jacobian of one point by another.
  mutating func add(jacobianOf image: Value, at point: Value) -> JacobianOutputs {
    let columns = image.graph.jacobian(of: image, at: point)
    return JacobianOutputs(columns: (add(point: columns[0]), add(point: columns[1])))
  }
}

extension Executor where S: MatrixEntry {
  /// A Jacobian in one lane.
  subscript(output: JacobianOutputs, lane: Int) -> Matrix2<S> {
    Matrix2(columns: self[output.columns.0, lane], self[output.columns.1, lane])
  }

  /// A Jacobian in each of the first `count` lanes.
  func jacobians(_ output: JacobianOutputs, count: Int) -> [Matrix2<S>] {
    zip(points(output.columns.0, count: count), points(output.columns.1, count: count)).map {
      Matrix2(columns: $0, $1)
    }
  }
}

/// Computes Jacobians of x → z for many points, in Float.
final class JacobianEvaluator {
  private let architecture: Architecture
  private let map: DifferentiableMap<Float>
  private let executor: Executor<Float>
  private let jacobian: JacobianOutputs

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    map = DifferentiableMap(architecture, threads: threads)
    let point = Graph().input(0, features: 2)
    var outputs = Outputs()
    jacobian = outputs.add(
      jacobianOf: map.trace(architecture, from: point).image, at: point)
    executor = Executor(
      Program(outputs), parameterCount: architecture.parameterCount, threads: threads)
  }

  /// - Parameter z: where the points come from, if that is known: then nothing is searched for.
  func evaluate(
    at points: [SIMD2<Float>], from z: [SIMD2<Float>]? = nil, _ model: Model
  ) -> [Matrix2<Float>] {
    guard !points.isEmpty else { return [] }
    executor.parameters = architecture.settled(model.parameters)
    let known = map.isForward ? z : points
    executor.setInput(
      0, points: known ?? map.starts(for: points, parameters: executor.parameters))
    executor.run(lanes: points.count)
    return executor.jacobians(jacobian, count: points.count).map(map.inverseJacobian)
  }
}
