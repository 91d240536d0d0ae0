import Autodiff
import Flows
import Foundation

/// A model of points of the plane that is put together of bijections without being one of the plane: a
/// choice among several, a map of a folded plane, a map of a larger space seen from above.
protocol AssembledModel: Sendable {
  /// Whether training maximises log p(x) itself or a bound of it.
  var likelihood: Likelihood { get }
  var layout: ParameterLayout { get }
  /// What is drawn for each training sample.
  var draws: [Draw] { get }
  /// What training maximises, of one sample in nats.
  func gain(_ sample: Sample) -> Value
  /// log p(x) in nats at points, and what a bound says where there is one.
  func makeDensity(threads: Int) -> any AssembledDensity
  /// How many standard normal numbers one sample is made of.
  var latentCount: Int { get }
  /// The sample that these numbers make.
  func generate(_ latent: Value) -> Value
  /// How many standard normal numbers each of its continuous maps takes.
  var mapInputs: Int { get }
  /// The continuous maps to the plane that mass goes through.
  var maps: [(Value) -> Value] { get }
}

/// Computes log p(x) of an assembled model, for points and the model's parameters.
protocol AssembledDensity: AnyObject {
  func logDensity(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float]
  /// A lower bound of it; `nil` where training has log p(x) itself.
  func logBound(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float]?
}

/// A density that one graph computes.
final class GraphDensity: AssembledDensity {
  private let executor: Executor<Float>
  private let output: NumberOutput

  init(parameterCount: Int, threads: Int, _ logDensity: (Value) -> Value) {
    var outputs = Outputs()
    output = outputs.add(number: logDensity(Graph().input(0, features: 2)))
    executor = Executor(Program(outputs), parameterCount: parameterCount, threads: threads)
  }

  func logDensity(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float] {
    guard !points.isEmpty else { return [] }
    executor.parameters = parameters
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return executor.numbers(output, count: points.count)
  }

  func logBound(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float]? { nil }
}

extension Value {
  /// log N(0, I) of the features in nats.
  var logNormal: Value {
    -0.5 * squared.featureSum - 0.5 * Double(features) * Foundation.log(2 * Double.pi)
  }

  /// A number uniform on 0 to 1 of two standard normal ones: half their squares' sum is exponential.
  var uniform: Value { (-0.5 * squared.featureSum).exp }
}

/// Layers in the forward order, as one map.
struct LayerStack: Sendable {
  let layers: [any Bijection]

  func inverse(_ x: Value) -> Mapped {
    layers.reversed().reduce(Mapped(x, logDet: x.graph.constant(0))) { mapped, layer in
      let next = layer.trainingInverse(mapped.point)
      return Mapped(next.point, logDet: mapped.logDet + next.logDet)
    }
  }

  func forward(_ z: Value) -> Value { layers.reduce(z) { $1.sample($0) } }

  /// log p(x) with N(0, I) as its base.
  func logDensity(_ x: Value) -> Value {
    let mapped = inverse(x)
    return mapped.point.logNormal + mapped.logDet
  }

  /// - Parameter count: how many layers.
  /// - Throws: ``FlowError`` for a family whose layers cannot be taken out of their flow.
  static func make(
    _ settings: Settings, count: Int
  ) throws(FlowError) -> (layers: [any Bijection], builder: FlowBuilder) {
    let family = try settings.resolvedFamily()
    guard !family.inverseMethod.isSearch, !family.isFittedToPaths, family.knobs.isEmpty else {
      throw FlowError(
        "flow '\(family.name)' cannot be put together with others: choose one whose way from x to z is "
          + "a formula, such as realnvp")
    }
    var builder = FlowBuilder(
      layers: count, hidden: settings.hidden ?? family.defaultHidden,
      options: settings.layerOptions, isNeutral: false,
      random: RandomStream(seed: settings.seed).split(RandomStream.Purpose.parameters))
    return (family.build(&builder), builder)
  }
}
