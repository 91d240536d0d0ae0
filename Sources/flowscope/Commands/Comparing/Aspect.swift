import Flows
import Foundation
import Learning

/// One thing that learners are compared in: a row of a table of `flowscope compare`.
///
/// Each is one row of ``all``, with what it means and how it is read from the runs of a learner.
struct Aspect: Sendable {
  /// As JSON names it.
  let name: String
  /// As the table names it.
  let title: String
  let definition: String
  fileprivate let read: @Sendable (SeedRuns) throws -> ComparisonCell

  /// The cell of a learner; where there can be none, it has the reason.
  func cell(of runs: SeedRuns) -> ComparisonCell {
    if runs.scored.isEmpty, let trouble = runs.trouble { return ComparisonCell(reason: trouble) }
    do {
      return try read(runs)
    } catch {
      return ComparisonCell(reason: "\(error)")
    }
  }
}

/// What a table says of one learner in one aspect.
struct ComparisonCell: Encodable, Sendable {
  var text = "–"
  /// The mean over the seeds, and the standard deviation where there are several.
  var value: Double?
  var spread: Double?
  var unit: String?
  /// Why there is nothing to say.
  var reason: String?

  init(reason: String) { self.reason = reason }

  init(_ text: String, _ spread: Spread? = nil, unit: String? = nil) {
    (self.text, value, self.spread, self.unit) = (text, spread?.mean, spread?.deviation, unit)
  }

  /// `prefix−4.12 ± 0.03 unit`.
  init(_ spread: Spread, unit: String, before prefix: String = "") {
    self.init(prefix + spread.text + (unit.isEmpty ? "" : " \(unit)"), spread, unit: unit)
  }
}

extension Aspect {
  static let all: [Aspect] = [
    likelihood, gap, divergence, latent, inference, flexibility, parameters, modes, highQuality,
    reverseKL, energyDistance, stability, logDeterminant, densityPasses, samplePasses, sampleTime,
    stepTime, timeToQuality,
  ]

  static let likelihood = Aspect(
    name: "likelihood", title: "likelihood",
    definition: "What is known of log p(x), and the mean NLL on 20,000 held-out points in nats."
  ) { runs in
    guard let kind = runs.scored.first?.kind else { throw Missing.run }
    switch kind.likelihood {
    case .exact:
      return ComparisonCell(try runs.spread(of: "nll"), unit: "nats", before: "exact, NLL ")
    case .bound:
      let bound = try runs.spread(of: "nll.bound")
      // The gap differs less from point to point than log p(x), so fewer points tell as much.
      let exact = try? runs.spread { run throws(NoReading) in
        try Self.reading("nll.bound", run) - Self.reading("marginal.gap", run)
      }
      return ComparisonCell(
        "bound, NLL ≤ \(bound.text)\(exact.map { ", exact \($0.text)" } ?? "") nats", bound,
        unit: "nats")
    case .none: return ComparisonCell("none")
    }
  }

  static let gap = Aspect(
    name: "likelihood_gap", title: "its gap",
    definition:
      "How far the likelihood is off: of a flow the median distance of log|det dx/dz| from finite "
      + "differences of its map, or what a finer solver changes; of a bound its distance from log p(x)."
  ) { runs in
    guard let kind = runs.scored.first?.kind else { throw Missing.run }
    switch (kind.likelihood, kind.family) {
    case (.exact, .some(let family)):
      let name = family.inverseMethod.isSolved ? "solver.gap" : "invariants.logdet"
      return ComparisonCell(try runs.spread(of: name), unit: "nats", before: "≈ ")
    case (.bound, nil) where kind.hasEncoder:
      return ComparisonCell(
        try runs.spread(of: "marginal.gap"), unit: "nats", before: "bound ")
    case (.exact, nil), (.bound, _):
      let gaps = try runs.spread { run throws(NoReading) in
        try Self.reading("nll.bound", run) - Self.reading("nll", run)
      }
      return ComparisonCell(gaps, unit: "nats", before: "bound ")
    case (.none, _): return ComparisonCell(reason: "there is no likelihood")
    }
  }

