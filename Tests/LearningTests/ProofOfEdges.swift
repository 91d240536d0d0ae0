import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What holds where single families have edges; see also the proofs `knots` and `lipschitz`.
@Suite struct ProofOfEdges {
  /// Each block alone keeps to its constant, near and far: ‖g(a) − g(b)‖ ≤ L‖a − b‖.
  @Test(arguments: ["iresnet", "resflow"]) func residualBlocksAreContractions(flow: String) throws {
    let subject = try ProofSubject.make(flow, .trained)
    var random = RandomStream(seed: 8)
    let points = (0..<300).map { _ in SIMD2(3 * random.normal(), 3 * random.normal()) }
    for case let layer as Residual in subject.architecture.layers {
      let graph = Graph()
      var outputs = Outputs()
      let image = outputs.add(point: layer.network(graph.input(0, features: 2)))
      let executor = Executor<Double>(
        Program(outputs), parameterCount: subject.model.parameters.count)
      executor.parameters = subject.model.parameters.map(Double.init)
      executor.setInput(0, points: points)
      executor.run(lanes: points.count)
      let g = executor.points(image, count: points.count)
      for (a, b) in zip(points.indices, points.indices.dropFirst()) {
        let reach = layer.network.lipschitz * (points[a] - points[b]).length
        #expect((g[a] - g[b]).length <= reach * 1.001)
      }
    }
  }
}
