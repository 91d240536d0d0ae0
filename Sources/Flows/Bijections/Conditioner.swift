import Autodiff

/// A multilayer perceptron that computes a layer's parameters from the features it may see.
///
/// The last layer starts at zero, so that whatever it conditions starts at its neutral setting.
public struct Conditioner: Sendable {
  private struct Layer: Sendable {
    let weight: Parameter
    let bias: Parameter
    let outputs: Int
  }

  private let layers: [Layer]

  /// - Parameters:
  ///   - inputs: features it sees.
  ///   - hidden: widths of the hidden layers.
  ///   - outputs: numbers it computes per sample.
  public init(
    inputs: Int, hidden: [Int], outputs: Int, layout: inout ParameterLayout,
    random: inout RandomStream
  ) {
    var layers: [Layer] = []
    var width = inputs
    for (index, next) in (hidden + [outputs]).enumerated() {
      let isLast = index == hidden.count
      let bound = isLast ? 0 : 1 / Double(width).squareRoot()
      func draw(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float((2 * random.uniform() - 1) * bound) }
      }
      layers.append(
        Layer(
          weight: layout.add("weight\(index)", shape: [next, width], draw(next * width)),
          bias: layout.add("bias\(index)", shape: [next], draw(next)), outputs: next))
      width = next
    }
    self.layers = layers
  }

  public func callAsFunction(_ input: Value) -> Value {
    var value = input
    for (index, layer) in layers.enumerated() {
      value = value.dense(
        weight: layer.weight(value.graph), bias: layer.bias(value.graph), outputs: layer.outputs)
      if index < layers.count - 1 { value = value.relu }
    }
    return value
  }
}
