import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// What holds at the places where families have edges: a spline's knots, a contraction's bound.
@Suite struct ProofOfEdges {
  /// Untrained splines have evenly spaced knots, so that points can be put exactly on them, on the ends
  /// of the box, and far outside it.
  @Test(arguments: ["nsf", "nsf-ar"]) func splineGradientsAreFiniteOnKnotsAndFarOutside(
    flow: String
  ) throws {
    let architecture = try Architecture(FlowFamily.named(flow).small)
    let axis: [Float] = (0...8).map { -5 + 1.25 * Float($0) } + [-1e6, -100, 100, 1e6]
    let points = axis.flatMap { x in axis.map { SIMD2(x, $0) } }
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let inverse = architecture.inverse(x)
    let density = architecture.base.distribution.logDensity(inverse.z) + inverse.logDet
    let gradients = graph.gradients(
      of: density.laneSum,
      withRespectTo: architecture.layout.tensors.map { $0.parameter(graph) })
    var outputs = Outputs()
    let image = outputs.add(point: inverse.z)
    let slopes = gradients.compactMap { $0.map { outputs.add(shared: $0) } }
    let executor = Executor<Float>(
      Program(outputs), parameterCount: architecture.layout.initial.count)
    executor.parameters = architecture.layout.initial
    // One point at a time: a sum would say that something is not finite, and not what.
    for point in points {
      executor.setInput(0, points: [point])
      executor.run(lanes: 1)
      let z = executor[image, 0]
      #expect(z.x.isFinite && z.y.isFinite, "at \(point)")
      for slope in slopes {
        let isFinite = executor.values(slope).allSatisfy { $0.isFinite }
        #expect(isFinite, "at \(point)")
      }
    }
  }

  /// A residual flow stretches no distance by more than it says, in either direction.
  @Test(arguments: ["iresnet", "resflow"]) func distancesKeepTheLipschitzBoundBothWays(
    flow: String
  ) throws {
    let subject = try ProofSubject.make(flow, .trained)
    let bound = try #require(subject.architecture.lipschitzBound)
    let map = DoubleFlow(subject)
    let z = subject.basePoints(200).map { SIMD2<Double>($0) }
    let x = map(.forward, z).point
    for (a, b) in zip(z.indices, z.indices.dropFirst()) {
      let (before, after) = ((z[a] - z[b]).length, (x[a] - x[b]).length)
      #expect(after <= bound.forward * before * 1.001)
      #expect(before <= bound.inverse * after * 1.001)
    }
  }

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
