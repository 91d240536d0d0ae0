extension Readings {
  /// What must hold of every flow, and how far it stretches.
  static let invariants: [Reading] = [
    row(
      "invariants.mass", "",
      "Mass of the model's density over a square of 1.5 times the target's extent; it must be 1."
    ) { $0.mass },
    row("invariants.roundTrip", "", "Greatest |f(f⁻¹(x)) − x| over drawn data; it must be 0.") {
      $0.dataRoundTrip
    },
    row(
      "invariants.roundTrip.z", "",
      "Greatest |f⁻¹(f(z)) − z| over points of the base; it must be 0."
    ) { $0.baseRoundTrip },
    row(
      "invariants.logdet", "nats",
      "Median distance of log|det| from finite differences of the map over drawn data; it must be 0."
    ) { $0.differenceGap },
    row(
      "invariants.logdet.sum", "nats",
      "Greatest sum of the log-determinants there and back over drawn data; it must be 0."
    ) { $0.logDetGap },
    row(
      "invariants.folds", "points", "Points of the lattice at which the map turns over; none must."
    ) {
      Double($0.folds)
    },
    row(
      "fold.share", "%",
      "Share of p_z's mass on ground that f turns over; it arrives where other mass arrives as well."
    ) { 100 * $0.turnedMass },
    row("invariants.places", "points", "How many points the lattice in base space has.") {
      Double($0.latticeCount)
    },
    row("invariants.det.least", "×", "Least |det dx/dz| on the lattice.") { $0.leastDet },
    row("invariants.det.greatest", "×", "Greatest |det dx/dz| on the lattice.") { $0.greatestDet },
    row("invariants.stretch", "×", "Greatest stretch of f on the lattice, z → x.") {
      $0.forwardStretch
    },
    row("invariants.stretch.inverse", "×", "Greatest stretch of f⁻¹ on the lattice, x → z.") {
      $0.inverseStretch
    },
    row("invariants.turns", "turns", "Turns of the iterative layers on the way z → x, at most.") {
      Double($0.turns)
    },
    row("lipschitz", "×", "Lipschitz bound of f: the greatest stretch z → x that the layers allow.")
    {
      try given($0.bound, orBecause: noBound).forward
    },
    row(
      "lipschitz.inverse", "×",
      "Lipschitz bound of f⁻¹: the greatest stretch x → z that the layers allow."
    ) { try given($0.bound, orBecause: noBound).inverse },
  ]

  private static let noBound = "the layers of this flow guarantee no bound"

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (Invariants) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .invariants, definition) {
      try read($0.required($0.invariants, .invariants))
    }
  }
}
