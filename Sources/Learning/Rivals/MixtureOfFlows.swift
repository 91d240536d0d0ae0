import Autodiff
import Flows
import Foundation

extension Rival {
  static let mixtureOfFlows = Rival(
    name: "mixture-of-flows", title: "Mixture of flows",
    summary: "a discrete choice of one flow among four, with learned weights",
    papers: [
      Paper("Pires & Figueiredo", 2020, arXiv: "2009.00585"),
      Paper("Dinh et al.", 2019, arXiv: "1903.07714"),
    ], likelihood: .exact, abilities: [.density],
    samplingWords: "a choice, and one pass of the flow chosen",
    noInverseWords: "each of its flows has a z for x, and either may have made it",
    defaultHidden: [64, 64],
    defaultLearningRate: 4e-3
  ) { MixtureOfFlows(&$0) }
}

/// A discrete choice of one flow among several, with learned weights:
///
///     p(x) = Σ_k π_k·p_k(x − c_k)
///
/// The density is exact. The choice is what tears: each flow is continuous, the model of all is not one
/// map. Places c_k are learned and begin on a circle, so that no two flows begin alike.
struct MixtureOfFlows: MadeOfMaps {
  private let flows: [LayerStack]
  private let logits: Parameter
  /// First coordinates of all places, then second ones.
  private let places: Parameter

  private static let count = 4
  private static let layersEach = 4
  private static let radius = 2.0

  init(_ builder: inout RivalBuilder) {
    flows = (0..<Self.count).map {
      LayerStack("flow\($0)", count: Self.layersEach, features: 2, &builder)
    }
    let angles = (0..<Self.count).map { 2 * Double.pi * Double($0) / Double(Self.count) }
    (logits, places) = builder.network("choice") { layer in
      (
        layer.layout.addZeros("logits", count: Self.count),
        layer.layout.add(
          "places", shape: [2, Self.count],
          angles.map { Float(Self.radius * cos($0)) } + angles.map { Float(Self.radius * sin($0)) })
      )
    }
  }

  var objective: AssembledLikelihood<Self> {
    AssembledLikelihood(name: "NLL", formula: "−log Σ π_k p_k(x)", draws: [.data])
  }

  func gain(_ sample: Sample) -> Value { logDensity(sample[.data]) }

  private func logDensity(_ x: Value) -> Value {
    let logWeights = logWeights(x.graph)
    return Value.concatenate(
      flows.indices.map { index in
        logWeights.feature(index) + flows[index].logDensity(x - place(index, x.graph))
      }
    ).logSumExp
  }

  private func logWeights(_ graph: Graph) -> Value { logits(graph) - logits(graph).logSumExp }

  private func place(_ index: Int, _ graph: Graph) -> Value {
    let places = places(graph)
    return .concatenate([places.feature(index), places.feature(Self.count + index)])
  }

  func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    GraphFunction(parameterCount: parameterCount, threads: threads, logDensity)
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
