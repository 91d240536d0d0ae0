import Learning

// What a lesson asks of the screen after every event.

extension LessonRun {
  /// What is true now of what the lesson waits for.
  /// - Parameter number: a reading of the model on screen; `nil` where it cannot be given now.
  func observation(of state: State, number: (String) -> Double?) -> LessonObservation {
    var seen = LessonObservation()
    seen.isReady = isSettled(state)
    func holds(_ condition: Condition) -> Bool {
      self.holds(condition, in: state, number: number)
    }
    // What is so already when a step begins is not done by the learner.
    seen.isReached =
      attempt.isReached || !attempt.counts.isEmpty && step?.until.map(holds) == true
    if attempt.answer != nil, attempt.measured == nil, seen.isReady, question == nil {
      if let prediction, !prediction.choices.isEmpty {
        let right = prediction.choices.indices.filter { holds(prediction.choices[$0].when) }
        // Where two hold, whoever chose either is right.
        let chosen = right.first { attempt.answer == Double($0 + 1) } ?? right.first
        seen.measured = chosen.map { Double($0 + 1) }
        if seen.measured == nil { seen.problem = "none of the answers holds here" }
      } else if let name = prediction?.reading ?? fadeReading {
        seen.measured = number(name).flatMap { $0.isFinite ? $0 : nil }
        if seen.measured == nil {
          seen.problem = "this cannot be measured here: n, twice, passes over it"
        }
      }
    }
    if case .wait(let condition) = playing.first { seen.goesOn = holds(condition) }
    return seen
  }

  /// Whether a condition holds now.
  /// - Parameter number: a reading of the model on screen; `nil` where it cannot be given now.
  func holds(
    _ condition: Condition, in state: State, number: (String) -> Double?
  ) -> Bool {
    let isSettled = isSettled(state)
    return condition.holds { operand in
      switch operand {
      case .number(let number): return .number(number)
      case .word(let word): return .text(word)
      case .did(let action): return .number(Double(attempt.counts[action] ?? 0))
      case .reading(let name):
        return isSettled ? number(name).map { .number($0) } ?? .unknown : .unknown
      case .state(let name):
        // The step on screen may still be that of the run before.
        if name == "step", !isSettled { return .unknown }
        return LessonStateName.byName[name]?.value(state) ?? .unknown
      }
    }
  }

  /// The reading of the number that was filled in last.
  private var fadeReading: String? {
    guard let fade, fade.missing.indices.contains(attempt.filled.count) else { return nil }
    return fade.missing[attempt.filled.count]
  }

  /// Whether the model on screen is of the run that the settings describe, and where it was to begin.
  private func isSettled(_ state: State) -> Bool {
    guard let snapshot = state.snapshot, snapshot.settings.isSameRun(as: state.settings) else {
      return false
    }
    guard snapshot.goal == nil, let model = snapshot.model else { return false }
    return isReady || model.step >= firstStep
  }
}

extension State {
  /// Lets a run pause at the step that the lesson waits for, and not some steps later. Where a reading decides,
  /// nobody knows which step that is.
  var stopOfLesson: [Effect] {
    guard let task = lesson?.step, task.verb == .do, let until = task.until, until.readings.isEmpty,
      let step = until.leastStep
    else { return [] }
    return [.train(.stop(at: step))]
  }
}

extension Condition {
  /// The step that must have been reached; `nil` where that is not all that is asked of it.
  fileprivate var leastStep: Int? {
    switch self {
    case .all(let parts): parts.compactMap(\.leastStep).max()
    case .comparison(.state("step"), .atLeast, .number(let step)): Int(exactly: step)
    default: nil
    }
  }
}
