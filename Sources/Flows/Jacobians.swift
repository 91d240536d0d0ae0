import Autodiff

/// dz/dx at a point, from tangents: row-major.
public struct Jacobian: Hashable, Sendable {
  /// ∂z₁/∂x₁, ∂z₁/∂x₂.
  public var first: SIMD2<Float>
  /// ∂z₂/∂x₁, ∂z₂/∂x₂.
  public var second: SIMD2<Float>

  /// Negative where the map turns the plane over.
  public var determinant: Float { first.x * second.y - first.y * second.x }
}

/// Computes Jacobians of x → z for many points, in Float.
final class JacobianEvaluator {
  private let architecture: Architecture
  private let executor: Executor<Float>

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let z = architecture.inverse(x).z
    let columns = [[1.0, 0.0], [0.0, 1.0]].map { axis in
      graph.tangents(of: [z], along: [(x, graph.constant(axis))])[0] ?? graph.constant([0, 0])
    }
    executor = Executor(
      Program(lanes: columns), parameterCount: architecture.parameterCount, threads: threads)
  }

  func evaluate(at points: [SIMD2<Float>], _ model: Model) -> [Jacobian] {
    guard !points.isEmpty else { return [] }
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return zip(
      executor.pointOutput(0, count: points.count), executor.pointOutput(1, count: points.count)
    ).map { Jacobian(first: SIMD2($0.x, $1.x), second: SIMD2($0.y, $1.y)) }
  }
}
