import Canvas

// The Visualizer room: the application, without a terminal.
//
// `State` is everything on screen, `update` the only way it changes, and every view a function from
// state and scene to canvas. `KeyTable` is the one list of keys; `TrainingLoop` trains on a thread of
// its own; `Observatory` evaluates the models for panes, views and races, once per change; `Layout` says
// where the panes go. `Mode` says what the program is used for: watching, racing or painting. `App` puts
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
    var rest: [Effect] = []
    if case .key = event { observatory.detail.restart() }
    for effect in update(&state, event) {
      if case .measure(let source, let purpose) = effect {
        rest += handle(.measured(observatory.measure(source, of: state), for: purpose))
      } else {
        rest.append(effect)
      }
    }
    return rest
  }

  /// Whether something moves by itself: then the executable sends ``Event/tick(seconds:)`` with every
  /// frame until it stops.
  public var isAnimating: Bool {
    state.shown.isMoving(state) || state.viewStrip != nil
  }

  /// Whether the next picture of what stands still has more detail: then the executable draws it, although
  /// nothing happened.
  public var isRefining: Bool { observatory.detail.isRefining }

  /// The screen as it is now, `state.columns × state.rows` cells. Evaluates only what changed.
  /// - Parameter time: seconds on a clock that does not go back. While training runs, numbers that flicker
  ///   then stay for a fifth of a second and the scales of bars shrink slowly; without a time, and while
  ///   it is paused, everything is of this moment.
  public func render(at time: Double? = nil) -> Canvas {
    guard let time else { return draw(state, at: nil) }
    let isMoving = state.isLive || state.race?.running == true || isAnimating
    var shown = state
    shown.medium = observatory.detail.medium(state.medium, isMoving: isMoving)
    let start = ContinuousClock.now
    let canvas = draw(shown, at: time)
    observatory.detail.note(
      seconds: (ContinuousClock.now - start) / .seconds(1), isMoving: isMoving,
      most: state.medium.samples)
    return canvas
  }

  private func draw(_ state: State, at time: Double?) -> Canvas {
    drawScreen(observatory.readable(state, at: time), observatory.scene(for: state, at: time))
  }
}
