import Learning

extension LossHistory {
  /// Steps below which no run is called settled.
  static let leastSettledSteps = 1000

  /// Whether the divergence has stopped to fall, or the loss where the target's density is unknown: over
  /// the last half of the run it changed by less than its own standard error.
  /// - Parameter start: the step at which the run began on its present target.
  func hasSettled(since start: Int = 0) -> Bool {
    guard let last = scores.last?.step, last - start >= LossHistory.leastSettledSteps else {
      return false
    }
    let marks = heldOut.filter { $0.step >= start + (last - start) / 2 }.map(\.value)
    guard marks.count >= 6, let newest = marks.last else { return false }
    func mean(_ marks: some Collection<HeldOut>) -> Double {
      marks.reduce(0) { $0 + ($1.kl ?? $1.nll) } / Double(marks.count)
    }
    let third = marks.count / 3
    let change = mean(marks.prefix(third)) - mean(marks.suffix(third))
    return abs(change) < newest.klStandardError ?? newest.standardError
  }
}
