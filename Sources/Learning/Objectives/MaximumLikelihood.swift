import Autodiff
import Flows

/// −log p(x), the negative log-likelihood in nats, with what layers add to it in training.
public struct MaximumLikelihood: FlowObjective {
  public var name: String { "NLL" }
  public var unit: String { "nats" }
  public var scale: LossScale { .likelihood }
  public var formula: String { "−(log p_z(f⁻¹(x)) + log|det df⁻¹/dx|)" }
  public var draws: [Draw] { [.data] }
  public var carriesDataBack: Bool { true }

  public init() {}

  public func loss(of flow: FlowParts, _ sample: Sample) -> SampleLoss {
    let x = sample[.data]
    var point = x
    var terms: [Value] = []
    var penalty: Value?
    for (layer, noise) in flow.layers(drawing: sample).reversed() {
      let mapped = layer.trainingInverse(point, with: noise)
      point = mapped.point
      terms.append(mapped.logDet)
      if let added = mapped.penalty { penalty = penalty.map { $0 + added } ?? added }
    }
    let logDet = terms.dropFirst().reduce(terms.first ?? x.graph.constant(0)) { $0 + $1 }
    let loss = -(flow.base.trainingLogDensity(point) + logDet)
    return SampleLoss(penalty.map { loss + $0 } ?? loss)
  }
}
