extension Readings {
  /// What a variational autoencoder says of the probe's point: bounds of log p(x), and log p(x) itself.
  static let evidence: [Reading] = [
    row(
      "evidence.elbo", "nats", "The evidence lower bound, E_q[log p(x | z)] − KL(q(z | x) ‖ p(z))."
    ) {
      $0.bounds.elbo
    },
    row("evidence.iwae.5", "nats", "The importance-weighted bound of 5 draws, in the mean.") {
      $0.bounds.iwae5.value
    },
    row("evidence.iwae.50", "nats", "The importance-weighted bound of 50 draws, in the mean.") {
      $0.bounds.iwae50.value
    },
    row(
      "evidence.logpx", "nats", "log p(x) of the decoder, an integral over latent space.",
      { $0.density.value }),
    gap(
      "evidence.gap", "How far the evidence lower bound is below log p(x) at the probe.",
      { $0.gap }),
    gap(
      "evidence.kl", "KL of the encoder's q(z | x) from the true posterior, on a grid of its own.",
      { $0.divergence }),
  ]

  /// What it says of held-out points in the mean.
  static let marginal: [Reading] = [
    Reading(
      "marginal.nll", "nats", of: .marginal,
      "Mean of −log p(x) of the decoder; nll.bound is of more points."
    ) {
      try $0.required($0.marginal, .marginal).nll.value + $0.units.logVolume
    },
    Reading(
      "marginal.kl", "nats", of: .marginal,
      "Kullback-Leibler divergence of the decoder's density from the target's."
    ) {
      try given(
        $0.required($0.marginal, .marginal).kl, orBecause: "the target's density is unknown"
      ).value
    },
    Reading(
      "marginal.gap", "nats", of: .marginal,
      "How far the evidence lower bound is below log p(x): the KL of the encoder from the posterior."
    ) { try $0.required($0.marginal, .marginal).gap.value },
    Reading(
      "marginal.unsure", "points", of: .marginal,
      "Held-out points at which two quadratures differ by more than 0.01 nats."
    ) { Double(try $0.required($0.marginal, .marginal).unsure) },
  ]

  /// A row of a density, which is counted in the user's units.
  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (EvidenceLedger) -> Double
  ) -> Reading {
    Reading(name, unit, of: .evidence, definition) {
      read(try $0.required($0.evidence, .evidence)) - $0.units.logVolume
    }
  }

  /// A row of a difference, which is the same in all units.
  private static func gap(
    _ name: String, _ definition: String, _ read: @escaping @Sendable (EvidenceLedger) -> Double
  ) -> Reading {
    Reading(name, "nats", of: .evidence, definition) {
      read(try $0.required($0.evidence, .evidence))
    }
  }
}
