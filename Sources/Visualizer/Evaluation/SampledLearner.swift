import Learning

/// Samples of a learner that is not a flow: all that can be asked of any learner.
struct SampledLearner {
  private struct Key: Hashable {
    var model: ModelKey
    var count: Int
  }

  private var sampler = Memo<Settings, (any Sampler)?>()
  private var points = Memo<Key, [SIMD2<Float>]>()
  private var counted = Memo<ModelKey, Double?>()

  /// Samples of the model on screen; none before there is one.
  mutating func samples(of state: State, count: Int) -> [SIMD2<Float>] {
    guard let model = state.model, let learner = state.snapshot?.learner else { return [] }
    return samples(of: model, learner, count: count)
  }

  /// Samples of a model, always from the same random numbers.
  mutating func samples(of model: Model, _ learner: LearnerProfile, count: Int) -> [SIMD2<Float>] {
    guard let sampler = sampler(of: model, learner) else { return [] }
    let key = Key(model: ModelKey(settings: model.settings, step: model.step), count: count)
    return points.value(for: key) {
      sampler.samples(count: count, seed: model.settings.seed, of: model)
    }
  }

  /// Evaluations of a network for one sample, one after another; `nil` where they are not counted. They
  /// are counted anew with every measurement.
  /// - Parameter step: of the last measurement.
  mutating func passes(of model: Model, _ learner: LearnerProfile, at step: Int?) -> Double? {
    guard let sampler = sampler(of: model, learner) else { return nil }
    return counted.value(for: ModelKey(settings: model.settings, step: step ?? 0)) {
      sampler.passes(of: model)
    }
  }

  private mutating func sampler(of model: Model, _ learner: LearnerProfile) -> (any Sampler)? {
    sampler.value(for: model.settings.evaluationKey) {
      try? learner.makeSampler(model.settings, 1)
    }
  }
}
