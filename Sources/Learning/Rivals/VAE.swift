import Flows

extension Rival {
  /// A variational autoencoder: a decoder, and an encoder that makes it learnable.
  static let vae = Rival(
    name: "vae", title: "Variational autoencoder",
    summary: "noise around a curve or sheet; learns a lower bound of log p(x), not log p(x)",
    papers: [
      Paper("Kingma & Welling", 2014, arXiv: "1312.6114"),
      Paper("Burda et al.", 2016, arXiv: "1509.00519"),
    ],
    likelihood: .bound, abilities: [.density, .encoder],
    samplingWords: "one pass of the decoder, and noise", defaultHidden: [64, 64],
    defaultLearningRate: 1e-2, options: [.latent, .sigma]
  ) { builder throws(FlowError) in try VAENetworks(&builder) }
}
