import Canvas
import Flows
import Learning

// The Visualizer room: the application, without a terminal.
//
// `State` is everything on screen, `update` the only way it changes, and every view a function from
// state and scene to canvas. `KeyTable` is the one list of keys; `TrainingLoop` trains on a thread of
// its own; `Observatory` evaluates the models for panes, views and races, once per change; `Layout` says
// where the panes go. `Mode` says what the program is used for: watching, racing, painting or taking a lesson. `App` puts
// all of this together for the executable, and `Snapshot` draws a screen with no terminal.

/// The application: its state, and the evaluations that it keeps.
///
/// The executable runs it like this, on one thread:
///
///     var app = App(state)
///     let loop = TrainingLoop(state.settings, speed: state.speed, running: state.running) { wake() }
///     present(app.render())
///     while let event = nextEvent() {          // a key, a resize, a click; or, when woken,
///                                              // .snapshot(loop.latest()) if there is one
///       for effect in app.handle(event) {
///         switch effect {
///         case .train(let command): loop.send(command)
///         case .quit: loop.stop(); return
///         default: break                       // races, lessons, files: see ``Effect``
///         }
///       }
///       present(app.render())                  // at most once per frame: take waiting events first
///     }
///
/// Nothing changes without an event, so a paused program draws nothing.
public struct App {
  public private(set) var state: State
  private let observatory: Observatory

  /// - Parameters:
  ///   - threads: threads that evaluate what is shown; one leaves the others to training.
  ///   - progress: called now and then during a long evaluation with how many points are done, and of how
  ///     many.
  public init(
    _ state: State, threads: Int = 1, progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) {
    self.state = state
    observatory = Observatory(threads: threads, progress: progress)
  }

  /// Lets an event change the state, and makes the measurements that it asks for.
  /// - Returns: what the executable must do now.
  public mutating func handle(_ event: Event) -> [Effect] {
    carryOut(event) + followLesson()
  }

  /// Does the same with an event of a script, whose keys are those of the key table.
  public mutating func play(_ event: Event) -> [Effect] {
    withTableKeys { $0.handle(event) }
  }

  private mutating func withTableKeys(_ body: (inout App) -> [Effect]) -> [Effect] {
    let own = state.ownKeys
    state.ownKeys = OwnKeys()
    defer { state.ownKeys = own }
    return body(&self)
  }

  /// Lets an event change the state, and makes the measurements that it asks for.
  private mutating func carryOut(_ event: Event) -> [Effect] {
    var rest: [Effect] = []
    if case .key = event { observatory.detail.restart() }
    for effect in update(&state, event) {
      if case .measure(let source, let purpose) = effect {
        rest += carryOut(.measured(observatory.measure(source, of: state), for: purpose))
      } else {
        rest.append(effect)
      }
    }
    return rest
  }

  /// Measures and checks what the lesson waits for, and plays a solution that was asked for.
  private mutating func followLesson() -> [Effect] {
    var rest: [Effect] = []
    while let run = state.lesson {
      var seen = run.observation(of: state) { observatory.number($0, of: state) }
      if seen.measured != nil, run.prediction != nil {
        let numbers = lessonNumbers
        seen.question = run.text.lastSentence { numbers.text($0, withUnit: $1) }
      }
      rest += carryOut(.observed(seen))
      guard case .key(let name) = state.lesson?.playing.first, let key = Key(named: name) else {
        break
      }
      state.lesson?.playing.removeFirst()
      rest += withTableKeys { $0.carryOut(.key(key)) }
    }
    return rest
  }

  /// Begins a lesson, or goes on with it where it was left.
  /// - Returns: what the executable must do now.
  /// - Throws: ``FlowError`` where its start makes no state.
  public mutating func begin(
    _ lesson: Lesson, anew: Bool = false
  ) throws(FlowError) -> [Effect] {
    try openLesson(lesson, anew: anew, &state) + followLesson()
  }

