import Foundation
import Learning

/// What is equal for all flows of a race: the number of steps, or the time to compute them.
public enum RaceFairness: String, CaseIterable, Hashable, Sendable {
  case steps, time
}

/// A race at one moment, immutable.
public struct RaceSnapshot: Sendable {
  /// A flow's run, and the seconds that were spent on its steps.
  public struct Lane: Sendable {
    public var run: TrainingSnapshot
    public var seconds: Double

    /// Steps for each second spent.
    public var stepsPerSecond: Double { seconds > 0 ? Double(run.step) / seconds : 0 }
  }
  public var lanes: [Lane]
}

/// Trains several flows side by side, on one thread that shares its time out fairly: a step is always
/// taken by the flow that is behind, in steps or in time spent. What a step computes depends on its
/// flow's settings alone.
public final class RaceLoop: Sendable {
  public enum Command: Hashable, Sendable {
    case run
    case pause
    case fairness(RaceFairness)
    /// Begin anew with these flows.
    case restart([Settings])
  }

  private let mailbox: Mailbox<Command, RaceSnapshot>

  /// Starts the thread, paused and with no flow.
  /// - Parameter wake: called from that thread whenever there is something new in ``latest()``.
  public init(wake: @escaping @Sendable () -> Void) {
    let mailbox = Mailbox<Command, RaceSnapshot>()
    self.mailbox = mailbox
    let added = Rivals.added
    let thread = Thread {
      Rivals.$added.withValue(added) { RaceWorker(mailbox, wake).work() }
      mailbox.finish()
    }
    thread.name = "race"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// A loop that nobody holds ends.
  deinit { stop() }

  public func send(_ command: Command) { mailbox.post(command) }

  /// Collects the newest snapshot that has not been collected yet.
  public func latest() -> RaceSnapshot? { mailbox.collect() }

  /// Ends the thread, and returns when it has ended: after at most one training step.
  public func stop() { mailbox.stop() }
}

/// What the thread does.
private final class RaceWorker {
  private var runs: [RaceRun] = []
  private var running = false
  private var fairness = RaceFairness.steps
  private let mailbox: Mailbox<RaceLoop.Command, RaceSnapshot>
  private let wake: @Sendable () -> Void

  init(_ mailbox: Mailbox<RaceLoop.Command, RaceSnapshot>, _ wake: @escaping @Sendable () -> Void) {
    self.mailbox = mailbox
    self.wake = wake
  }

  func work() {
    while let commands = mailbox.take(waitingUntil: running ? .now : nil) {
      commands.forEach(obey)
      let end = Date.now.addingTimeInterval(Speed.framePeriod)
      while running, Date.now < end, !mailbox.hasCommands {
        guard let next = RaceRun.next(of: runs, fairness) else {
          running = false
          break
        }
        next.advance()
      }
      let lanes = runs.map {
        RaceSnapshot.Lane(run: $0.session.snapshot(stepsPerSecond: 0), seconds: $0.seconds)
      }
      if mailbox.publish(RaceSnapshot(lanes: lanes)) { wake() }
    }
  }

  private func obey(_ command: RaceLoop.Command) {
    switch command {
    case .run: running = true
    case .pause:
      running = false
      for run in runs { run.session.measure() }
    case .fairness(let new): fairness = new
    case .restart(let settings): runs = RaceRun.runs(of: settings)
    }
  }
}

/// One flow of a race: its run, on one thread, and the time spent on it.
final class RaceRun {
  let session: TrainingSession
  private(set) var seconds = 0.0

  init(_ settings: Settings, comparesSamples: Bool = false) {
    session = TrainingSession(settings, threads: 1, comparesSamples: comparesSamples)
  }

  /// The runs of a race, which measure what all of them can be compared by.
  static func runs(of lanes: [Settings]) -> [RaceRun] {
    let areExact = lanes.allSatisfy {
      LearnerKind.find($0.flow).map { $0.likelihood == .exact } ?? true
    }
    return lanes.map { RaceRun($0, comparesSamples: !areExact) }
  }

  /// Takes one step and notes how long it took.
  func advance() {
    let time = ContinuousClock().measure { _ = session.advance() }
    seconds += time / .seconds(1)
  }

  /// The run that is behind; `nil` when none can go on.
  static func next(of runs: [RaceRun], _ fairness: RaceFairness) -> RaceRun? {
    // A map that is turned by hand takes no steps; the others do not wait for it.
    let able = runs.filter { $0.session.trouble == nil && !$0.session.isByHand }
    switch fairness {
    case .steps: return able.min { $0.session.step < $1.session.step }
    case .time: return able.min { $0.seconds < $1.seconds }
    }
  }
}
