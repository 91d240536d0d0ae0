import Learning

/// The training and held-out losses of a run, thinned so that it never grows without bound.
///
/// Training losses are kept in buckets of equal numbers of steps; when they are all full,
/// neighbours merge and every bucket covers twice as many steps.
public struct LossHistory: Sendable {
  /// Consecutive training steps, summarised. Losses in nats.
  public struct Bucket: Hashable, Sendable {
    public var firstStep: Int
    public var count: Int
    public var sum: Double
    public var least: Double
    public var greatest: Double

    public var mean: Double { sum / Double(count) }
    /// The step in the middle of the bucket.
    public var middle: Double { Double(firstStep) + Double(count - 1) / 2 }
  }

  /// One measurement of a model, and the step it was taken at.
  public struct Mark: Hashable, Sendable {
    public var step: Int
    public var score: Score
  }

  /// What an exact density said of the held-out points, and the step it was measured at.
  public struct Measurement: Hashable, Sendable {
    public var step: Int
    public var value: HeldOut
  }

  public private(set) var training: [Bucket] = []
  /// The loss of the newest batch.
  public private(set) var newest: Double?
  public private(set) var scores: [Mark] = []
  /// The measurements that have an NLL.
  public var heldOut: [Measurement] {
    scores.compactMap { mark in
      mark.score.heldOut.map { Measurement(step: mark.step, value: $0) }
    }
  }
  private var stride = 1
  private let capacity: Int

  /// - Parameter capacity: the greatest number of buckets, and of measurements, to keep.
  public init(capacity: Int = 512) {
    self.capacity = max(4, capacity)
  }

  /// Notes the loss of the batch that made `step`.
  mutating func note(step: Int, loss: Double) {
    newest = loss
    if let last = training.last, last.count < stride {
      training[training.count - 1] = Bucket(
        firstStep: last.firstStep, count: last.count + 1, sum: last.sum + loss,
        least: min(last.least, loss), greatest: max(last.greatest, loss))
      return
    }
    if training.count == capacity { mergeNeighbours() }
    training.append(Bucket(firstStep: step, count: 1, sum: loss, least: loss, greatest: loss))
  }

  /// Notes a measurement; a second one at the same step is dropped.
  mutating func note(step: Int, score: Score) {
    guard scores.last?.step != step else { return }
    if scores.count == capacity {
      // Every other one goes; the first and the newest stay.
      scores = scores.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }
    scores.append(Mark(step: step, score: score))
  }

  private mutating func mergeNeighbours() {
    stride *= 2
    training = Swift.stride(from: 0, to: training.count, by: 2).map { index in
      var bucket = training[index]
      if index + 1 < training.count {
        let next = training[index + 1]
        bucket.count += next.count
        bucket.sum += next.sum
        bucket.least = min(bucket.least, next.least)
        bucket.greatest = max(bucket.greatest, next.greatest)
      }
      return bucket
    }
  }
}
