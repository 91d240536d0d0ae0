import Flows
import Learning

/// A model's identity. Training is deterministic, so settings and step determine the model.
struct ModelKey: Hashable {
  var settings: Settings
  var step: Int
  /// What evaluates it, where that is not the evaluator of its settings.
  var solver: ObjectIdentifier?
}

extension Settings {
  /// The part of the settings that evaluating a model depends on. All paintings count as one target:
  /// while the user paints, every dot makes another.
  var evaluationKey: Settings {
    var key = withoutChanges
    if targetChoice.painting != nil { key.targetChoice = .named(PaintedDots.prefix) }
    return key
  }
}
