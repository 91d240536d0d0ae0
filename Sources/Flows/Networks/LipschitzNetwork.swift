import Autodiff
import Foundation

/// A network of the plane whose Lipschitz constant is below 1: bounded weights between activations
/// that have slopes of at most 1.
package struct LipschitzNetwork: Sendable {
  private struct Layer: Sendable {
    let weight: SpectralWeight
    let bias: Parameter
  }

  /// An upper bound on its Lipschitz constant: the product of the layers' bounds.
  package let lipschitz: Double
  private let layers: [Layer]

  init(lipschitz: Double, _ builder: inout LayerBuilder) {
    self.lipschitz = lipschitz
    let bound = pow(lipschitz, 1 / Double(builder.hidden.count + 1))
    var layers: [Layer] = []
    var width = 2
    for (index, next) in (builder.hidden + [2]).enumerated() {
      let isLast = index == builder.hidden.count
      let scale = isLast ? 0 : 1 / Double(width).squareRoot()
      let draws = builder.values(next * width) { Float(scale * $0.normal()) }
      let weight = SpectralWeight(
        "weight\(index)", rows: next, columns: width, draws, bound: bound, &builder)
      let shifts = builder.values(next) { Float(scale * $0.normal()) }
      layers.append(
        Layer(weight: weight, bias: builder.layout.add("bias\(index)", shape: [next], shifts)))
      width = next
    }
    self.layers = layers
  }

  var weights: [SpectralWeight] { layers.map(\.weight) }

  /// Hidden units are LipSwish (Chen et al. 2019, arXiv:1906.02735, section 3.2): x·sigmoid(βx) over
  /// its largest slope, which is the same for every β. Smooth, so that log-determinants have gradients.
  ///
  /// With β = 1 the slopes of most units stay near ½, and a stack of blocks can hardly bend space; a
  /// sharper knee makes the bound reachable (on moons KL falls from 0.16 to 0.01).
  ///
  /// A unit is swish(β·sum) divided by β and by the largest slope. Both factors are multiplied into the
  /// weights around it, once a run instead of once a sample.
  package func callAsFunction(_ input: Value) -> Value {
    var value = input
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      let gain = isLast ? 1 : Self.sharpness
      let loss = index == 0 ? 1 : 1 / (Self.sharpness * Self.largestSlope)
      value = value.dense(
        weight: layer.weight(value.graph, times: gain * loss), bias: layer.bias(value.graph) * gain,
        outputs: layer.weight.rows)
      if !isLast { value = value.silu }
    }
    return value
  }

  /// β.
  private static let sharpness = 8.0
  /// The largest slope of the swish.
  private static let largestSlope = 1.09984
}
