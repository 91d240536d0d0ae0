extension Readings {
  /// What a report checks of a model before it calls its numbers likelihoods.
  static let check: [Reading] = [
    row("mass.total", "", "Mass of the model's density, ∫p(x) dx, over a box around its samples.") {
      try mass($0).value
    },
    row(
      "mass.expected", "",
      "Share of the model's samples in the box of mass.total, which its mass should be."
    ) {
      try mass($0).expected
    },
    row(
      "mass.uncertainty", "",
      "What the grid and the number of samples leave uncertain of mass.total."
    ) {
      try mass($0).uncertainty
    },
    row("samples.count", "samples", "How many samples of the model were taken back.") {
      Double($0.samples)
    },
    row(
      "samples.unconverged", "samples",
      "How many of these samples did not converge: x → z and back does not confirm them."
    ) { Double($0.unconverged) },
    row(
      "solver.gap", "nats",
      "Mean change of log p(x) where the flow's equation is solved more finely."
    ) { try given($0.solverGap, orBecause: notSolved) },
    Reading(
      "roundTrip", "", of: .heldOut,
      "Greatest |f(f⁻¹(x)) − x| over 2,000 held-out points, in the units that the flow learned in."
    ) { try $0.required($0.heldOutRoundTrip, .heldOut) },
  ]

  private static func mass(_ check: ModelCheck) throws -> ModelCheck.Mass {
    try given(
      check.mass, orBecause: "the density is too narrow for a grid, or its mass was not asked for")
  }

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (ModelCheck) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .check, definition) { try read($0.required($0.check, .check)) }
  }
}
