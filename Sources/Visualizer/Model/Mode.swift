import Flows

/// What the program is used for at the moment, with what belongs to that alone.
///
/// A race and a painting carry what they interrupted, and give it back when they end. A lesson carries all
/// that was there before it, and the mode that goes on below it: in it one may watch, race or paint.
public indirect enum Mode: Sendable {
  /// One flow learns, and the user watches.
  case watch(Watch)
  /// Several flows learn side by side.
  case race(Race)
  /// The user paints the target while a flow learns it.
  case paint(Painting)
  /// The user takes a lesson.
  case lesson(LessonRun)

  public var name: ModeName {
    switch self {
    case .watch: .watch
    case .race: .race
    case .paint: .paint
    case .lesson: .lesson
    }
  }

  /// The mode below a lesson; without a lesson the mode itself.
  var below: Mode {
    get { if case .lesson(let run) = self { run.inner } else { self } }
    set {
      if case .lesson(var run) = self {
        run.inner = newValue
        self = .lesson(run)
      } else {
        self = newValue
      }
    }
  }

  /// The watched run: while a target is painted it goes on, and a race only interrupts it.
  var watch: Watch {
    get {
      switch self {
      case .watch(let watch): watch
      case .race(let race): race.interrupted.watch
      case .paint(let painting): painting.watch
      case .lesson(let run): run.inner.watch
      }
    }
    set {
      switch self {
      case .watch: self = .watch(newValue)
      case .race(var race):
        race.interrupted.watch = newValue
        self = .race(race)
      case .paint(var painting):
        painting.watch = newValue
        self = .paint(painting)
      case .lesson(var run):
        run.inner.watch = newValue
        self = .lesson(run)
      }
    }
  }
}

/// The name of a mode. The key table has keys for each.
public enum ModeName: String, CaseIterable, Hashable, Sendable {
  case watch, race, paint, lesson
}

/// How the user looks at one run.
public struct Watch: Hashable, Sendable {
  /// The moment of the run that is on screen.
  var moment = Moment.now
  /// The step at which the user reads the loss; `nil` reads it at the step of the model on screen.
  var lossCursor: Int?
  /// The speed to which the key `M` returns from slow motion; `nil` before the first time.
  var speedBeforeSlowMotion: Speed?
  /// Where the knobs of a map stood before each turn by hand, the last turn last.
  var turns: [Turn] = []

  /// A turn by hand: the flow, and where its knobs stood before.
  struct Turn: Hashable, Sendable {
    var flow: String
    var values: HandValues
  }

  /// A moment of a run.
  enum Moment: Hashable, Sendable {
    /// The newest model.
    case now
    /// The model of this earlier step.
    case past(Int)
    /// Still the model of this earlier step: training was told to go on from there, and has not
    /// answered yet.
    case resuming(from: Int)

    /// The earlier step; `nil` for the newest.
    var step: Int? {
      switch self {
      case .now: nil
      case .past(let step), .resuming(from: let step): step
      }
    }
  }

  /// Looks at the newest model, for what was there to look back at is no longer part of the run.
  mutating func returnToNow() {
    moment = .now
    lossCursor = nil
  }
}

// What a mode holds, by its own name.
extension State {
  /// The race on screen; `nil` in the other modes. Setting `nil` ends the race.
  public var race: Race? {
    get { if case .race(let race) = mode.below { race } else { nil } }
    set {
      if let newValue {
        mode.below = .race(newValue)
      } else if let race {
        mode.below = race.interrupted
      }
    }
  }

  /// The target that is being painted; `nil` in the other modes. Setting `nil` ends the painting.
  public var painting: Painting? {
    get { if case .paint(let painting) = mode.below { painting } else { nil } }
    set {
      if let newValue {
        mode.below = .paint(newValue)
      } else if let painting {
        mode.below = .watch(painting.watch)
      }
    }
  }

  /// The lesson that is being taken; `nil` without one. It ends by giving back the state of before; set to
  /// `nil`, it ends in what was done in it.
  public var lesson: LessonRun? {
    get { if case .lesson(let run) = mode { run } else { nil } }
    set {
      if let newValue {
        mode = .lesson(newValue)
      } else if let lesson {
        mode = lesson.inner
      }
    }
  }

  /// The step that the user went back to; `nil` shows the newest model.
  public var pastStep: Int? {
    get { mode.watch.moment.step }
    set { mode.watch.moment = newValue.map { .past($0) } ?? .now }
  }

  /// The step at which the user reads the loss; `nil` reads it at the step of the model on screen.
  public var lossCursor: Int? {
    get { mode.watch.lossCursor }
    set { mode.watch.lossCursor = newValue }
  }
}
