import Flows
import Learning

/// The latent space of a model with an encoder: where it says that the data came from.
struct LatentScene: Sendable {
  /// Dimension of the latent space, 1 or 2.
  var latent: Int
  /// q(z | x) of points of the data, in their order.
  var encoded: [EncoderGaussian]
  /// One latent point of each, drawn from it. If the model were perfect, the prior might have drawn them.
  var draws: [SIMD2<Float>]

  init(_ evaluator: LatentEvaluator, _ model: Model, _ data: [SIMD2<Float>]) {
    latent = evaluator.latent
    encoded = evaluator.encode(data.map { SIMD2<Double>($0) }, model.parameters)
    // The same numbers at every step, so that points move and do not jump.
    var random = RandomStream(seed: model.settings.seed)
    draws = encoded.map { SIMD2<Float>($0.mean + $0.deviation * random.normalPair()) }
  }

  /// The prior's density at a place of a latent space of one dimension, and the mean of all q(z | x) there.
  func densities(at z: Double) -> (prior: Double, encoded: Double) {
    let sum = encoded.reduce(0) { $0 + $1.density(at: z) }
    let prior = EncoderGaussian(mean: .zero, deviation: .one).density(at: z)
    return (prior, sum / Double(max(1, encoded.count)))
  }
}
