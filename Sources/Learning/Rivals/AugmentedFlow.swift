import Autodiff
import Flows
import Foundation

extension Rival {
  static let augmented = Rival(
    name: "augmented", title: "Augmented flow",
    summary: "a flow in three dimensions seen from above; the third coordinate is drawn",
    papers: [
      Paper("Huang et al.", 2020, arXiv: "2002.07101"),
      Paper("Chen et al.", 2020, arXiv: "2002.09741"),
    ], likelihood: .bound, abilities: [.density],
    samplingWords: "one pass in three dimensions, seen from above",
    noInverseWords: "a line of points in three dimensions is above each x",
    defaultHidden: [32, 32],
    defaultLearningRate: 4e-3
  ) { AugmentedFlow(&$0) }
}

/// A flow in three dimensions seen from above: points of the plane get a third coordinate, drawn from
/// N(0, 1), and what could not be torn in the plane is moved past itself in space.
///
///     log p(x) = log ∫ p(x, e) de ≥ E_q(e)[log p(x, e) − log q(e)],    q = N(0, 1)
///
/// Training sees the bound (Huang et al. 2020, arXiv:2002.07101). With one more coordinate the integral can
/// be had by quadrature, so what the bound gives away is measured.
struct AugmentedFlow: MadeOfMaps {
  private let flow: LayerStack

  /// Each coordinate is transformed three times.
  private static let layers = 9

  init(_ builder: inout RivalBuilder) {
    flow = LayerStack("flow", count: Self.layers, features: 3, &builder)
  }

  var objective: AssembledLikelihood<Self> {
    AssembledLikelihood(
      name: "NLL bound", formula: "−(log p(x, e) − log q(e))", draws: [.data, .normals(1)])
  }

  func gain(_ sample: Sample) -> Value {
    let extra = sample[.normals(1)]
    return flow.logDensity(.concatenate([sample[.data], extra])) - extra.logNormal
  }

  func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    OverThirdCoordinate(
      .integral, parameterCount: parameterCount, threads: threads, flow.logDensity)
  }

  func makeBound(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    OverThirdCoordinate(
      .bound, parameterCount: parameterCount, threads: threads, flow.logDensity)
  }

  let latentCount = 3
  let mapInputs = 3

  func generate(_ latent: Value) -> Value { flow.forward(latent).features(0..<2) }

  var maps: [(Value) -> Value] { [generate] }
}

/// What the third coordinate leaves of log p(x, e), by the midpoint rule.
private final class OverThirdCoordinate: PointFunction {
  enum Kind {
    /// log ∫ p(x, e) de.
    case integral
    /// E_q(e)[log p(x, e) − log q(e)].
    case bound
  }

  private let kind: Kind
  private let executor: Executor<Float>
  private let output: NumberOutput
  private static let step = 0.25
  /// Places of the third coordinate, on [−5, 5].
  private static let nodes: [Float] = (0..<40).map { (Float($0) + 0.5) / 4 - 5 }
  private static let logNoise = nodes.map {
    -0.5 * Double($0 * $0) - 0.5 * log(2 * Double.pi)
  }
  /// Points that are computed together, each at all nodes.
  private static let batch = 1024

  init(
    _ kind: Kind, parameterCount: Int, threads: Int, _ logJoint: (Value) -> Value
  ) {
    self.kind = kind
    var outputs = Outputs()
    output = outputs.add(number: logJoint(Graph().input(0, features: 3)))
    executor = Executor(Program(outputs), parameterCount: parameterCount, threads: threads)
  }

  func values(at points: [SIMD2<Float>], parameters: [Float]) -> [Float] {
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

  /// - Parameter joint: log p(x, e) at all nodes.
  private func value(_ joint: ArraySlice<Float>) -> Float {
    switch kind {
    case .integral:
      var sum = LogSum()
      for term in joint { sum.add(Double(term)) }
      return Float(sum.value + log(Self.step))
    case .bound:
      return Float(
        zip(joint, Self.logNoise).reduce(0) { sum, node in
          sum + Self.step * exp(node.1) * (Double(node.0) - node.1)
        })
    }
  }
}
