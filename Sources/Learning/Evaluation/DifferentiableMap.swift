import Autodiff
import Flows

/// A flow in the direction that derivatives can follow, to find dz/dx at points of data space.
///
/// That is x → z. Where x → z is a search, which has no derivative rule, it is z → x instead: the point's z
/// is searched for, and the forward map's Jacobian there is inverted.
struct DifferentiableMap<S: LaneScalar> {
  /// Whether the map is z → x.
  let isForward: Bool
  private let search: (executor: Executor<S>, z: PointOutput)?

  init(_ architecture: Architecture, tileLanes: Int = 128, threads: Int = 1) {
    isForward = architecture.family.inverseMethod.isSearch
    guard isForward else {
      search = nil
      return
    }
    var outputs = Outputs()
    let z = outputs.add(point: architecture.inverse(Graph().input(0, features: 2)).z)
    let executor = Executor<S>(
      Program(outputs), parameterCount: architecture.parameterCount, tileLanes: tileLanes,
      threads: threads)
    search = (executor, z)
  }

  /// The map from `start`, with each layer's log-determinant in forward order.
  func trace(
    _ architecture: Architecture, from start: Value
  ) -> (image: Value, logDets: [Value], logDet: Value) {
    if isForward {
      let (x, logDets, logDet, _) = architecture.forward(start)
      return (x, logDets, logDet)
    }
    let (z, logDets, logDet, _) = architecture.inverse(start)
    return (z, logDets, logDet)
  }

  /// Where the map starts for points of data space: there, or at their z.
  func starts(for points: [SIMD2<S>], parameters: [S]) -> [SIMD2<S>] {
    guard let search else { return points }
    search.executor.parameters = parameters
    search.executor.setInput(0, points: points)
    search.executor.run(lanes: points.count)
    return search.executor.points(search.z, count: points.count)
  }

  /// dz/dx, given the map's own Jacobian.
  func inverseJacobian(_ jacobian: Matrix2<S>) -> Matrix2<S> where S: MatrixEntry {
    isForward ? jacobian.inverse : jacobian
  }
}
