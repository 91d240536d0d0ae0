import Canvas
import Learning

/// What would give a hidden number away.
enum LessonSecrets {
  /// Readings that are one fact in several writings: a number, its logarithm, one divided by it.
  private static let same: [Set<String>] = [
    ["probe.area", "probe.logdet", "probe.densityRatio", "probe.det"],
    ["probe.density", "probe.logpx"], ["probe.base.density", "probe.logpz"],
    ["evidence.gap", "evidence.kl"], ["sampling.passes", "nfe"],
    ["invariants.mass", "window.mass", "mass.total"],
    ["invariants.roundTrip", "invariants.roundTrip.z", "window.roundTrip", "roundTrip"],
  ]

  /// What follows at once from a reading and from others that are not hidden.
  private static let following: [String: [String]] = [
    "probe.jacobian.zeros": ["11", "12", "21", "22"].flatMap {
      ["probe.jacobian.\($0)", "probe.inverseJacobian.\($0)"]
    },
    "probe.logdet": ["probe.logdet.differences", "probe.logpx", "probe.logdet.layer.N"],
    "probe.area": ["probe.area.layer.N"],
    "window.logdet.greatest": ["invariants.det.greatest"],
    "nll": ["kl"], "kl": ["nll", "samples.unconverged"],
    "invariants.mass": ["samples.unconverged"], "invariants.roundTrip": ["samples.unconverged"],
    "nll.volume": ["nll"], "entropy": ["kl"],
    "mass.x": ["mass.samples.x", "mass.density.x"],
    "mass.area.x": ["mass.density.x", "probe.area"],
    "band.mass.x": ["band.density.x"],
    "band.width.x": ["band.density.x", "band.stretch", "probe.densityRatio"],
    "band.density.x": ["probe.densityRatio"],
    "estimates.series.error": ["estimates.series"],
    "invariants.folds": ["invariants.det.least"],
  ]

  /// The readings that must be hidden with these: the same in other writings, and what follows from
  /// them. A name that is an alias is followed by its reading's own.
  /// - Parameter known: readings that the learner is told; they, and what would follow from them alone,
  ///   are no secrets.
  static func giving(_ names: [String], known: [String] = []) -> [String] {
    let known = Set(known.map(own))
    var found: [String] = []
    var open = names.map(own)
    while let name = open.popLast() {
      guard !found.contains(name) else { continue }
      found.append(name)
      let next = same.filter { $0.contains(name) }.flatMap { $0.sorted() } + (following[name] ?? [])
      open += next.filter { !known.contains($0) }
    }
    return found
  }

  /// The name of the reading's row: of a layer's reading that of all layers'.
  private static func own(_ name: String) -> String { ReadingMark.row(name) ?? name }
}

extension LessonRun {
  /// The readings that are hidden now.
  var secrets: [String] {
    let hidden = masks.compactMap { if case .reading(let name) = $0 { name } else { nil } }
    let asked = asks ? step?.askedReadings.filter { !hidden.contains($0) } ?? [] : []
    let secrets = LessonSecrets.giving(hidden + asked, known: told(except: hidden + asked))
    return secrets + askedNext.filter { !secrets.contains($0) }
  }

  /// What the next step asks for, and what would tell it, where nothing changes before: unless this place speaks
  /// of it.
  private var askedNext: [String] {
    let index: Int
    switch place {
    case .before: index = 0
    case .step(let here): index = here + 1
    case .after, .end: return []
    }
    guard lesson.steps.indices.contains(index), lesson.steps[index].start == nil else { return [] }
    let next = lesson.steps[index]
    let asked = next.askedReadings
    let spokenOf =
      text.readings + next.text.readings.filter { !asked.contains($0) }
      + (step?.askedReadings ?? [])
      + (step?.marks ?? []).compactMap { if case .reading(let name) = $0 { name } else { nil } }
    let told = Set(spokenOf.map(ReadingMark.of))
    return LessonSecrets.giving(
      asked.filter { !told.contains(ReadingMark.of($0)) }, known: spokenOf)
  }

  /// Whether a reading is hidden now: then a picture must not show it either.
  func hides(_ reading: String) -> Bool { secrets.contains(reading) }

  /// The marks of what is hidden now.
  var secretMarks: Set<UInt8> { Set(secrets.map(ReadingMark.of)).subtracting([0]) }

  private var asks: Bool { prediction != nil && attempt.measured == nil }

  /// The readings that the text tells.
  private func told(except hidden: [String]) -> [String] {
    text.readings.filter { !hidden.contains($0) }
  }
}

extension LessonStep {
  /// The readings that it asks for, and does not tell itself.
  var askedReadings: [String] {
    switch verb {
    case .predict(let prediction):
      text.readings.contains(prediction.reading) ? [] : [prediction.reading]
    case .fade(let fade): fade.missing
    case .say, .do, .play: []
    }
  }
}
