import Autodiff
import Flows

/// An objective that trains flows, all parameters at once.
public protocol FlowObjective: Objective where Subject == FlowParts {
  /// - Parameter learnsBase: whether the settings' base has parameters of its own.
  /// - Throws: ``FlowError`` that names the setting, or the layer, which makes no sense with it.
  func validate(_ settings: Settings, of flow: FlowParts, learnsBase: Bool) throws(FlowError)
  /// Traces the loss of one sample.
  func loss(of flow: FlowParts, _ sample: Sample) -> SampleLoss
}

extension FlowObjective {
  public func validate(
    _ settings: Settings, of flow: FlowParts, learnsBase: Bool
  ) throws(FlowError) {}

  public func phases(of flow: FlowParts) -> [Phase] {
    [Phase("update") { loss(of: flow, $0) }]
  }
}

extension FlowFamily {
  /// What training minimises: what the family says, and of an energy always reverse KL.
  public var objective: any FlowObjective {
    if learnsEnergy { return ReverseKL() }
    if learnsNoise { return NoisePrediction() }
    return isFittedToPaths ? FlowMatching(coupling: coupling) : MaximumLikelihood()
  }
}

/// What an objective sees of a flow.
public struct FlowParts {
  /// In the forward order, from z to x.
  let layers: [any Bijection]
  let base: any BaseDistribution
  /// The target, where it is known by its energy.
  let energy: (any EnergyTarget)?

  /// What is drawn for layers that are ``Noisy``, after what the objective draws.
  var draws: [Draw] {
    let count = layers.reduce(0) { $0 + (($1 as? any Noisy)?.noiseFeatures ?? 0) }
    return count == 0 ? [] : [.signs(count)]
  }

  /// Each layer with its own rows of what was drawn for it, in the forward order.
  func layers(drawing sample: Sample) -> [(layer: any Bijection, noise: Value?)] {
    let noise = draws.first.map { sample[$0] }
    var next = 0
    return layers.map { layer in
      guard let count = (layer as? any Noisy)?.noiseFeatures, count > 0 else { return (layer, nil) }
      defer { next += count }
      return (layer, noise?.features(next..<(next + count)))
    }
  }
}
