extension Readings {
  /// A region around the probe, in both spaces: without a screen, a square of side 1 in the units that
  /// the flow learned in.
  static let region: [Reading] = [
    row("mass.z", "", "Mass of the region at the probe in base space, ∫p_z(z) dz.") {
      $0.base.mass
    },
    row("mass.x", "", "Mass of the region at the probe in data space, ∫p(x) dx; a flow keeps it.") {
      $0.data.mass
    },
    row("mass.area.z", "area", "Area of the region in base space.") { $0.base.area },
    row("mass.area.x", "area", "Area of the region in data space.") { $0.data.area },
    row("mass.density.z", "1/area", "Mean density of the region in base space.") {
      $0.base.mass / $0.base.area
    },
    row("mass.density.x", "1/area", "Mean density of the region in data space.") {
      $0.data.mass / $0.data.area
    },
    row("mass.samples.z", "", "Share of the base's samples that lie in the region of base space.") {
      $0.base.samples
    },
    row("mass.samples.x", "", "Share of the model's samples that lie in the region of data space.")
    {
      $0.data.samples
    },
    row("mass.target", "", "Share of the target's points that lie in the region of data space.") {
      try given($0.targetShare.isNaN ? nil : $0.targetShare, orBecause: noTarget)
    },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (RegionMass) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .region, definition) { try read($0.required($0.region, .region)) }
  }
}
