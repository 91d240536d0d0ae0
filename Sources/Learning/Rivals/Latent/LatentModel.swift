import Foundation

/// A model with a latent space: a prior N(0, 1) there, a decoder that takes it to data space with normal
/// noise, and an encoder that guesses the way back.
///
/// A latent point has two features. Of a space of one dimension the second is 0 and counts nowhere.
protocol LatentModel: AnyObject {
  /// Dimension of the latent space, 1 or 2.
  var latent: Int { get }
  /// Standard deviation of the decoder's noise, in either coordinate.
  var sigma: Double { get }
  /// Takes the parameters of a model.
  func set(_ parameters: [Float])
  /// q(z | x) at each point.
  func encode(_ points: [SIMD2<Double>]) -> [EncoderGaussian]
  /// μ(z) at each latent point.
  func decode(_ latents: [SIMD2<Double>]) -> [SIMD2<Double>]
}

/// q(z | x) of one point: a normal distribution with a mean and a standard deviation for each feature.
/// Of a latent space of one dimension the second feature is 0, with deviation 1, and counts nowhere.
public struct EncoderGaussian: Hashable, Sendable {
  public var mean: SIMD2<Double>
  public var deviation: SIMD2<Double>

  public init(mean: SIMD2<Double>, deviation: SIMD2<Double>) {
    (self.mean, self.deviation) = (mean, deviation)
  }
}

extension EncoderGaussian {
  /// Its density over the first feature.
  public func density(at z: Double) -> Double {
    let place = (z - mean.x) / deviation.x
    return exp(-0.5 * place * place) / (deviation.x * (2 * Double.pi).squareRoot())
  }
}

extension LatentModel {
  /// log N(x; μ, σ²) of a decoded point, in nats.
  func logLikelihood(_ x: SIMD2<Double>, from image: SIMD2<Double>) -> Double {
    let gap = (x - image) / sigma
    return -0.5 * (gap * gap).sum() - 2 * log(sigma) - log(2 * .pi)
  }

  /// log N(z; 0, 1), in nats.
  func logPrior(_ z: SIMD2<Double>) -> Double {
    -0.5 * (z * z).sum() - 0.5 * Double(latent) * log(2 * .pi)
  }
}
