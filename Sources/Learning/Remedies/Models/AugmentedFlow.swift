import Autodiff
import Flows
import Foundation

/// A flow in three dimensions seen from above: points of the plane get a third coordinate, drawn from
/// N(0, 1), and what could not be torn in the plane is moved past itself in space (Huang et al. 2020,
/// arXiv:2002.07101; Chen et al. 2020, arXiv:2002.09741).
///
///     log p(x) = log ∫ p(x, e) de ≥ E_q(e)[log p(x, e) − log q(e)],    q = N(0, 1)
///
/// Training sees the bound (Huang et al., equation 4). With one more coordinate the integral can be had by
/// quadrature, so what the bound gives away is measured.
struct AugmentedFlow: AssembledModel {
  let likelihood = Likelihood.bound
  let draws: [Draw] = [.data, .normals(1)]
  let layout: ParameterLayout
  private let layers: [WideCoupling]

  /// Each coordinate is transformed three times.
  private static let layerCount = 9

  init(_ settings: Settings) throws(FlowError) {
    let family = try settings.resolvedFamily()
    var builder = FlowBuilder(
      layers: Self.layerCount, hidden: settings.hidden ?? [64, 64], options: settings.layerOptions,
      isNeutral: false,
      random: RandomStream(seed: settings.seed).split(RandomStream.Purpose.parameters))
    guard family.name == "realnvp" else {
      throw FlowError(
        "flow '\(family.name)' has no layers in three dimensions: only realnvp's are written for more"
      )
    }
    layers = (0..<Self.layerCount).map { index in
      builder.scoped(index) { WideCoupling(transformed: index % 3, of: 3, &$0) }
    }
    layout = builder.layout
  }

  func gain(_ sample: Sample) -> Value {
    let extra = sample[.normals(1)]
    return logJoint(.concatenate([sample[.data], extra])) - extra.logNormal
  }

  /// log p(x, e) of three features.
  private func logJoint(_ point: Value) -> Value {
    let mapped = layers.reversed().reduce(Mapped(point, logDet: point.graph.constant(0))) {
      let next = $1.inverse($0.point)
      return Mapped(next.point, logDet: $0.logDet + next.logDet)
    }
    return mapped.point.logNormal + mapped.logDet
  }

  func makeDensity(threads: Int) -> any AssembledDensity {
    AugmentedDensity(parameterCount: layout.initial.count, threads: threads, logJoint)
  }

  let latentCount = 3
  let mapInputs = 3

  func generate(_ latent: Value) -> Value {
    layers.reduce(latent) { $1.forward($0).point }.features(0..<2)
  }

  var maps: [(Value) -> Value] { [generate] }
}

/// The integral over the third coordinate, by the midpoint rule.
private final class AugmentedDensity: AssembledDensity {
  private let executor: Executor<Float>
  private let output: NumberOutput
  /// Places of the third coordinate.
  private static let nodes: [Float] = (0..<96).map { (Float($0) + 0.5) / 8 - 6 }
  private static let step = 1.0 / 8
  /// Points that are computed together, each at all nodes.
  private static let batch = 512

  init(parameterCount: Int, threads: Int, _ logJoint: (Value) -> Value) {
    var outputs = Outputs()
    output = outputs.add(number: logJoint(Graph().input(0, features: 3)))
    executor = Executor(Program(outputs), parameterCount: parameterCount, threads: threads)
  }

  func logDensity(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float] {
    mapped(points, parameters) { joint in
      var sum = LogSum()
      for term in joint { sum.add(Double(term)) }
      return Float(sum.value + log(Self.step))
    }
  }

  func logBound(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float]? {
    let logNoise = Self.nodes.map { -0.5 * Double($0 * $0) - 0.5 * log(2 * Double.pi) }
    let weights = logNoise.map { exp($0) * Self.step }
    let total = weights.reduce(0, +)
    return mapped(points, parameters) { joint in
      var sum = 0.0
      for (index, term) in joint.enumerated() {
        sum += weights[index] / total * (Double(term) - logNoise[index])
      }
      return Float(sum)
    }
  }

  /// - Parameter value: makes a number of log p(x, e) at all nodes.
  private func mapped(
    _ points: [SIMD2<Float>], _ parameters: [Float], _ value: (ArraySlice<Float>) -> Float
  ) -> [Float] {
    executor.parameters = parameters
    let count = Self.nodes.count
    var values: [Float] = []
    values.reserveCapacity(points.count)
    for start in stride(from: 0, to: points.count, by: Self.batch) {
      let part = points[start..<min(start + Self.batch, points.count)]
      executor.setInput(0, feature: 0, part.flatMap { [Float](repeating: $0.x, count: count) })
      executor.setInput(0, feature: 1, part.flatMap { [Float](repeating: $0.y, count: count) })
      executor.setInput(0, feature: 2, part.flatMap { _ in Self.nodes })
      executor.run(lanes: part.count * count)
      let joint = executor.numbers(output, count: part.count * count)
      for index in 0..<part.count {
        values.append(value(joint[(index * count)..<((index + 1) * count)]))
      }
    }
    return values
  }
}
