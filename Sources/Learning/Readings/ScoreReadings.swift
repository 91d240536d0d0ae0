extension Readings {
  /// What is measured of every learner by its samples.
  static let scores: [Reading] = [
    row(
      "modes", "modes",
      "Modes of the target that have a sample within 3 standard deviations, and no other mode nearer."
    ) { Double(try modes($0).covered) },
    row("modes.of", "modes", "How many modes the target has: Gaussians that lie apart.") {
      Double(try modes($0).total)
    },
    row(
      "highQuality", "",
      "Share of the samples that lie within 3 standard deviations of their nearest mode."
    ) { try modes($0).highQuality },
    row(
      "reverseKL", "nats",
      "KL of the samples from the target over the modes, each sample counted for its nearest one."
    ) { try given(modes($0).reverseKL, orBecause: "no sample is finite") },
    row(
      "energyDistance", "units of x",
      "Energy distance between samples and held-out points, 2E|X − Y| − E|X − X′| − E|Y − Y′|."
    ) { try distance($0).value },
    row("energyDistance.error", "units of x", "Standard error of the energy distance.") {
      try distance($0).standardError
    },
    cost(
      "sampling.passes", "passes",
      "Evaluations of the model's networks for one sample, one after another; of a search its turns."
    ) { try given($0.passes, orBecause: "this learner does not count its evaluations") },
    cost("sampling.time", "µs", "How long one sample takes on one thread, without its density.") {
      1e6 * $0.seconds
    },
  ]

  private static func modes(_ measurements: Measurements) throws -> ModeScore {
    let scores = try measurements.required(measurements.scores, .scores)
    let name = measurements.target?.name ?? ""
    return try given(
      scores.modes, orBecause: "the target '\(name)' is no mixture of Gaussians that lie apart")
  }

  private static func distance(_ measurements: Measurements) throws -> SampleDistance {
    try given(
      measurements.required(measurements.scores, .scores).distance,
      orBecause: "fewer than two samples are finite")
  }

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (Measurements) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .scores, definition, read)
  }

  private static func cost(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (SamplingCost) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .sampling, definition) {
      try read($0.required($0.sampling, .sampling))
    }
  }
}

extension Readings {
  /// The paths of a flow that is driven by a vector field.
  static let paths: [Reading] = [
    row(
      "path.bend", "units of x²",
      "E ∫ |v − (x − z)|² dt over the paths of samples from z to x: 0 where they are straight."
    ) { $0.bend },
    row(
      "path.oneStep", "units of x",
      "Energy distance between samples made in one step, z + v(z, 0), and held-out points."
    ) { try given($0.oneStep?.value, orBecause: "fewer than two of these samples are finite") },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (PathShape) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .paths, definition) { try read($0.required($0.paths, .paths)) }
  }
}
