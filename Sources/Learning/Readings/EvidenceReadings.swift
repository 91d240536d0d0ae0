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
