import Canvas
import Foundation
import Terminal
import Visualizer

/// The loop between the terminal, the application and the training thread.
///
/// It sleeps until there is something to do, handles every waiting event, then draws at most one frame per
/// period. The frame that answers a key still shows the model of the frame before: its numbers are
/// remembered, so the answer comes at once. The frame after that shows the newest model. The training thread
/// never waits for this one.
struct LiveScreen {
  var app: App
  let terminal: Terminal
  let loop: TrainingLoop
  let fps: Int
  var replay: Replay?
  let recorder: Recorder?
  var log: FrameLog?
  var race: RaceLoop?

  /// Whether the user looks at this window, as far as the terminal says.
  var hasFocus = true

  private enum Outcome {
    case unchanged, changed
    case leave(status: Int32)
  }

  /// Runs until the user or the system ends it.
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    let clock = ContinuousClock()
    let start = clock.now
    var pacer = FramePacer(framesPerSecond: fps)
    var lastFrame = clock.now
    var isStale = true
    /// Whether an event has come since the last frame, and whether that frame was the answer to one.
    var (isAsked, hasAnswered) = (false, false)
    while true {
      var wait = isStale ? max(.zero, due(pacer, isAsked) - clock.now) : nil
      if let played = play(now: (clock.now - start) / .seconds(1)) {
        switch played.outcome {
        case .unchanged: break
        case .changed: isStale = true
        case .leave(let status): return status
        }
        if let pause = played.wait { wait = min(wait ?? pause, pause) }
      }
      var event = terminal.nextEvent(timeout: wait)
      // A wake without an event means that the training thread has published.
      if event == nil { isStale = true }
      while let happened = event {
        switch handle(happened) {
        case .unchanged: break
        case .changed: (isStale, isAsked) = (true, true)
        case .leave(let status): return status
        }
        pacer.hasFocus = hasFocus
        // What the terminal answers is nobody's press of a key.
        if case .mediumChanged = happened {} else { log?.handled += 1 }
        event = terminal.nextEvent(timeout: .zero)
      }
      guard isStale, clock.now >= due(pacer, isAsked) else { continue }
      hasAnswered = isAsked && !hasAnswered
      isAsked = false
      if !hasAnswered, let snapshot = race?.latest() {
        _ = perform(app.handle(.raceSnapshot(snapshot)))
      }
      if app.isAnimating {
        _ = app.handle(.tick(seconds: (clock.now - lastFrame) / .seconds(1)))
      }
      lastFrame = clock.now
      if !hasAnswered, let snapshot = loop.latest() { _ = perform(app.handle(.snapshot(snapshot))) }
      let canvas = app.render(at: (lastFrame - start) / .seconds(1))
      let drawn = clock.now
      let isSent = terminal.present(canvas)
      let sent = clock.now
      pacer.note(begun: lastFrame, drawn: drawn, sent: sent)
      if isSent {
        log?.note(
          app.state.step, hasFocus: hasFocus, begun: lastFrame, drawn: drawn, sent: sent)
      }
      recorder?.show(canvas)
      isStale = app.isAnimating || app.isRefining || hasAnswered
    }
  }

  /// When the next frame may be drawn. What the user does is answered at once, whatever window he looks at.
  private func due(_ pacer: FramePacer, _ isAsked: Bool) -> ContinuousClock.Instant {
    isAsked ? pacer.soonest : pacer.next
  }

  /// Plays what the replay has for now.
  /// - Returns: `nil` where nothing is being played.
  private mutating func play(now: Double) -> (outcome: Outcome, wait: Duration?)? {
    guard replay?.isOver == false else { return nil }
    guard let next = replay?.next(now: now, step: app.state.step) else { return nil }
    let outcome = next.event.map { perform(app.handle($0)) } ?? .unchanged
    return (outcome, next.wait.map { .seconds($0) })
  }

  private mutating func handle(_ input: InputEvent) -> Outcome {
    switch input {
    case .terminate(let signal): return .leave(status: InputEvent.exitStatus(of: signal))
    case .resumed:
      hasFocus = true
      terminal.repaint()
      return .changed
    case .focus(let isOurs):
      // With the focus back, frames come at their full rate at once.
      hasFocus = isOurs
      return isOurs ? .changed : .unchanged
    case .mouse(_, .move) where app.state.painting == nil: return .unchanged
    default:
      guard let event = input.forApplication else { return .unchanged }
      return perform(app.handle(event))
    }
  }

  private mutating func perform(_ effects: [Effect]) -> Outcome {
    for effect in effects {
      switch effect {
      case .train(let command): loop.send(command)
      case .race(let command):
        let waker = terminal.waker
        let loop = race ?? RaceLoop { waker.wake() }
        race = loop
        loop.send(command)
      case .endRace:
        race?.stop()
        race = nil
      case .write(let name, let text):
        _ = app.handle(.notice(writeNew(name, text)))
      case .copy(let text): terminal.copy(text)
      case .measure: break  // The application's own affair.
      case .quit: return .leave(status: 0)
      }
    }
    return .changed
  }
}
