import Learning

/// A training run that obeys commands, without a thread and without a clock. ``TrainingLoop`` decides when it
/// takes steps; where nobody watches it takes them one after the other.
final class TrainingRun {
  private(set) var session: TrainingSession
  private(set) var speed: Speed
  private(set) var running: Bool
  /// The step to hurry to.
  private(set) var goal: Int?
  /// The step to pause at.
  private var end: Int?
  /// Whether it has paused there, and was told nothing since.
  private var hasStopped = false
  /// How many parts of a step to show once it is reached.
  private var parts = 0
  private let threads: Int

  init(_ settings: Settings, threads: Int, speed: Speed, running: Bool) {
    session = TrainingSession(settings, threads: threads)
    (self.threads, self.speed, self.running) = (threads, speed, running)
  }

  /// Whether there is something to do before the next command. A map that is turned by hand takes no steps,
  /// however it was told to run.
  var isBusy: Bool { !session.isByHand && (running || goal != nil) }

  func obey(_ command: TrainingLoop.Command) {
    switch command {
    case .run: (running, end, hasStopped) = (true, nil, false)
    case .stop(let step): end = step > session.step ? step : nil
    case .pause:
      running = false
      goal = nil
      if speed != .slowMotion { session.measure() }
    case .step where speed == .slowMotion:
      running = false
      goal = nil
      _ = session.advancePart()
    case .step:
      running = false
      goal = nil
      if session.advance() { session.measure() }
    case .speed(let new):
      if new == .slowMotion, speed != new, !running {
        _ = session.advancePart()
      } else if new != .slowMotion {
        session.leaveSlowMotion()
      }
      speed = new
    case .forward(let step): goal = step > session.step && !session.isByHand ? step : nil
    case .resume(let step):
      session.rewind(to: step)
      goal = step > session.step ? step : nil
      running = true
    case .change(let change): session.change(change)
    case .parts(let count):
      parts = count
      if goal == nil { showParts() }
    case .restart(let settings, _):
      goal = nil
      session = TrainingSession(settings, threads: threads)
    }
  }

  /// Takes up to so many steps, or as many as are left to the goal.
  /// - Parameter goesOn: asked before every step but the first.
  func takeSteps(_ count: Int, while goesOn: () -> Bool = { true }) {
    if goal == nil, speed == .slowMotion {
      if !session.advancePart() { running = false }
      return
    }
    var left =
      if let goal { goal - session.step } else if let end { min(count, end - session.step) } else {
        count
      }
    while left > 0 {
      guard session.advance() else {
        running = false
        goal = nil
        break
      }
      left -= 1
      if !goesOn() { break }
    }
    if goal == nil, end == session.step {
      (running, end, hasStopped) = (false, nil, true)
      session.measure()
    }
    if goal == session.step {
      goal = nil
      if !running { session.measure() }
      showParts()
    }
  }

  private func showParts() {
    for _ in 0..<parts { _ = session.advancePart() }
    parts = 0
  }

  func snapshot(stepsPerSecond: Double) -> TrainingSnapshot {
    var snapshot = session.snapshot(stepsPerSecond: stepsPerSecond)
    snapshot.goal = goal
    snapshot.hasStopped = hasStopped
    return snapshot
  }
}
