import Learning

/// The evaluators of the flows on screen, each made once: making one takes longer than using it.
struct Evaluators {
  /// The last one used stands last. `nil` belongs to settings that make no flow.
  private var held: [(key: Settings, evaluator: Evaluator?)] = []
  /// How many are kept: those of the flows on screen.
  var capacity = 1 {
    didSet { trim() }
  }

  /// - Returns: `nil` for settings that make no flow.
  mutating func evaluator(of settings: Settings) -> Evaluator? {
    let key = settings.evaluationKey
    let entry =
      held.firstIndex { $0.key == key }.map { held.remove(at: $0) }
      ?? (key: key, evaluator: try? Evaluator(settings))
    held.append(entry)
    trim()
    return entry.evaluator
  }

  private mutating func trim() {
    held.removeFirst(max(0, held.count - max(1, capacity)))
  }
}
