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

/// A part of the run that was on one target, and the entropy of that target: the loss that no model gets
/// below there.
struct EntropyFloor: Hashable {
  /// From the step at which the target was chosen to the last step that was taken on it.
  var steps: ClosedRange<Int>
  /// What the screen calls the target.
  var target: String
  /// In nats; `nil` where it is unknown.
  var entropy: Double?
}

extension State {
  /// The parts of the run up to its newest step, one for each target. Neighbours whose entropy is unknown
  /// are one part.
  var entropyFloors: [EntropyFloor] {
    let newest = snapshot?.step ?? 0
    var parts = [(start: 0, choice: settings.target(atStep: 0))]
    for change in settings.changes where change.step < newest {
      if let choice = change.target { parts.append((change.step, choice)) }
    }
    let ends = parts.dropFirst().map { $0.start } + [max(newest, parts.last?.start ?? 0)]
    return zip(parts, ends).reduce(into: []) { floors, part in
      let (start, choice) = part.0
      let isPainting = choice.painting != nil
      let entropy =
        choice == settings.targetChoice
        ? target?.entropy : isPainting ? nil : choice.found?.entropy
      // A painting has another entropy with every dot; only the newest one is worth the sum over it.
      if entropy == nil, let last = floors.last, last.entropy == nil {
        floors[floors.count - 1].steps = last.steps.lowerBound...part.1
        return
      }
      floors.append(
        EntropyFloor(
          steps: start...part.1, target: isPainting ? "your painting" : choice.text,
          entropy: entropy))
    }
  }

  /// The part of the run that a measurement at a step belongs to.
  func entropyFloor(atStep step: Int) -> EntropyFloor? {
    let floors = entropyFloors
    return floors.first { step <= $0.steps.upperBound } ?? floors.last
  }

  /// Why the NLL at a step lies below the entropy, which no model's own NLL does; the longest form first,
  /// and empty where it does not.
  func belowFloor(_ heldOut: HeldOut?, atStep step: Int) -> [String] {
    guard let heldOut, let entropy = entropyFloor(atStep: step)?.entropy, heldOut.nll < entropy,
      heldOut.warnings(settings, entropy: entropy).isEmpty
    else { return [] }
    let error = heldOut.standardError.text(3)
    return [
      "The NLL lies below the entropy by chance: it is a mean over \(heldOut.count.grouped) points, with a "
        + "standard error of \(error). The KL, which subtracts point by point, is surer.",
      "below the entropy by chance: ± \(error) on \(heldOut.count.grouped) points",
      "below entropy by chance, ± \(error)",
    ]
  }

  /// The first measurement on held-out points of the target that was learned at a step.
  func firstHeldOut(atStep step: Int) -> HeldOut? {
    let start = settings.targetStart(atStep: max(0, step - 1))
    return snapshot?.history.heldOut.first { $0.step > start || start == 0 }?.value
  }
}
