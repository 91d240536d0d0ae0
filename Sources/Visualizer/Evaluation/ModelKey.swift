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
    var key = self
    (key.learningRate, key.learningRateChanges, key.earlierTargets) = (nil, nil, nil)
    if target.hasPrefix(PaintedTarget.prefix) { key.target = PaintedTarget.prefix }
    return key
  }
}
