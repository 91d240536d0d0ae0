import Flows

extension Rival {
  /// A variational autoencoder: a decoder, and an encoder that makes it learnable.
  ///
  /// The defaults are the best of what was measured as KL of the decoder's exact marginal after 2,000
  /// steps of 512 samples, mean of 3 seeds, on moons, rings and 8gaussians:
  ///
  /// | latent | rate | σ at first | moons | rings | 8gaussians |
  /// |---|---|---|---|---|---|
  /// | 2 | 1e-2 | 1 | .155 | .938 | .369 |
  /// | 2 | 5e-3 | 1 | .185 | .913 | .386 |
  /// | 2 | 1e-2 | .1 | .319 | .874 | .384 |
  /// | 1 | 1e-2 | 1 | .508 | .952 | .389 |
  ///
  /// On rings nearly all of the encoder collapses to the prior: the model is close to one Gaussian, whose
  /// KL is .95. A single seed differs from the mean by up to .02. On ring8, whose ring is narrower than the
  /// first σ, all of it collapses (KL 6.4, 5 seeds); there a σ that is not learned does better: 3.3 with .05
  /// or .02.
  static let vae = Rival(
    name: "vae", title: "Variational autoencoder",
    summary: "noise around a curve or sheet; learns a lower bound of log p(x), not log p(x)",
    papers: [
      Paper("Kingma & Welling", 2014, arXiv: "1312.6114"),
      Paper("Burda et al.", 2016, arXiv: "1509.00519"),
    ],
    likelihood: .bound, abilities: [.density, .encoder],
    samplingWords: "one pass of the decoder, and noise",
    noInverseWords:
      "its decoder adds noise, so every z may have made x, some more likely than others",
    defaultHidden: [64, 64],
    defaultLearningRate: 1e-2, options: [.latent, .sigma]
  ) { builder throws(FlowError) in try VAENetworks(&builder) }
}
