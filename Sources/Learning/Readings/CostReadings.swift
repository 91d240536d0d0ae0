extension Readings {
  /// What an evaluation costs.
  static let cost: [Reading] = [
    row("rate.densities", "points/s", "Densities a second, x → z, on one thread.") {
      $0.densityRate
    },
    row("rate.samples", "points/s", "Samples a second, z → x, on one thread.") { $0.sampleRate },
    row("time.density", "s", "How long the density of one point takes on one thread.") {
      1 / $0.densityRate
    },
    row("time.sample", "s", "How long one sample takes on one thread.") { 1 / $0.sampleRate },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (EvaluationCost) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .cost, definition) { try read($0.required($0.cost, .cost)) }
  }
}
