import Flows

/// log p(x) of a decoder on held-out points, by quadrature over latent space, beside the bound that its encoder
/// gives of each.
public struct MarginalScore: Hashable, Sendable {
  /// How many points it is measured on; 20,000 would take a minute.
  public static let count = 500

  /// −log p(x) in nats, in the units that the model learned in.
  package let nll: Mean
  /// log p_true(x) − log p(x), in nats; `nil` where the target's density is unknown.
  package let kl: Mean?
  /// log p(x) − ELBO, in nats.
  package let gap: Mean
  /// At how many points the quadrature is not sure to a hundredth of a nat.
  package let unsure: Int

  init(_ evaluator: LatentEvaluator, _ parameters: [Float], of target: any Target) {
    let held = HeldOutPoints(Self.count, of: target)
    let points = held.points.map { SIMD2<Double>($0) }
    let densities = evaluator.densities(at: points, parameters)
    let elbos = evaluator.elbos(at: points, parameters)
    nll = Mean(densities.map { -$0.value })
    kl = held.logDensity.map { truth in Mean(zip(truth, densities).map { $0 - $1.value }) }
    gap = Mean(zip(densities, elbos).map { $0.value - $1 })
    unsure = densities.count { !$0.isSure }
  }
}
