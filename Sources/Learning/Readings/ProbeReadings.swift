import Flows
import Foundation

extension Readings {
  /// The change-of-variables formula at the probe, log p(x) = log p_z(z) − log|det dx/dz|.
  static let probe: [Reading] =
    [
      row("probe.x1", "", "First coordinate of the probe in data space.") { $0.x.x },
      row("probe.x2", "", "Second coordinate of the probe in data space.") { $0.x.y },
      row("probe.z1", "", "First coordinate of the probe in base space, z = f⁻¹(x).") { $0.z.x },
      row("probe.z2", "", "Second coordinate of the probe in base space, z = f⁻¹(x).") { $0.z.y },
      row("probe.logpz", "nats", "log p_z(z), the logarithm of the base density at the probe.") {
        $0.logBase
      },
      row(
        "probe.base.density", "1/area", aliases: ["probe.pz"],
        "p_z(z), the base density at the probe."
      ) { exp($0.logBase) },
      row("probe.logdet", "nats", "log|det dx/dz| at the probe, the sum over all layers.") {
        0 - $0.logDet
      },
      Reading(
        each: "probe.logdet.layer", "nats", of: .ledger,
        "One layer's term of log|det dx/dz| at the probe, counted from z to x.",
        count: { try ledger($0).rows.count }
      ) { 0 - (try ledger($0).rows.reversed()[$1].logDet) },
      Reading(
        each: "probe.logdet.step", "nats", of: .ledger,
        "One term of log|det dx/dz| where a layer is taken in the steps of its solver, from z to x.",
        count: { try steps($0).count }
      ) { 0 - (try steps($0).reversed()[$1].logDet) },
      row(
        "probe.logdet.differences", "nats",
        "log|det dx/dz| at the probe from central differences of the map, an independent check."
      ) { 0 - $0.finiteDifferenceLogDet },
      row("probe.area", "×", "By what f multiplies a small area at the probe, |det dx/dz|.") {
        exp(-$0.logDet)
      },
      Reading(
        each: "probe.area.layer", "×", of: .ledger,
        "By what one layer multiplies a small area at the probe, counted from z to x.",
        count: { try ledger($0).rows.count }
      ) { exp(-(try ledger($0).rows.reversed()[$1].logDet)) },
      row(
        "probe.det", "×", "det dx/dz at the probe with its sign; below 0 f mirrors."
      ) { 1 / $0.jacobian.determinant },
      row(
        "probe.jacobian.zeros", "entries", "How many of the four entries of dx/dz are 0."
      ) {
        let entries = try forward($0).entries
        let size = entries.reduce(0) { max($0, abs($1)) }
        return Double(entries.count { abs($0) < 1e-9 * size })
      },
      row(
        "probe.densityRatio", "×", "p(x)/p_z(z): by what the density is multiplied from z to x."
      ) { exp($0.logDensity - $0.logBase) },
      row(
        "probe.logpx", "nats", aliases: ["probe.logp"],
        "log p(x), the logarithm of the model's density at the probe."
      ) { $0.logDensity },
      row(
        "probe.density", "1/area", aliases: ["probe.px"], "p(x), the model's density at the probe."
      ) {
        exp($0.logDensity)
      },
      Reading(
        "probe.target.logpx", "nats", of: .ledger,
        "log p_true(x), the logarithm of the target's density at the probe."
      ) { try truth($0) },
      Reading(
        "probe.target.density", "1/area", of: .ledger,
        "p_true(x), the target's density at the probe."
      ) { exp(try truth($0)) },
      row(
        "probe.stretch.most", "×",
        "The larger singular value of dx/dz: how much f stretches at the probe, in its best direction."
      ) { try stretches($0)[0] },
      row(
        "probe.stretch.least", "×",
        "The smaller singular value of dx/dz: how much f stretches at the probe, in its worst direction."
      ) { try stretches($0)[1] },
      row(
        "probe.condition", "", "Condition number of dx/dz at the probe, the ratio of its stretches."
      ) {
        let stretches = try stretches($0)
        return stretches[0] / stretches[1]
      },
    ] + entries

  /// Line and column of each entry, in the order of ``Matrix2/entries``.
  private static let places = [(1, 1), (1, 2), (2, 1), (2, 2)]

  /// The Jacobians' entries.
  private static let entries: [Reading] =
    places.enumerated().map { index, place in
      row(
        "probe.jacobian.\(place.0)\(place.1)", "",
        "∂x\(place.0)/∂z\(place.1) at the probe, an entry of dx/dz."
      ) { try forward($0).entries[index] }
    }
    + places.enumerated().map { index, place in
      row(
        "probe.inverseJacobian.\(place.0)\(place.1)", "",
        "∂z\(place.0)/∂x\(place.1) at the probe, an entry of dz/dx."
      ) { $0.jacobian.entries[index] }
    }

  /// dx/dz of a ledger.
  private static func forward(_ ledger: Ledger) throws -> Matrix2<Double> {
    let map = ledger.jacobian
    return try given(
      map.isInvertible ? map.inverse : nil, orBecause: "the Jacobian at the probe is singular")
  }

  /// The singular values of dx/dz, the larger one first.
  private static func stretches(_ ledger: Ledger) throws -> [Double] {
    try forward(ledger).axes.map(\.factor)
  }

  /// In the units of the user's points.
  private static func ledger(_ measurements: Measurements) throws -> Ledger {
    try measurements.required(measurements.ledger, .ledger).inOriginalUnits(measurements.units)
  }

  private static func steps(_ measurements: Measurements) throws -> [Ledger.Row] {
    let ledger = try ledger(measurements)
    return try given(ledger.steps.isEmpty ? nil : ledger.steps, orBecause: notSolved)
  }

  private static func truth(_ measurements: Measurements) throws -> Double {
    let ledger = try measurements.required(measurements.ledger, .ledger)
    let target = try given(measurements.target, orBecause: noTarget)
    return try given(
      target.logDensity(ledger.x), orBecause: "the density of target '\(target.name)' is unknown")
  }

  private static func row(
    _ name: String, _ unit: String, aliases: [String] = [], _ definition: String,
    _ read: @escaping @Sendable (Ledger) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .ledger, aliases: aliases, definition) { try read(ledger($0)) }
  }
}
