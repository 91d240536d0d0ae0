import Autodiff
import Flows
import Learning

extension Proof {
  static let knots = Proof(
    "knots", "Gradients of splines are finite on their knots and far outside them.",
    states: [.random], concerns: { $0.family.options.contains(.bins) }
  ) { subject in
    // Untrained splines have evenly spaced knots, so that points can be put exactly on them, on the
    // ends of the box, and far outside it. Angles have a box of their own.
    let architecture = try Architecture(subject.model.settings)
    let bound: Float = subject.family.isOnTorus ? Float(Double.pi) : 5
    let axis: [Float] = (0...8).map { (Float($0) / 4 - 1) * bound } + [-1e6, -100, 100, 1e6]
    let points = axis.flatMap { x in axis.map { SIMD2(x, $0) } }
    let graph = Graph()
    let inverse = architecture.inverse(graph.input(0, features: 2))
    let density = architecture.base.distribution.logDensity(inverse.z) + inverse.logDet
    let gradients = graph.gradients(
      of: density.laneSum,
      withRespectTo: architecture.layout.tensors.map { $0.parameter(graph) }
    ).compactMap { $0 }
    var outputs = Outputs()
    let image = outputs.add(point: inverse.z)
    let slopes = gradients.map { outputs.add(shared: $0) }
    let executor = Executor<Float>(
      Program(outputs), parameterCount: architecture.layout.initial.count)
    executor.parameters = architecture.layout.initial
    // One point at a time: a sum would say that something is not finite, and not what.
    let broken = faults(among: points) { point in
      executor.setInput(0, points: [point])
      executor.run(lanes: 1)
      return !executor[image, 0].isFinite
        || !slopes.allSatisfy { executor.values($0).allSatisfy(\.isFinite) }
    }
    return [
      Measurement(
        "of \(points.count) points, the number where z or a gradient is not finite", faults: broken),
      Measurement("the number of tensors that have gradients", Double(gradients.count), .above, 0),
    ]
  }
}
