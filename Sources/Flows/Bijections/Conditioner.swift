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

  /// What hidden units do with their sum.
  enum Activation: Sendable {
    /// max(x, 0): cheap, with kinks.
    case relu
    /// x·sigmoid(x): smooth, for maps that magnify kinks.
    case silu
  }

  private let layers: [Layer]
  private let activation: Activation

  /// - Parameters:
  ///   - inputs: features it sees.
  ///   - hidden: widths of the hidden layers.
  ///   - outputs: numbers it computes per sample.
  ///   - activation: of the hidden layers.
  init(
    inputs: Int, hidden: [Int], outputs: Int, activation: Activation = .relu,
    layout: inout ParameterLayout, random: inout RandomStream
  ) {
    self.activation = activation
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
      guard index < layers.count - 1 else { break }
      switch activation {
      case .relu: value = value.relu
      case .silu: value = value.silu
      }
    }
    return value
  }
}
