import Autodiff
import Flows

/// A trainer at one moment: everything that training from there on depends on.
public struct TrainerState: Sendable {
  /// Steps taken.
  public let step: Int
  let parameters: [Float]
  let moments: Adam<Float>.Moments
  let average: [Float]
  let lastGood: [Float]
  let selection: ModelSelection?

  /// About how much memory it takes.
  public var bytes: Int {
    4 * (parameters.count * 3 + average.count + lastGood.count)
      + 4 * (selection.map { $0.parameters.count + $0.best.logDensity.count } ?? 0)
  }
}

/// One gradient step taken apart.
public struct StepAnatomy: Sendable {
  /// The model that the loss and its gradient belong to, and the one that the step made.
  public let before: Model
  public let after: Model
  /// The batch, in data space.
  public let points: [SIMD2<Float>]
  /// The batch's loss before the step, in the unit of the family's ``Objective``.
  public let loss: Double
  /// The Euclidean norm of the gradient, before any clipping.
  public let gradientNorm: Double
  /// The same for the parameters of each layer alone, in forward order.
  public let layerGradientNorms: [(layer: String, norm: Double)]
  /// The Euclidean norm of what the step added to the parameters.
  public let updateNorm: Double
  /// Adam's step size.
  public let learningRate: Double
}

extension ParameterLayout.Tensor {
  /// The layer it belongs to: `layer 3`, counted from 1, or `shared` for what no layer owns.
  var layerName: String {
    let parts = name.split(separator: ".")
    guard parts.first == "layers", parts.count > 1, let index = Int(parts[1]) else {
      return "shared"
    }
    return "layer \(index + 1)"
  }
}
