import Learning

/// Readings for a lesson, each measured once for a model and a probe.
struct LessonReadings {
  private var key: ModelKey?
  private var probe: Probe?
  private var context: ReadingContext?
  /// When the next measurement of a model that trains may be made.
  private var next = ContinuousClock.now

  /// - Parameters:
  ///   - isLive: whether the model will be another one in a moment: then the clock decides whether this one
  ///     is measured.
  ///   - make: what measures the model.
  mutating func value(
    of reading: Reading, _ key: ModelKey, _ probe: Probe, isLive: Bool,
    _ make: () -> ReadingContext
  ) -> Double? {
    if self.key != key || self.probe != probe {
      guard !isLive || ContinuousClock.now >= next else { return nil }
      (self.key, self.probe, context) = (key, probe, make())
    }
    let start = ContinuousClock.now
    let value = try? context?.value(of: reading)
    let end = ContinuousClock.now
    next = max(next, end.advanced(by: start.duration(to: end) * 9))
    return value
  }
}
