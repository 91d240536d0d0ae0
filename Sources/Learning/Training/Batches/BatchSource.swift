import Autodiff
import Flows
import Synchronization

/// Draws training batches on the threads that use them: what a block holds depends on the seed, the
/// step and the block alone.
///
/// What varies is written between runs only, by the thread that starts them.
final class BatchSource: LaneSource, @unchecked Sendable {
  private var target: any Target
  private let base: any BaseDistribution
  /// What a sample is made of, and the first row of each.
  private let draws: [(draw: Draw, row: Int)]
  private let stream: RandomStream
  private var pool: [SIMD2<Float>] = []
  private let poolStream: RandomStream
  private let poolCount: Int
  private let count: Int
  /// Standard deviation of the noise on every point.
  private let noise: Float
  /// The cells that the points are rounded to and spread over; `nil` leaves them as they are.
  private let cells: Cells?
  /// What smooths a user's points; `nil` for other targets.
  private var smoothing: Smoothing?
  private let settings: Settings
  /// The fixed layer next to a user's points; `nil` for other targets.
  private let fit: GaussianFit?
  /// The first rows of the data and of the base's points that are dealt to them; `nil` where none are.
  private let dealt: (data: Int, base: Int)?
  /// What deals them, as many as threads did at the same time.
  private let assignments = Mutex<[Assignment]>([])
  /// The pairs that paths connect in a round of reflow; `nil` connects the base with data.
  var couples: Couples?
  var step = 0
  /// Which update of a phase it draws for, from 0: each has samples of its own.
  var turn = 0

  /// - Parameter draws: what each sample is made of, in the order of its rows.
  init(
    _ settings: Settings, target: any Target, base: any BaseDistribution, draws: [Draw]
  ) {
    self.settings = settings
    self.target = target
    self.base = base
    self.draws = draws.indices.map { (draws[$0], Array(draws[..<$0]).features) }
    let rows = self.draws
    dealt = rows.first { $0.draw == .dealtBase }.flatMap { base in
      rows.first { $0.draw == .data }.map { (data: $0.row, base: base.row) }
    }
    let seed = RandomStream(seed: settings.seed)
    count = settings.batch
    noise = Float(settings.noise ?? 0)
    fit = settings.gaussianFit
    cells = Cells(settings)
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

  /// One training point: fresh or from the pool, spread over its cell, with its noise.
  private func point(of target: any Target, using random: inout RandomStream) -> SIMD2<Float> {
    let drawn =
      pool.isEmpty
      ? target.sample(using: &random) : pool[Int(random.next(upperBound: UInt64(pool.count)))]
    let point = cells?.spread(drawn, using: &random) ?? drawn
    let blurred = noise > 0 ? point + noise * SIMD2<Float>(random.normalPair()) : point
    return smoothing?.smoothed(blurred, using: &random) ?? blurred
  }

  /// The data points of the batch of the current step, drawn once more; where training needs none, points
  /// of the target.
  /// - Parameter tileLanes: lanes in a block, as the executor cuts the batch.
  func points(tileLanes: Int) -> [SIMD2<Float>] {
    let row = draws.first { $0.draw == .data }?.row
    let origin = Origin(target: target, draws: draws, couples: couples)
    return stride(from: 0, to: count, by: tileLanes).flatMap { start in
      var random = stream.split(UInt64(step)).split(UInt64(start))
      return (0..<min(tileLanes, count - start)).map { _ in
        guard let row else { return point(of: target, using: &random) }
        var point = SIMD2<Float>()
        drawSample(of: origin, using: &random) { feature, value in
          if feature == row { point.x = value } else if feature == row + 1 { point.y = value }
        }
        return point
      }
    }
  }

  func fill(_ block: LaneBlock<Float>, lanes range: Range<Int>) {
    var random = stream.split(UInt64(step)).split(UInt64(range.lowerBound))
    if turn > 0 { random = random.split(RandomStream.Purpose.turns).split(UInt64(turn)) }
    fillSigns(block, lanes: range.count, random)
    let origin = Origin(target: target, draws: draws, couples: couples)
    for lane in 0..<range.count {
      drawSample(of: origin, using: &random) { block.set(feature: $0, lane: lane, $1) }
    }
    if let dealt, couples == nil {
      for start in stride(from: 0, to: range.count, by: Assignment.most) {
        deal(dealt, block, lanes: start..<min(start + Assignment.most, range.count))
      }
    }
  }

  /// Deals the points of the base to those of the data, as few as an assignment takes.
  private func deal(_ rows: (data: Int, base: Int), _ block: LaneBlock<Float>, lanes: Range<Int>) {
    // Threads deal at the same time, each in memory of its own that has been used before.
    var assignment = assignments.withLock { $0.popLast() } ?? Assignment()
    func point(_ row: Int, _ lane: Int) -> SIMD2<Float> {
      SIMD2(block.get(feature: row, lane: lane), block.get(feature: row + 1, lane: lane))
    }
    for (index, lane) in lanes.enumerated() {
      // Paths end before the layer that is the Gaussian fit of a user's points.
      let x = point(rows.data, lane)
      assignment.takers[index] = fit?.origin(x) ?? x
      assignment.goods[index] = point(rows.base, lane)
    }
    assignment.pair(lanes.count)
    for (index, lane) in lanes.enumerated() {
      let z = assignment.goods[assignment.given[index]]
      block.set(feature: rows.base, lane: lane, z.x)
      block.set(feature: rows.base + 1, lane: lane, z.y)
    }
    assignments.withLock { $0.append(assignment) }
  }

  /// What samples are drawn from. It is read once for many of them: whoever reads it counts a reference, and threads
  /// that count one for each sample wait for each other. That took 3 % of the time of two threads in RealNVP.
  private struct Origin {
    let target: any Target
    let draws: [(draw: Draw, row: Int)]
    let couples: Couples?
  }

  /// Draws one sample, all but its signs.
  /// - Parameter set: takes a row and its number.
  @inline(__always)
  private func drawSample(
    of origin: Origin, using random: inout RandomStream, _ set: (Int, Float) -> Void
  ) {
    let couple = origin.couples?.draw(using: &random)
    for (draw, row) in origin.draws {
      switch draw {
      case .data:
        let point = couple?.x ?? point(of: origin.target, using: &random)
        set(row, point.x)
        set(row + 1, point.y)
      case .base, .dealtBase:
        let z = couple?.z ?? base.sample(using: &random)
        set(row, z.x)
        set(row + 1, z.y)
      case .uniform: set(row, Float(random.uniform()))
      case .normals(let count):
        for index in 0..<count { set(row + index, Float(random.normal())) }
      case .annealing: set(row, Float(Annealing.weight(atStep: step)))
      case .signs: break
      }
    }
  }

  /// Signs have a stream of their own: the points are the same with and without them.
  private func fillSigns(_ block: LaneBlock<Float>, lanes: Int, _ random: RandomStream) {
    for case (.signs(let count), let first) in draws {
      var stream = random.split(RandomStream.Purpose.noise)
      for row in first..<(first + count) {
        for lane in 0..<lanes {
          block.set(feature: row, lane: lane, stream.uniform() < 0.5 ? -1 : 1)
        }
      }
    }
  }
}
