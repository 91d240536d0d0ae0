import Flows

/// One gradient step taken apart.
public struct StepAnatomy: Sendable {
  /// The model that the loss and its gradient belong to, and the one that the step made.
  public let before: Model
  public let after: Model
  /// The batch, in data space.
  public let points: [SIMD2<Float>]
  /// The batch's loss before the step, in the unit of the learner's ``Objective``.
  public let loss: Double
  /// The Euclidean norm of the gradient, before any clipping.
  public let gradientNorm: Double
  /// The same for the parameters of each layer alone, in forward order.
  public let layerGradientNorms: [(layer: String, norm: Double)]
  /// The Euclidean norm of what the step added to the parameters.
  public let updateNorm: Double
  /// Adam's step size.
  public let learningRate: Double

  /// - Parameters:
  ///   - parameters: those before the step and after it, as training has them.
  ///   - norms: of the gradient, layer by layer.
  init(
    from before: Model, to after: Model, parameters: (before: [Float], after: [Float]),
    points: [SIMD2<Float>], loss: Double, norms: [(layer: String, norm: Double)],
    learningRate: Double
  ) {
    (self.before, self.after) = (before, after)
    (self.points, self.loss, self.learningRate) = (points, loss, learningRate)
    layerGradientNorms = norms
    gradientNorm = norms.reduce(0) { $0 + $1.norm * $1.norm }.squareRoot()
    updateNorm = zip(parameters.before, parameters.after).reduce(0.0) { sum, pair in
      let difference = Double(pair.1 - pair.0)
      return sum + difference * difference
    }.squareRoot()
  }
}

extension ParameterLayout.Tensor {
  /// What it belongs to: `layer 3`, counted from 1, a network by its name, or `shared` for what none of
  /// them owns.
  var layerName: String {
    let parts = name.split(separator: ".")
    if parts.first == "networks", parts.count > 1 { return String(parts[1]) }
    guard parts.first == "layers", parts.count > 1, let index = Int(parts[1]) else {
      return "shared"
    }
    return "layer \(index + 1)"
  }
}