  static let divergence = Aspect(
    name: "kl", title: "KL to the target",
    definition:
      "KL of the model from the target on held-out points; of a VAE that of its decoder, whose log p(x) is "
      + "integrated at \(MarginalScore.count) of them."
  ) { runs in
    let hasEncoder = runs.scored.first?.kind.hasEncoder == true
    return ComparisonCell(try runs.spread(of: hasEncoder ? "marginal.kl" : "kl"), unit: "nats")
  }

  static let latent = Aspect(
    name: "latent_dimension", title: "latent dimension",
    definition: "How many coordinates z has; the data have 2."
  ) { runs in
    guard let run = runs.scored.first else { throw Missing.run }
    return ComparisonCell("\(try Learners.latentDimension(of: run.settings))")
  }

  static let inference = Aspect(
    name: "inference", title: "inference, x → z",
    definition:
      "How z is found that made x: of a flow the greatest |f(f⁻¹(x)) − x| on held-out points."
  ) { runs in
    guard let kind = runs.scored.first?.kind else { throw Missing.run }
    if kind.family != nil {
      return ComparisonCell(try runs.spread(of: "roundTrip"), unit: "", before: "exact to ")
    }
    if kind.likelihood == .bound { return ComparisonCell("approximate") }
    return ComparisonCell(reason: "it has no way from x to z")
  }

  static let flexibility = Aspect(
    name: "flexibility", title: "flexibility",
    definition:
      "How near the samples come to the target whatever the map: the energy distance D² between 2,500 "
      + "samples and as many held-out points."
  ) { runs in
    ComparisonCell(try runs.spread(of: "energyDistance"), unit: "", before: "D² ")
  }

  static let parameters = Aspect(
    name: "parameters", title: "parameters", definition: "Trained parameters of the model."
  ) { runs in
    let count = try runs.spread(of: "parameters")
    return ComparisonCell(fixed(count.mean, 0), count)
  }

  static let modes = Aspect(
    name: "modes", title: "mode coverage",
    definition: "Modes of the target with a sample within 3σ, of 2,500 samples."
  ) { runs in
    let (covered, total) = (try runs.spread(of: "modes"), try runs.spread(of: "modes.of"))
    return ComparisonCell(
      "\(covered.text) of \(fixed(total.mean, 0))", covered, unit: "modes")
  }

  static let highQuality = Aspect(
    name: "high_quality", title: "sample quality",
    definition: "Share of the samples within 3σ of their nearest mode."
  ) { runs in
    let share = try runs.spread(of: "highQuality")
    return ComparisonCell(share.scaled(by: 100).text + " %", share, unit: "")
  }

  static let reverseKL = row(
    "reverse_kl", "reverse KL of modes", "nats", of: "reverseKL",
    "KL of the samples from the target over the modes, each sample counted for its nearest.")

  static let energyDistance = row(
    "energy_distance", "energy distance", "", of: "energyDistance",
    "Energy distance between 2,500 samples and as many held-out points.")

  static let stability = Aspect(
    name: "stability", title: "training, over seeds",
    definition:
      "How many runs broke down, and by what factor the energy distance of the worst run is that of "
      + "the best; each is taken as two of its standard errors at least."
  ) { runs in
    let failed = runs.runs.count - runs.scored.count
    let distances = try runs.spread { run throws(NoReading) in
      max(
        try Self.reading("energyDistance", run),
        2 * (try Self.reading("energyDistance.error", run)))
    }
    let ratio = distances.least > 0 ? distances.greatest / distances.least : .nan
    return ComparisonCell(
      "\(failed) of \(runs.runs.count) broke, D² ×\(significant(ratio))", distances,
      unit: "units of x")
  }

