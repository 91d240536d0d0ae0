import Flows

extension Readings {
  /// The log-determinants of residual layers at the probe, as training may estimate them, beside the exact
  /// ones, and what a direction takes that goes coordinate by coordinate.
  static let estimates: [Reading] =
    [
      row("estimates.exact", "nats", "log|det dx/dz| of the residual layers at the probe, exactly.")
      {
        $0.exact
      },
      row(
        "estimates.series", "nats",
        "The same by the power series that training takes, cut after its first terms."
      ) { $0.series },
      row("estimates.series.error", "nats", "How far the cut series is from the exact value.") {
        abs($0.series - $0.exact)
      },
      row(
        "estimates.roulette", "nats",
        "The same by Russian roulette, which draws the series' length: the mean of 10,000 draws."
      ) { $0.roulette },
      row("estimates.roulette.error", "nats", "How far that mean is from the exact value.") {
        abs($0.roulette - $0.exact)
      },
    ]
    + pictureSizes.flatMap { size in
      [
        Reading(
          "passes.density.\(size)", "passes", of: .passes,
          "Passes of the flow's networks for the density of a point with \(size) coordinates, x → z."
        ) { try passes($0, dimensions: size) { $0.inverse } },
        Reading(
          "passes.samples.\(size)", "passes", of: .passes,
          "Passes of the flow's networks for a sample with \(size) coordinates, z → x."
        ) { try passes($0, dimensions: size) { $0.forward } },
      ]
    }

  /// Numbers of coordinates: of the plane, and of pictures up to 28 × 28 pixels.
  private static let pictureSizes = [2, 8, 64, 784]

  private static func passes(
    _ measurements: Measurements, dimensions: Int, _ way: (DirectionPasses) -> Method
  ) throws -> Double {
    let method = way(try measurements.required(measurements.passes, .passes))
    if method.isIterative {
      throw NoReading(
        "this direction is a search or a solution, whatever the dimensions: \(method)")
    }
    return method.isSequential ? Double(dimensions) : 1
  }

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (LogDetEstimates) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .estimates, definition) {
      try read($0.required($0.estimates, .estimates))
    }
  }
}
