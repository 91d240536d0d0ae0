import Foundation
import Learning

/// Trains on a thread of its own, at the pace it is told, and publishes immutable snapshots.
///
/// It never waits for the screen: a snapshot that nobody collected is replaced by the next one.
/// Paused, its thread sleeps until a command comes. Pace and commands decide *when* steps are taken;
/// what a step computes depends on the settings alone.
public final class TrainingLoop: Sendable {
  /// What the loop can be told to do.
  public enum Command: Hashable, Sendable {
    case run
    case pause
    /// Take one step, then pause.
    case step
    case speed(Speed)
    /// Take steps as fast as possible until so many have been taken, then go on as before.
    case forward(to: Int)
    /// While running, pause when so many steps have been taken.
    case stop(at: Int)
    /// Go back to a step and run on from there; what follows is redone, the same bit for bit.
    case resume(from: Int)
    /// Go on with the same run, changed from here on.
    case change(RunChange.Kind)
    /// Show so many parts of the next step: now, or after hurrying to the step of ``forward(to:)``.
    case parts(Int)
    /// Begin anew with these settings, running or paused as before; while running slowly at first, see
    /// ``Opening``, where `opens` says so.
    case restart(Settings, opens: Bool = false)
  }

  private let mailbox: Mailbox<Command, TrainingSnapshot>

  /// Starts the thread.
  /// - Parameters:
  ///   - threads: threads for each gradient step.
  ///   - opens: whether it begins slowly, see ``Opening``; a loop that begins paused does not.
  ///   - wake: called from the training thread whenever there is something new in ``latest``.
  public init(
    _ settings: Settings, threads: Int = 2, speed: Speed = .perFrame(10), running: Bool = true,
    opens: Bool = false, wake: @escaping @Sendable () -> Void
  ) {
    let mailbox = Mailbox<Command, TrainingSnapshot>()
    self.mailbox = mailbox
    let added = Rivals.added
    let thread = Thread {
      Rivals.$added.withValue(added) {
        Worker(
          settings: settings, threads: threads, speed: speed, running: running, opens: opens,
          mailbox: mailbox, wake: wake
        ).work()
      }
      mailbox.finish()
    }
    thread.name = "training"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// A loop that nobody holds ends.
  deinit { stop() }

  /// Queues a command. Snapshots from before it are withdrawn.
  public func send(_ command: Command) {
    mailbox.post(command)
  }

  /// Collects the newest snapshot that has not been collected yet.
  public func latest() -> TrainingSnapshot? {
    mailbox.collect()
  }

  /// Ends the thread, and returns when it has ended: after at most one training step.
  public func stop() {
    mailbox.stop()
  }
}

extension TrainingLoop.Command {
  /// Whether the speed that was chosen holds from then on, or the user goes step by step.
  var endsOpening: Bool {
    switch self {
    case .step, .speed, .forward, .resume, .parts: true
    case .run, .pause, .stop, .change, .restart: false
    }
  }
}

/// What the thread does.
private final class Worker {
  private let run: TrainingRun
  private var pace = Pace()
  /// How far the run is in its opening; `nil` without one, and after it.
  private var opening: Opening?
  /// When the last frame's steps were due.
  private var lastFrame = Date.now
  private let mailbox: Mailbox<TrainingLoop.Command, TrainingSnapshot>
  private let wake: @Sendable () -> Void

  init(
    settings: Settings, threads: Int, speed: Speed, running: Bool, opens: Bool,
    mailbox: Mailbox<TrainingLoop.Command, TrainingSnapshot>,
    wake: @escaping @Sendable () -> Void
  ) {
    run = TrainingRun(settings, threads: threads, speed: speed, running: running)
    opening = opens && running ? Opening() : nil
    self.mailbox = mailbox
    self.wake = wake
  }

  func work() {
    publish()
    var nextFrame = Date.now
    lastFrame = nextFrame
    while let commands = mailbox.take(waitingUntil: run.isBusy ? nextFrame : nil) {
      withLastRestart(commands).forEach(obey)
      let period = run.goal == nil && opening == nil ? run.speed.quantum.period : Speed.framePeriod
      if run.isBusy, nextFrame <= .now {
        // Frames are due at even times: counted from the end of the last one, every delay would add up.
        let due = nextFrame.addingTimeInterval(period)
        nextFrame = due > .now ? due : .now.addingTimeInterval(period)
        takeSteps(until: nextFrame)
        lastFrame = .now
      } else {
        nextFrame = min(nextFrame, .now.addingTimeInterval(period))
      }
      publish()
    }
  }

  /// The commands without all restarts but the last: a painter may send many at once, and only the last
  /// counts.
  private func withLastRestart(_ commands: [TrainingLoop.Command]) -> [TrainingLoop.Command] {
    func begins(_ command: TrainingLoop.Command) -> Bool {
      if case .restart = command { return true }
      return false
    }
    let last = commands.lastIndex(where: begins)
    return commands.enumerated().filter { $0.offset == last || !begins($0.element) }.map(\.element)
  }

  private func obey(_ command: TrainingLoop.Command) {
    if command.endsOpening { opening = nil }
    run.obey(command)
    switch command {
    case .run:
      lastFrame = .now
      pace = Pace()
    case .speed, .resume: pace = Pace()
    case .restart(_, let opens):
      opening = opens && run.running ? Opening() : nil
      lastFrame = .now
      pace = Pace()
    case .pause, .step, .stop, .forward, .change, .parts: break
    }
  }

  private func takeSteps(until deadline: Date) {
    guard !mailbox.hasCommands else { return }
    let isTimed = run.goal != nil || run.speed != .slowMotion
    if isTimed { pace.note(step: run.session.step) }
    run.takeSteps(run.goal == nil ? stepsOfFrame() : 0) {
      !mailbox.hasCommands && Date.now < deadline
    }
    if isTimed { pace.note(step: run.session.step) }
  }

  /// How many steps the speed, or the opening, allows now.
  private func stepsOfFrame() -> Int {
    // However long a frame took, the opening goes on by a few frames at most.
    let passed = min(Date.now.timeIntervalSince(lastFrame), 0.2)
    let allowed = opening?.pass(passed) ?? run.speed.quantum.steps
    if opening?.isOver == true { opening = nil }
    return allowed
  }

  private func publish() {
    var snapshot = run.snapshot(stepsPerSecond: run.running ? pace.stepsPerSecond : 0)
    snapshot.opening = opening
    if mailbox.publish(snapshot) { wake() }
  }
}

/// Steps per second over about the last second.
private struct Pace {
  private var marks: [(time: Date, step: Int)] = []

  mutating func note(step: Int) {
    marks.append((.now, step))
    while marks.count > 2, let first = marks.first, first.time.timeIntervalSinceNow < -1.0 {
      marks.removeFirst()
    }
  }

  var stepsPerSecond: Double {
    guard let first = marks.first, let last = marks.last, last.time > first.time else { return 0 }
    return Double(last.step - first.step) / last.time.timeIntervalSince(first.time)
  }
}
