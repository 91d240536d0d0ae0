import Canvas
import Learning

/// The numbers on screen that would change too fast to be read, all of one moment.
struct Readout: Sendable {
  /// The settings of the run that they are of.
  var run: Settings
  /// The latest measurement of the run, and the step that it was made at.
  var mark: LossHistory.Mark?
  /// Measured over about the last second; 0 while paused.
  var stepsPerSecond: Double
  /// What the loss curves say.
  var loss: LossReadout

  /// The numbers as they are now.
  init(_ state: State) {
    run = state.settings
    mark = state.newestMark
    stepsPerSecond = state.snapshot?.stepsPerSecond ?? 0
    loss = state.newestLossReadout
  }
}

/// What the loss curves say at one step.
struct LossReadout: Hashable {
  var step: Int
  /// The mean loss of the batches around the step, in nats; `nil` before the first.
  var training: Double?
  /// The last measurement on held-out points up to the step.
  var heldOut: HeldOut?
  /// The step of that measurement.
  var heldOutStep: Int?
  /// Where it is another step: `@1,200`.
  var measuredStep: String? {
    heldOutStep.flatMap { $0 == step ? nil : "@" + $0.grouped }
  }
}

extension State {
  /// What the loss shows: under the cursor, or at the step of the model on screen.
  var lossReadout: LossReadout {
    lossCursor == nil ? readout?.loss ?? newestLossReadout : newestLossReadout
  }

  /// The same of this moment.
  var newestLossReadout: LossReadout {
    let history = snapshot?.history ?? LossHistory()
    let step = lossCursor ?? self.step
    let mark = history.scores.last { $0.step <= step }
    return LossReadout(
      step: step, training: history.training.last { $0.firstStep <= step }?.mean,
      heldOut: mark?.score.heldOut, heldOutStep: mark?.step)
  }
}

/// Keeps what is read for a fifth of a second, so that it can be read.
struct Held<Value> {
  /// Seconds that a value stays.
  static var period: Double { 0.2 }

  private var value: Value?
  private var since = 0.0

  init() {}

  /// - Parameters:
  ///   - time: seconds on any clock that does not go back; `nil` is a picture that stands still, which
  ///     shows what is true now.
  ///   - isSame: whether the held value is still about the same thing; another is shown at once.
  ///   - newest: the value now.
  mutating func value(
    at time: Double?, while isSame: (Value) -> Bool = { _ in true }, _ newest: () -> Value
  ) -> Value {
    if let time, let value, time >= since, time - since < Self.period, isSame(value) {
      return value
    }
    let now = newest()
    value = now
    since = time ?? -.infinity
    return now
  }
}
