import Autodiff
import Flows
import Foundation

/// The two networks of a variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114).
///
///     z ~ N(0, 1),   x | z ~ N(μ(z), σ²)          the decoder: the model
///     q(z | x) = N(m(x), s(x)²)                    the encoder: a guess of where x came from
///
/// A latent point has one or two features; σ is one number for both coordinates of x.
struct VAENetworks: RivalNetworks {
  /// Dimension of the latent space, 1 or 2.
  let latent: Int
  private let encoder: Conditioner
  private let decoder: Conditioner
  /// log σ.
  let logSigma: Parameter

  /// σ at first, where it is learned; ``Rival/vae`` has what was measured.
  private static let firstSigma = 1.0

  /// Neither network starts at zero: z would say nothing of x, and nothing would be learned of it.
  private static let start = 1.0

  /// - Throws: ``FlowError`` for a latent space that quadrature does not reach.
  init(_ builder: inout RivalBuilder) throws(FlowError) {
    let latent = builder.options.latent ?? Self.usualLatent
    guard (1...2).contains(latent) else {
      throw FlowError(
        "latent \(latent): log p(x) of the flow 'vae' is an integral over its latent space, which has 1 or "
          + "2 dimensions; choose one of these")
    }
    let sigma = builder.options.sigma
    encoder = builder.network("encoder") { layer in
      Conditioner(
        inputs: 2, outputs: 2 * latent, activation: .silu, start: Self.start, &layer)
    }
    (decoder, logSigma) = builder.network("decoder") { layer in
      let network = Conditioner(
        inputs: latent, outputs: 2, activation: .silu, start: Self.start, &layer)
      let logSigma = layer.layout.add(
        "logSigma", shape: [1], [Float(log(sigma ?? Self.firstSigma))], trained: sigma == nil)
      return (network, logSigma)
    }
    self.latent = latent
  }

  static let usualLatent = 2

  /// q(z | x): its mean and the logarithm of its standard deviation, `latent` features each.
  func encode(_ x: Value) -> (mean: Value, logDeviation: Value) {
    let output = encoder(x)
    return (output.features(0..<latent), output.features(latent..<(2 * latent)))
  }

  /// μ(z): two features.
  func decode(_ z: Value) -> Value { decoder(z) }

  var objective: EvidenceLowerBound { EvidenceLowerBound(latent: latent) }

  /// The latent point and the decoder's noise.
  var latentCount: Int { latent + 2 }
  var latentDimension: Int { latent }

  func generate(_ numbers: Value) -> Value {
    let noise = numbers.features(latent..<(latent + 2))
    return decode(numbers.features(0..<latent)) + logSigma(numbers.graph).exp * noise
  }

  func makeLatent(parameterCount: Int, threads: Int) -> LatentEvaluator? {
    LatentEvaluator(VAEPasses(self, parameterCount: parameterCount, threads: threads))
  }

  func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    makeLatent(parameterCount: parameterCount, threads: threads).map(MarginalFunction.init)
  }

  func makeBound(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    makeLatent(parameterCount: parameterCount, threads: threads).map(BoundFunction.init)
  }
}

/// log p(x) of the decoder, by quadrature over latent space.
private final class MarginalFunction: PointFunction {
  private let evaluator: LatentEvaluator

  init(_ evaluator: LatentEvaluator) { self.evaluator = evaluator }

  func values(at points: [SIMD2<Float>], parameters: [Float]) -> [Float] {
    evaluator.logDensity(points, parameters)
  }
}

/// The ELBO.
private final class BoundFunction: PointFunction {
  private let evaluator: LatentEvaluator

  init(_ evaluator: LatentEvaluator) { self.evaluator = evaluator }

  func values(at points: [SIMD2<Float>], parameters: [Float]) -> [Float] {
    evaluator.elbos(at: points.map { SIMD2<Double>($0) }, parameters).map { Float($0) }
  }
}
