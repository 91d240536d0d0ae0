extension Readings {
  /// How well the model does on points that it has not seen.
  static let heldOut: [Reading] = [
    row("nll", "nats", "Mean negative log-likelihood, −E[log p(x)], in the units of the points.") {
      try given($0.nll, orBecause: noLikelihood)
    },
    row("nll.error", "nats", "Standard error of the NLL.") {
      try given($0.standardError, orBecause: noLikelihood)
    },
    Reading(
      "nll.bound", "nats", of: .heldOut,
      "Upper bound of the mean negative log-likelihood, of learners that have no exact one."
    ) { try given($0.bound, orBecause: noBound).nll },
    Reading("nll.bound.error", "nats", of: .heldOut, "Standard error of that bound's mean.") {
      try given($0.bound, orBecause: noBound).standardError
    },
    row("nll.count", "points", "How many held-out points the NLL is of.") { Double($0.count) },
    row(
      "nll.base", "nats", "The NLL's first part, −E[log p_z(z)]: how far out in z the points land."
    ) {
      try given($0.baseTerm, orBecause: noLikelihood)
    },
    row("nll.volume", "nats", "The NLL's second part, E[log|det dx/dz|]: what expansion costs.") {
      try given($0.volumeTerm, orBecause: noLikelihood)
    },
    Reading(
      "kl", "nats", of: .heldOut,
      "Kullback-Leibler divergence of the model from the target, E[log p_true(x) − log p(x)]."
    ) { try given($0.required($0.heldOut, .heldOut).kl, orBecause: noTruth($0)) },
    Reading("kl.error", "nats", of: .heldOut, "Standard error of the KL.") {
      try given($0.required($0.heldOut, .heldOut).klStandardError, orBecause: noTruth($0))
    },
    row("heldOut.impossible", "points", "Held-out points to which the model gives density 0.") {
      Double($0.impossible)
    },
    row(
      "heldOut.unconverged", "points",
      "Held-out points at which a search or a solver did not arrive on the way x → z."
    ) { Double($0.unconverged) },
    row("nfe", "evaluations", "Evaluations of the vector field for a held-out point, in the mean.")
    {
      try given($0.solver, orBecause: notSolved).mean
    },
    row("nfe.most", "evaluations", "Evaluations of the vector field for a held-out point, at most.")
    {
      Double(try given($0.solver, orBecause: notSolved).most)
    },
  ]

  static let notSolved = "the flow solves no differential equation"
  private static let noBound = "the likelihood is exact or there is none, so nothing bounds it"
  private static let noLikelihood = "the model has no likelihood"

  private static func noTruth(_ measurements: Measurements) -> String {
    "the density of target '\(measurements.target?.name ?? "")' is unknown"
  }

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (HeldOut) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .heldOut, definition) { try read($0.required($0.heldOut, .heldOut)) }
  }
}
