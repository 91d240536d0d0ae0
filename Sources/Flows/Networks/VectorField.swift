import Autodiff
import Foundation

/// A velocity for every point of the plane and every time in [0, 1]: a smooth multilayer perceptron
/// of x and t.
///
/// Every layer's bias moves linearly with time, which costs nothing per sample. The last layer
/// starts at zero: no motion.
package struct VectorField: DrivingField {
  private struct Layer: Sendable {
    let weight: Parameter
    let bias: Parameter
    /// How much of t each output sees.
    let drift: Parameter
    let outputs: Int
  }

  private let layers: [Layer]

  /// All parameters of the network.
  package var parameters: [Parameter] { layers.flatMap { [$0.weight, $0.bias, $0.drift] } }

  init(_ builder: inout LayerBuilder) {
    var layers: [Layer] = []
    var width = 2
    for (index, next) in (builder.hidden + [2]).enumerated() {
      let scale = index == builder.hidden.count ? 0 : 1 / Double(width).squareRoot()
      var random = builder.random.split(UInt64(builder.layout.count))
      func draw(_ count: Int) -> [Float] {
        guard builder.layout.keepsValues else { return [] }
        return (0..<count).map { _ in Float(scale * random.normal()) }
      }
      layers.append(
        Layer(
          weight: builder.layout.add("weight\(index)", shape: [next, width], draw(next * width)),
          bias: builder.layout.add("bias\(index)", shape: [next], draw(next)),
          drift: builder.layout.add("drift\(index)", shape: [next], draw(next)), outputs: next))
      width = next
    }
    self.layers = layers
  }

  /// The velocity at x (two features) and t (one).
  package func callAsFunction(_ x: Value, at t: Value) -> Value { values(x, at: t).last ?? x }

  /// Each layer's output for x and t; the last one is the velocity.
  private func values(_ x: Value, at t: Value) -> [Value] {
    let graph = x.graph
    var value = x
    var values: [Value] = []
    for (index, layer) in layers.enumerated() {
      let bias = layer.bias(graph)
      let drift = layer.drift(graph) * t
      if t.perLane {
        value = value.dense(weight: layer.weight(graph), bias: bias, outputs: layer.outputs) + drift
      } else {
        value = value.dense(
          weight: layer.weight(graph), bias: bias + drift, outputs: layer.outputs)
      }
      if index < layers.count - 1 { value = value.tanh }
      values.append(value)
    }
    return values
  }

  /// tr(∂f/∂x) of a network with two hidden layers h₁ and h₂, by one product instead of two tangents:
  ///
  ///     tr(W₃ D₂ W₂ D₁ W₁) = d₂ᵀ (W₂ ∘ (W₁W₃)ᵀ) d₁,    dᵢ = 1 − hᵢ²
  ///
  /// `nil` for a network of another depth. Evaluations with the trace are half again as fast with it.
  package func trace(at x: Value, _ t: Value) -> Value? {
    guard let coupling = coupling(x.graph) else { return nil }
    let values = values(x, at: t)
    let (first, second) = (1 - values[0].squared, 1 - values[1].squared)
    return (first.dense(weight: coupling, outputs: second.features) * second).featureSum
  }

  /// W₂ ∘ (W₁W₃)ᵀ, the same for every lane; `nil` for a network without exactly two hidden layers.
  package func coupling(_ graph: Graph) -> Value? {
    guard layers.count == 3 else { return nil }
    let (first, second, third) = (layers[0], layers[1], layers[2])
    return second.weight(graph)
      * third.weight(graph).product(
        first.weight(graph), rows: second.outputs, inner: 2, columns: first.outputs,
        transposed: (true, true))
  }
}
