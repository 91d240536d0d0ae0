import Learning

/// The evaluators of the flows on screen, each made once: making one takes longer than using it.
struct Evaluators {
  /// The last one used stands last. `nil` belongs to settings that make no flow.
  private var held: [(key: Settings, evaluator: Evaluator?)] = []
  /// The same of learners that are no flows.
  private var points: [(key: Settings, evaluators: OfPoints)] = []
  /// How many threads they compute with.
  let threads: Int
  /// What they say of how far a long evaluation is, see ``Evaluator/progress``.
  let progress: ((_ done: Int, _ total: Int) -> Void)?
  /// How many are kept: those of the flows on screen.
  var capacity = 1 {
    didSet { trim() }
  }

  init(threads: Int = 1, progress: ((_ done: Int, _ total: Int) -> Void)? = nil) {
    (self.threads, self.progress) = (threads, progress)
  }

  /// - Returns: `nil` for settings that make no flow.
  mutating func evaluator(of settings: Settings) -> Evaluator? {
    let key = settings.evaluationKey
    let entry =
      held.firstIndex { $0.key == key }.map { held.remove(at: $0) }
      ?? (key: key, evaluator: makeEvaluator(of: settings))
    held.append(entry)
    trim()
    return entry.evaluator
  }

  private func makeEvaluator(of settings: Settings) -> Evaluator? {
    let evaluator = try? Evaluator(settings, threads: threads)
    evaluator?.progress = progress
    return evaluator
  }

  private mutating func trim() {
    held.removeFirst(max(0, held.count - max(1, capacity)))
    points.removeFirst(max(0, points.count - max(1, capacity)))
  }

  /// What evaluates points by a learner that is no flow.
  struct OfPoints {
    /// log p(x) in nats; `nil` where the learner has no density.
    var density: (any PointEvaluator)?
    /// The log-odds that a point is of the data; `nil` where nothing judges.
    var discriminator: (any PointEvaluator)?
    /// What is known of its latent space; `nil` where there is none.
    var latent: LatentEvaluator?
  }

  /// The evaluators of a learner that is no flow.
  mutating func ofPoints(_ settings: Settings, _ learner: LearnerProfile) -> OfPoints {
    let key = settings.evaluationKey
    let entry =
      points.firstIndex { $0.key == key }.map { points.remove(at: $0) }
      ?? (
        key: key,
        evaluators: OfPoints(
          density: make(learner.makeDensity, .density, learner, settings),
          discriminator: make(learner.makeDiscriminator, .discriminator, learner, settings),
          latent: try? learner.makeLatent?(settings, threads))
      )
    points.append(entry)
    trim()
    return entry.evaluators
  }

  private func make(
    _ make: LearnerProfile.MakeEvaluator?, _ ability: LearnerAbility, _ learner: LearnerProfile,
    _ settings: Settings
  ) -> (any PointEvaluator)? {
    guard let make, learner.abilities.contains(ability) else { return nil }
    return try? make(settings, threads)
  }
}
