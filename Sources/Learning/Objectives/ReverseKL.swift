import Autodiff
import Flows

/// log p_z(z) − log|det dx/dz| + U(x) + log Z with x = f(z): the Kullback-Leibler divergence of the
/// target from the model, for targets that are known by their energy U (Rezende & Mohamed 2015,
/// arXiv:1505.05770, equation 15).
///
/// The energy is let in by and by (``Annealing``); what is shown is the divergence with all of it.
public struct ReverseKL: FlowObjective {
  public var name: String { "reverse KL" }
  public var unit: String { "nats" }
  public var scale: LossScale { .divergence }
  public var formula: String { "log p_z(z) − log|det dx/dz| + U(f(z)) + log Z" }
  public var draws: [Draw] { [.base, .annealing] }

  public init() {}

  public func validate(
    _ settings: Settings, of flow: FlowParts, learnsBase: Bool
  ) throws(FlowError) {
    if settings.noise != nil {
      throw FlowError(
        "noise and target '\(settings.target)': an energy is learned without data; leave the noise "
          + "out")
    }
    if Cells(settings) != nil {
      throw FlowError(
        "cells and target '\(settings.target)': an energy is learned without data; leave the cells out"
      )
    }
    if settings.pool != nil {
      throw FlowError(
        "a pool of samples and target '\(settings.target)': an energy is learned without data; leave "
          + "the pool out")
    }
    if learnsBase {
      throw FlowError(
        "base '\(settings.base)' is learned, and reverse KL has no gradient for it: target "
          + "'\(settings.target)' needs a fixed base, such as normal")
    }
  }

  public func loss(of flow: FlowParts, _ sample: Sample) -> SampleLoss {
    let z = sample[.base]
    guard let target = flow.energy else {
      preconditionFailure("reverse KL needs a target that is known by its energy")
    }
    var point = z
    var loss = flow.base.trainingLogDensity(z) + target.logNormalizer
    for (layer, noise) in flow.layers(drawing: sample) {
      let mapped = layer.trainingForward(point, with: noise)
      point = mapped.point
      loss = loss - mapped.logDet
      if let penalty = mapped.penalty { loss = loss + penalty }
    }
    let energy = target.energy(point)
    return SampleLoss(minimized: loss + sample[.annealing] * energy, shown: loss + energy)
  }
}
