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

  /// The bin of a line along z₁ that the probe is in, and its image on the x₁ axis.
  static let band: [Reading] = [
    bin("band.width.z", "", "Width of the probe's bin in z₁.") { $0.width },
    bin("band.width.x", "", "Width of the image of the probe's bin in x₁.") { $0.imageWidth },
    bin("band.stretch", "×", "How many times as wide the image of the probe's bin in z₁ is.") {
      $0.imageWidth / $0.width
    },
    bin("band.mass.z", "", "Mass of the probe's bin in z₁, of a line of mass 1.") { $0.mass },
    bin("band.mass.x", "", "Mass of the image of the probe's bin in x₁.") { $0.imageMass },
    bin("band.density.z", "1/length", "Mass over width of the probe's bin in z₁.") {
      $0.mass / $0.width
    },
    bin("band.density.x", "1/length", "Mass over width of the image of the probe's bin in x₁.") {
      $0.imageMass / $0.imageWidth
    },
  ]

  private static func bin(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (Band.Bin) -> Double
  ) -> Reading {
    Reading(name, unit, of: .band, definition) {
      let band = try $0.required($0.band, .band)
      return read(band.bins[band.chosen])
    }
  }
}
