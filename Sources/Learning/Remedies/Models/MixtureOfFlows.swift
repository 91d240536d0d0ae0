import Autodiff
import Flows
import Foundation

/// A discrete choice of one flow among several, with learned weights (Pires & Figueiredo 2020,
/// arXiv:2009.00585; Dinh et al. 2019, arXiv:1903.07714):
///
///     p(x) = Σ_k π_k·p_k(x − c_k)
///
/// The density is exact. The choice is what tears: each flow is continuous, the model of all is not one
/// map. Places c_k are learned and begin on a circle, so that no two flows begin alike.
struct MixtureOfFlows: AssembledModel {
  let likelihood = Likelihood.exact
  let draws: [Draw] = [.data]
  let layout: ParameterLayout
  private let flows: [LayerStack]
  private let logits: Parameter
  /// First coordinates of all places, then second ones.
  private let places: Parameter

  private static let count = 4
  private static let layersEach = 4
  private static let radius = 2.0

  /// - Throws: ``FlowError`` for a family that does not fit.
  init(_ settings: Settings) throws(FlowError) {
    let count = Self.count
    var (layers, builder) = try LayerStack.make(settings, count: count * Self.layersEach)
    flows = (0..<count).map { index in
      LayerStack(
        layers: Array(layers[(index * Self.layersEach)..<((index + 1) * Self.layersEach)]))
    }
    layers = []
    logits = builder.layout.addZeros("choice.logits", count: count)
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    places = builder.layout.add(
      "choice.places", shape: [2, count],
      angles.map { Float(Self.radius * cos($0)) } + angles.map { Float(Self.radius * sin($0)) })
    layout = builder.layout
  }

  func gain(_ sample: Sample) -> Value { logDensity(sample[.data]) }

  private func logDensity(_ x: Value) -> Value {
    let logWeights = logWeights(x.graph)
    let terms = flows.indices.map { index in
      logWeights.feature(index) + flows[index].logDensity(x - place(index, x.graph))
    }
    return Value.concatenate(terms).logSumExp
  }

  private func logWeights(_ graph: Graph) -> Value { logits(graph) - logits(graph).logSumExp }

  private func place(_ index: Int, _ graph: Graph) -> Value {
    let places = places(graph)
    return .concatenate([places.feature(index), places.feature(flows.count + index)])
  }

  func makeDensity(threads: Int) -> any AssembledDensity {
    GraphDensity(parameterCount: layout.initial.count, threads: threads, logDensity)
  }

  // Two numbers for z, two for the choice.
  let latentCount = 4

  func generate(_ latent: Value) -> Value {
    let (z, draw) = (latent.features(0..<2), latent.features(2..<4).uniform)
    let weights = logWeights(latent.graph).exp
    let images = maps.map { $0(z) }
    // The last flow, unless an earlier one's share of the line from 0 to 1 holds the number.
    var (chosen, end) = (images[images.count - 1], weights.featureSum)
    for index in images.indices.dropLast().reversed() {
      end = end - weights.feature(index + 1)
      chosen = draw.isLess(than: end).select(images[index], chosen)
    }
    return chosen
  }

  let mapInputs = 2
  var maps: [(Value) -> Value] {
    flows.indices.map { index in { flows[index].forward($0) + place(index, $0.graph) } }
  }
}
