extension Readings {
  /// What the pane of the flow shows of the part of data space in view.
  static let window: [Reading] = [
    row("window.mass", "", "Mass of the model's density over the part of data space in view.") {
      try given($0.mass, orBecause: "the heatmap is off, and with it the density")
    },
    row("window.roundTrip", "", "Greatest |f(f⁻¹(x)) − x| over up to 256 of the data in view.") {
      $0.roundTrip
    },
    row("window.logdet.least", "nats", "Least log|det dx/dz| on the grid in view.") {
      $0.logDetRange.lowerBound
    },
    row("window.logdet.greatest", "nats", "Greatest log|det dx/dz| on the grid in view.") {
      $0.logDetRange.upperBound
    },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (WindowChecks) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .window, definition) { try read($0.required($0.window, .window)) }
  }
}
