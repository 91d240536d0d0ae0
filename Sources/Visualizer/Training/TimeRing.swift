/// Moments of a run, thinned as it gets longer: they stand close together near its beginning, where
/// most happens, and near now, and further apart in between, each gap in proportion to its distance
/// from both ends.
struct TimeRing<Moment> {
  private(set) var moments: [(step: Int, value: Moment)] = []
  private let capacity: Int

  /// - Parameter capacity: the greatest number of moments to keep, at least 4.
  init(capacity: Int) {
    self.capacity = max(4, capacity)
  }

  /// Keeps a moment that comes after all others; one at the same step takes the last one's place.
  mutating func note(step: Int, _ value: Moment) {
    if moments.last?.step == step { moments.removeLast() }
    moments.append((step, value))
    if moments.count > capacity { thin() }
  }

  /// The latest moment up to a step.
  func last(upTo step: Int) -> (step: Int, value: Moment)? {
    moments.last { $0.step <= step }
  }

  /// Forgets what came after a step.
  mutating func forget(after step: Int) {
    moments.removeAll { $0.step > step }
  }

  /// Drops the moment that is missed the least; the first and the last stay.
  private mutating func thin() {
    guard let now = moments.last?.step, moments.count > 2 else { return }
    var best: (index: Int, gap: Double)?
    for index in 1..<(moments.count - 1) {
      let step = moments[index].step
      let gap = Double(moments[index + 1].step - moments[index - 1].step)
      let scale = Double(min(now - step, step) + 1)
      if gap / scale < best?.gap ?? .infinity { best = (index, gap / scale) }
    }
    if let best { moments.remove(at: best.index) }
  }
}
