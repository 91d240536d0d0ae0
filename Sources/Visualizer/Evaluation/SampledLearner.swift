import Learning

/// Samples of a learner that is not a flow: all that can be asked of any learner.
struct SampledLearner {
  private struct Key: Hashable {
    var model: ModelKey
    var count: Int
  }

  private var sampler = Memo<Settings, (any Sampler)?>()
  private var points = Memo<Key, [SIMD2<Float>]>()

  /// Samples of the model on screen; none before there is one.
  mutating func samples(of state: State, count: Int) -> [SIMD2<Float>] {
    guard let model = state.model, let learner = state.snapshot?.learner else { return [] }
    return samples(of: model, learner, count: count)
  }

  /// Samples of a model, always from the same random numbers.
  mutating func samples(of model: Model, _ learner: LearnerProfile, count: Int) -> [SIMD2<Float>] {
    let sampler = sampler.value(for: model.settings.evaluationKey) {
      try? learner.makeSampler(model.settings, 1)
    }
    guard let sampler else { return [] }
    let key = Key(model: ModelKey(settings: model.settings, step: model.step), count: count)
    return points.value(for: key) {
      sampler.samples(count: count, seed: model.settings.seed, of: model)
    }
  }
}