  /// Begins a race of flows and rivals, all on the target of the run on screen.
  /// - Returns: what the executable must do now.
  public mutating func beginRace(of kinds: [LearnerKind]) -> [Effect] {
    Visualizer.beginRace(Race(state, of: kinds), &state)
  }

  /// Takes what is kept of lessons, by this program and by others.
  public mutating func take(_ progress: LessonProgress) { state.progress = progress }

  /// Whether something moves by itself: then the executable sends ``Event/tick(seconds:)`` with every
  /// frame until it stops.
  public var isAnimating: Bool {
    state.shown.isMoving(state) || state.viewStrip != nil || state.lesson?.isTiming == true
  }

  /// Whether a run trains, so that what is on screen changes.
  public var isTraining: Bool { state.isLive || state.race?.running == true }

  /// Whether one picture follows another by itself.
  public var isMoving: Bool { isTraining || isAnimating }

  /// Whether the next picture of what stands still has more detail: then the executable draws it, although
  /// nothing happened.
  public var isRefining: Bool { observatory.detail.isRefining }

  /// The screen as it is now, `state.columns × state.rows` cells. Evaluates only what changed.
  /// - Parameter time: seconds on a clock that does not go back. While training runs, numbers that flicker
  ///   then stay for a fifth of a second and the scales of bars shrink slowly; without a time, and while
  ///   it is paused, everything is of this moment.
  public func render(at time: Double? = nil) -> Canvas {
    guard let canvas = render(at: time, unless: { false }) else {
      preconditionFailure("a screen that is never outdated is complete")
    }
    return canvas
  }

  /// The same, given up where the user has asked for another meanwhile.
  /// - Parameters:
  ///   - isAnswer: whether the user waits for it, and another follows at once while training runs.
  ///   - isOutdated: whether nobody needs it any more; asked now and then.
  /// - Returns: `nil` where it was given up.
  public func render(
    at time: Double?, isAnswer: Bool = false, unless isOutdated: () -> Bool
  ) -> Canvas? {
    guard let time else { return draw(state, at: nil, unless: isOutdated) }
    let isMoving = self.isMoving
    var shown = state
    shown.medium = observatory.detail.medium(state.medium, isMoving: isMoving)
    let start = ContinuousClock.now
    guard let canvas = draw(shown, at: time, isAnswer: isAnswer, unless: isOutdated) else {
      return nil
    }
    observatory.detail.note(
      seconds: (ContinuousClock.now - start) / .seconds(1), isMoving: isMoving,
      most: state.medium.samples)
    return canvas
  }

  private func draw(
    _ state: State, at time: Double?, isAnswer: Bool = false, unless isOutdated: () -> Bool
  ) -> Canvas? {
    let shown = observatory.readable(state, at: time)
    guard
      var scene = observatory.scene(
        for: state, at: time, isAnswer: isAnswer, unless: isOutdated)
    else { return nil }
    scene.lessonNumbers = lessonNumbers(shown)
    return drawScreen(shown, scene)
  }

  /// The numbers that the lesson shows now.
  var lessonNumbers: LessonNumbers { LessonNumbers(values: lessonNumbers(state)) }

  private func lessonNumbers(_ state: State) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for name in state.lesson?.readingsToShow ?? [] {
      numbers[name] = observatory.number(name, of: state)
    }
    return numbers
  }

  /// A reading of the model on screen; `nil` where it cannot be given.
  func reading(_ name: String) -> Double? { observatory.number(name, of: state) }

  /// Whether a condition of the lesson holds now.
  func holds(_ condition: Condition) -> Bool {
    state.lesson?.holds(condition, in: state, number: reading) ?? false
  }

  /// What will be measured of a prediction.
  func foreseen(_ prediction: Prediction) -> Double? {
    guard !prediction.choices.isEmpty else { return reading(prediction.reading) }
    return prediction.choices.firstIndex { holds($0.when) }.map { Double($0 + 1) }
  }
}
