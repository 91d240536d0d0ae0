import Canvas
import Learning

/// What would give a hidden number away.
enum LessonSecrets {
  /// Readings that are one fact in several writings: a number, its logarithm, one divided by it.
  private static let same: [Set<String>] = [
    [
      "probe.area", "probe.logdet", "probe.densityRatio", "probe.det", "probe.logdet.differences",
    ],
    ["probe.density", "probe.logpx"],
    ["probe.base.density", "probe.logpz"], ["evidence.gap", "evidence.kl"],
  ]

  /// Readings that are computed from another one and from what is not hidden.
  private static let computed: [String: [String]] = [
    "probe.jacobian.11": ["probe.det"], "probe.jacobian.22": ["probe.det"],
    "probe.logdet": ["probe.logpx"], "nll": ["kl"],
  ]

  /// The readings that must be hidden with these: the same in other writings, and what is computed from
  /// them. A name that is an alias is followed by its reading's own.
  static func giving(_ names: [String]) -> [String] {
    var found: [String] = []
    var open = names.map { (try? Readings.named($0))?.name ?? $0 }
    while let name = open.popLast() {
      guard !found.contains(name) else { continue }
      found.append(name)
      open += same.filter { $0.contains(name) }.flatMap { $0.sorted() }
      open += computed[name] ?? []
    }
    return found
  }

  /// Words with which panes name a reading, left of its number.
  static let labels: [String: [String]] = [
    "kl": ["KL"], "nll": ["NLL"], "entropy": ["entropy"], "loss": ["loss"],
    "probe.area": ["area", "divided by", "density", "σ₁ · σ₂"],
    "probe.densityRatio": ["divided by", "density"],
    "probe.logdet": ["log|det", "det"], "probe.logdet.differences": ["differences"],
    "probe.logpx": ["log p(x)", "log p "], "probe.logpz": ["log p_z"],
    "probe.jacobian.11": ["dx/dz"], "probe.jacobian.12": ["dx/dz"],
    "probe.stretch.most": ["σ₁"], "probe.stretch.least": ["σ₂"],
    "band.mass.z": ["mass"], "band.mass.x": ["mass"], "band.density.z": ["mass/width"],
    "band.density.x": ["mass/width"], "band.width.z": ["width"], "band.width.x": ["width"],
    "mass.z": ["mass"], "mass.x": ["mass"], "mass.target": ["points"],
    "mass.area.z": ["area"], "mass.area.x": ["area"], "mass.samples.x": ["samples"],
    "mass.density.x": ["mass / area"], "mass.density.z": ["mass / area"],
    "evidence.gap": ["misses log p", "log p(x) − ELBO", "‖ p(z|x)"],
    "evidence.kl": ["misses log p", "log p(x) − ELBO", "‖ p(z|x)"], "modes": ["modes"],
    "sampling.passes": ["passes", "evaluations"], "nfe": ["evaluations", "NFE"],
    "invariants.folds": ["folds", "turns over"],
  ]
}

extension Canvas {
  /// Whether a pane's words before a printed number name a reading.
  func names(_ reading: String, before number: PrintedNumber) -> Bool {
    readings(namedBefore: number).contains((try? Readings.named(reading))?.name ?? reading)
  }

  /// The readings that a pane's words before a printed number may name.
  func readings(namedBefore number: PrintedNumber) -> Set<String> {
    var words = String.UnicodeScalarView()
    for column in 0..<number.columns.lowerBound {
      let glyph = self[column, number.row].glyph
      if "│┃".unicodeScalars.contains(glyph) { words.removeAll() } else { words.append(glyph) }
    }
    let text = String(words)
    return Set(
      LessonSecrets.labels.filter { $0.value.contains { text.contains($0) } }.map(\.key))
  }
}
