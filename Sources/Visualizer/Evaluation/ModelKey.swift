import Flows
import Learning

/// A model's identity. Training is deterministic, so settings and step say it all.
struct ModelKey: Hashable {
  var settings: Settings
  var step: Int
}

extension Settings {
  /// What evaluating a model depends on; while one paints, the target is another one at every dot.
  var evaluationKey: Settings {
    var key = withoutChanges
    if targetChoice.painting != nil { key.targetChoice = .named(PaintedDots.prefix) }
    return key
  }
}