  static let logDeterminant = Aspect(
    name: "log_determinant", title: "log|det| in training",
    definition: "How training computes the log-determinant."
  ) { runs in
    guard let run = runs.scored.first else { throw Missing.run }
    guard let family = run.kind.family else {
      return ComparisonCell(reason: "it is no map with a Jacobian")
    }
    return ComparisonCell("\(family.logDetMethod)")
  }

  static let densityPasses = Aspect(
    name: "density_method", title: "density, x → z",
    definition: "How the density of a point is computed."
  ) { runs in
    guard let run = runs.scored.first else { throw Missing.run }
    guard let family = run.kind.family else {
      return ComparisonCell(reason: "it has no map from x to z")
    }
    return ComparisonCell(family.inverseMethod.description)
  }

  static let samplePasses = row(
    "sample_passes", "passes for a sample", "", of: "sampling.passes",
    "Evaluations of the networks for one sample, one after another; of a search its turns.")

  static let sampleTime = row(
    "sample_us", "time for a sample", "µs", of: "sampling.time",
    "Time of one sample on one thread, in a batch of 1,024, while other runs are made beside it.")

  static let stepTime = Aspect(
    name: "step_ms", title: "time for a step",
    definition: "Time of one training step on one thread, while other runs are made beside it."
  ) { runs in
    let time = try runs.spread(of: "time.step").scaled(by: 1000)
    return ComparisonCell(time, unit: "ms")
  }

  static let timeToQuality = Aspect(
    name: "seconds_to_quality", title: "time to quality",
    definition:
      "Seconds of training until the samples' energy distance is a twentieth of that of the "
      + "Gaussian fit; the mean of the runs that got there."
  ) { runs in
    let reached = runs.scored.compactMap(\.figures.reachedSeconds)
    guard let spread = Spread(reached) else {
      return ComparisonCell(reason: "no run got its energy distance down to the goal")
    }
    let share = reached.count < runs.runs.count ? ", \(reached.count) of \(runs.runs.count)" : ""
    return ComparisonCell(spread.text + " s" + share, spread, unit: "s")
  }

  /// What is missing.
  private enum Missing: Error, CustomStringConvertible {
    case run
    var description: String { "no run was made" }
  }

  private static func reading(_ name: String, _ run: ScoredRun) throws(NoReading) -> Double {
    try SeedRuns(name: name, runs: [.success(run)]).spread(of: name).mean
  }

  /// An aspect that is one reading.
  private static func row(
    _ name: String, _ title: String, _ unit: String, of reading: String, _ definition: String
  ) -> Aspect {
    Aspect(name: name, title: title, definition: definition) {
      ComparisonCell(try $0.spread(of: reading), unit: unit)
    }
  }
}

extension Spread {
  /// `−4.12 ± 0.03`; without the second number where there is one run, or no difference.
  var text: String {
    guard let deviation, deviation > 0, deviation.isFinite, mean.isFinite else {
      return significant(mean)
    }
    // As many decimals as two digits of the deviation have.
    let decimals = 1 - Int(log10(deviation).rounded(.down))
    guard decimals <= 5 else {
      return "\(significant(mean, 2)) ± \(significant(deviation, 2))"
    }
    return "\(fixed(mean, max(0, decimals))) ± \(fixed(deviation, max(0, decimals)))"
      .replacing("-", with: "−")
  }

  func scaled(by factor: Double) -> Spread {
    Spread(
      mean: factor * mean, deviation: deviation.map { factor * $0 },
      least: factor * least, greatest: factor * greatest, count: count)
  }
}

/// `−4.12`, with so many significant digits.
func significant(_ value: Double, _ digits: Int = 3) -> String {
  let plain =
    abs(value) >= 1000 && value.isFinite ? fixed(value, 0) : String(format: "%.\(digits)g", value)
  return plain.replacing("-", with: "−")
}
