import Autodiff
import Flows

/// Draws training batches on the threads that use them: what a block holds depends on the seed, the
/// step and the block alone.
///
/// What varies is written between runs only, by the thread that starts them.
final class BatchSource: LaneSource, @unchecked Sendable {
  private var target: any Target
  private let base: any BaseDistribution
  private let objective: Objective
  private let stream: RandomStream
  private var pool: [SIMD2<Float>] = []
  private let poolStream: RandomStream
  private let poolCount: Int
  private let count: Int
  /// Rows of ±1 after those of the objective, for layers that are ``Noisy``.
  private let signs: Range<Int>
  /// Standard deviation of the noise on every point.
  private let noise: Float
  /// What smooths a user's points; `nil` for other targets.
  private var smoothing: Smoothing?
  private let settings: Settings
  var step = 0

  init(_ architecture: Architecture, target: any Target) {
    settings = architecture.settings
    self.target = target
    base = architecture.base.distribution
    objective = architecture.family.objective
    let seed = RandomStream(seed: settings.seed)
    count = settings.batch
    signs = objective.features..<architecture.sampleFeatures
    noise = Float(settings.noise ?? 0)
    stream = seed.split(RandomStream.Purpose.batches)
    poolStream = seed.split(RandomStream.Purpose.pool)
    poolCount = settings.pool ?? 0
    aim(at: target)
  }

  /// Draws from this target from now on.
  func aim(at new: any Target) {
    target = new
    smoothing = Smoothing(settings, new)
    var random = poolStream
    pool = (0..<poolCount).map { _ in new.sample(using: &random) }
  }

  /// A batch to initialise from, at least large enough for a mean and a deviation.
  func first() -> [SIMD2<Float>] {
    if !pool.isEmpty { return pool }
    var random = stream.split(RandomStream.Purpose.initialization)
    return (0..<max(count, 256)).map { _ in target.sample(using: &random) }
  }

  /// One training point: fresh or from the pool, with its noise.
  private func draw(using random: inout RandomStream) -> SIMD2<Float> {
    let point =
      pool.isEmpty
      ? target.sample(using: &random) : pool[Int(random.next(upperBound: UInt64(pool.count)))]
    let blurred = noise > 0 ? point + noise * SIMD2<Float>(random.normalPair()) : point
    return smoothing?.smoothed(blurred, using: &random) ?? blurred
  }

  /// The data points of the batch of the current step, drawn once more.
  /// - Parameter tileLanes: lanes in a block, as the executor cuts the batch.
  func points(tileLanes: Int) -> [SIMD2<Float>] {
    stride(from: 0, to: count, by: tileLanes).flatMap { start in
      var random = stream.split(UInt64(step)).split(UInt64(start))
      return (0..<min(tileLanes, count - start)).map { _ in
        let point = draw(using: &random)
        if objective == .flowMatching {
          _ = base.sample(using: &random)
          _ = random.uniform()
        }
        return point
      }
    }
  }

  func fill(_ block: LaneBlock<Float>, lanes range: Range<Int>) {
    var random = stream.split(UInt64(step)).split(UInt64(range.lowerBound))
    if !signs.isEmpty {
      // A stream of their own: the points are the same with and without it.
      var stream = random.split(RandomStream.Purpose.noise)
      for row in signs {
        for lane in 0..<range.count {
          block.set(feature: row, lane: lane, stream.uniform() < 0.5 ? -1 : 1)
        }
      }
    }
    for lane in 0..<range.count {
      if objective == .reverseKL {
        let z = base.sample(using: &random)
        block.set(feature: 0, lane: lane, z.x)
        block.set(feature: 1, lane: lane, z.y)
        block.set(feature: 2, lane: lane, Float(Annealing.weight(atStep: step)))
        continue
      }
      let point = draw(using: &random)
      block.set(feature: 0, lane: lane, point.x)
      block.set(feature: 1, lane: lane, point.y)
      if objective == .flowMatching {
        let start = base.sample(using: &random)
        block.set(feature: 2, lane: lane, start.x)
        block.set(feature: 3, lane: lane, start.y)
        block.set(feature: 4, lane: lane, Float(random.uniform()))
      }
    }
  }
}
