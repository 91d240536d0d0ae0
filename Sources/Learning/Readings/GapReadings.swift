extension Readings {
  /// The gap between two groups of the target's points, where it has one.
  static let gap: [Reading] = [
    row(
      "gap.mass", "%", "Share of the model's mass that lies in the gap between two groups of data."
    ) {
      100 * $0.mass
    },
    Reading("gap.target", "%", of: .gap, "Share of the target's mass that lies in the gap.") {
      100
        * (try given(
          $0.required($0.gap, .gap).targetMass,
          orBecause: "the density of target '\($0.target?.name ?? "")' is unknown"))
    },
    row(
      "gap.data", "points",
      "How many held-out points of the target, of up to 10,000, lie in the gap."
    ) {
      Double($0.points)
    },
    row("gap.count", "points", "How many held-out points were looked at.") {
      Double($0.pointCount)
    },
    row("gap.stretch", "×", "The larger singular value of dx/dz in the middle of the gap.") {
      $0.stretch
    },
    row("gap.width", "", "Width of the gap, in the units that the flow learned in.") { $0.width },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (GapCrossing) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .gap, definition) { try read($0.required($0.gap, .gap)) }
  }
}
