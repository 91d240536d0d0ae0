import Autodiff

/// dz/dx at a point, from tangents: row-major.
public struct Jacobian: Hashable, Sendable {
  /// ∂z₁/∂x₁, ∂z₁/∂x₂.
  public var first: SIMD2<Float>
  /// ∂z₂/∂x₁, ∂z₂/∂x₂.
  public var second: SIMD2<Float>

  /// Negative where the map turns the plane over.
  public var determinant: Float { first.x * second.y - first.y * second.x }

  /// The Jacobian of the map the other way, at the image.
  var inverse: Jacobian {
    let scale = 1 / determinant
    return Jacobian(
      first: SIMD2(second.y, -first.y) * scale, second: SIMD2(-second.x, first.x) * scale)
  }
}

/// Computes Jacobians of x → z for many points, in Float.
///
/// Of a flow whose inverse is a search, z is searched for first, and the forward map's Jacobian there
/// is inverted: a search has no derivative rule.
final class JacobianEvaluator {
  private let architecture: Architecture
  /// x → z, where that is a search.
  private let search: Executor<Float>?
  private let executor: Executor<Float>

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    let parameters = architecture.parameterCount
    let isSearched = architecture.family.inverseMethod.isSearch
    let graph = Graph()
    let point = graph.input(0, features: 2)
    let image = isSearched ? architecture.forward(point).x : architecture.inverse(point).z
    executor = Executor(
      Program(lanes: graph.jacobian(of: image, at: point)), parameterCount: parameters,
      threads: threads)
    search =
      isSearched
      ? Executor(
        Program(lanes: [architecture.inverse(Graph().input(0, features: 2)).z]),
        parameterCount: parameters, threads: threads) : nil
  }

  func evaluate(at points: [SIMD2<Float>], _ model: Model) -> [Jacobian] {
    guard !points.isEmpty else { return [] }
    let parameters = architecture.settled(model.parameters)
    var points = points
    if let search {
      search.parameters = parameters
      search.setInput(0, points: points)
      search.run(lanes: points.count)
      points = search.pointOutput(0, count: points.count)
    }
    executor.parameters = parameters
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return zip(
      executor.pointOutput(0, count: points.count), executor.pointOutput(1, count: points.count)
    ).map { column1, column2 in
      let jacobian = Jacobian(
        first: SIMD2(column1.x, column2.x), second: SIMD2(column1.y, column2.y))
      return search == nil ? jacobian : jacobian.inverse
    }
  }
}
