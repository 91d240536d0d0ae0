import Autodiff
import Flows
import Foundation

/// The two networks of a variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114).
///
///     z ~ N(0, 1),   x | z ~ N(μ(z), σ²)          the decoder: the model
///     q(z | x) = N(m(x), s(x)²)                    the encoder: a guess of where x came from
///
/// A latent point has one or two features; σ is one number for both coordinates of x.
struct VAENetworks: Sendable {
  /// What a VAE is built from.
  struct Shape: Hashable, Sendable {
    /// Dimension of the latent space, 1 or 2.
    var latent = 2
    /// Widths of the hidden layers of either network; none makes both linear.
    var hidden = [64, 64]
    /// σ, where it is fixed; `nil` learns it.
    var sigma: Double?
    var seed: UInt64 = 1
  }

  let shape: Shape
  let layout: ParameterLayout
  private let encoder: Conditioner
  private let decoder: Conditioner
  /// log σ.
  let logSigma: Parameter

  /// σ at first, where it is learned. A wide decoder explains all data from anywhere, badly; the first
  /// hundreds of steps narrow it.
  private static let firstSigma = 1.0

  init(_ shape: Shape) {
    self.shape = shape
    var builder = LayerBuilder(
      hidden: shape.hidden,
      random: RandomStream(seed: shape.seed).split(RandomStream.Purpose.parameters))
    // Neither network starts at zero: z would say nothing of x and nothing would be learned of it.
    builder.layout.scope = "encoder."
    encoder = Conditioner(
      inputs: 2, outputs: 2 * shape.latent, activation: .silu, start: 1, &builder)
    builder.layout.scope = "decoder."
    decoder = Conditioner(inputs: shape.latent, outputs: 2, activation: .silu, start: 1, &builder)
    logSigma = builder.layout.add(
      "logSigma", shape: [1], [Float(log(shape.sigma ?? Self.firstSigma))],
      trained: shape.sigma == nil)
    builder.layout.scope = ""
    layout = builder.layout
  }

  /// q(z | x): its mean and the logarithm of its standard deviation, `latent` features each.
  func encode(_ x: Value) -> (mean: Value, logDeviation: Value) {
    let output = encoder(x)
    let latent = shape.latent
    return (output.features(0..<latent), output.features(latent..<(2 * latent)))
  }

  /// μ(z): two features.
  func decode(_ z: Value) -> Value { decoder(z) }

  /// σ of a model with these parameters.
  func sigma(_ parameters: [Float]) -> Double { exp(Double(parameters[logSigma.offset])) }
}
