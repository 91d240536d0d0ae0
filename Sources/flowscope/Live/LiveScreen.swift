import Canvas
import Flows
import Foundation
import Learning
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
  /// Threads that train.
  let threads: Int
  /// Where lessons are kept.
  let kept: ProgressFile
  /// The training of a lesson, while the one from before waits.
  private var lessonLoop: TrainingLoop?

  init(
    app: App, terminal: Terminal, loop: TrainingLoop, fps: Int, replay: Replay? = nil,
    recorder: Recorder?, log: FrameLog? = nil, threads: Int, kept: ProgressFile
  ) {
    (self.app, self.terminal, self.loop, self.fps) = (app, terminal, loop, fps)
    (self.replay, self.recorder, self.log) = (replay, recorder, log)
    (self.threads, self.kept) = (threads, kept)
  }

  /// Whether the user looks at this window, as far as the terminal says.
  var hasFocus = true

  /// Whether something was said that no frame has shown yet.
  private var isToldOf = false
  /// What was last sent to the clipboard.
  private var copied: String?

  /// Prints what may not have reached the clipboard, once the screen is closed.
  /// - Throws: ``FlowError`` where it cannot be written.
  func printCopied() throws(FlowError) {
    if let copied, !terminal.hasClipboard { try Output.print(copied) }
  }

  private enum Outcome {
    case unchanged, changed
    case leave(status: Int32)
  }

  /// Ends the threads.
  func stop() {
    race?.stop()
    lessonLoop?.stop()
    loop.stop()
  }

  /// Runs until the user or the system ends it.
  /// - Parameter effects: what is to be done first.
  /// - Returns: the exit status.
  mutating func run(after effects: [Effect] = []) -> Int32 {
    _ = perform(effects)
    var frames = Frames(pacer: FramePacer(framesPerSecond: fps))
    while true {
      if let status = takeEvents(&frames) { return status }
      if frames.isStale, .now >= frames.due { show(&frames) }
    }
  }

  /// What is known of the frames so far.
  private struct Frames {
    let start = ContinuousClock.now
    var pacer: FramePacer
    /// When the last one began.
    var last = ContinuousClock.now
    /// Whether the screen may show something else than what is.
    var isStale = true
    /// Whether an event has come since the last frame, and whether that frame was the answer to one.
    var (isAsked, hasAnswered) = (false, false)
    /// Whether a frame was given up since the last answer.
    var isDropped = false

    init(pacer: FramePacer) { self.pacer = pacer }

    /// When the next one may be drawn. What the user does is answered at once, whatever window he looks at.
    var due: ContinuousClock.Instant { isAsked ? pacer.soonest : pacer.next }
  }

  /// Waits for what happens until a frame is due, and handles it.
  /// - Returns: the exit status where that was the end.
  private mutating func takeEvents(_ frames: inout Frames) -> Int32? {
    let now = ContinuousClock.now
    var wait = frames.isStale ? max(.zero, frames.due - now) : nil
    if let played = play(now: (now - frames.start) / .seconds(1)) {
      switch played.outcome {
      case .unchanged: break
      case .changed: frames.isStale = true
      case .leave(let status): return status
      }
      if let pause = played.wait { wait = min(wait ?? pause, pause) }
    }
    var event = terminal.nextEvent(timeout: wait)
    // A wake without an event means that the training thread has published.
    if event == nil { frames.isStale = true }
    while let happened = event {
      switch handle(happened) {
      case .unchanged: break
      case .changed: (frames.isStale, frames.isAsked) = (true, true)
      case .leave(let status): return status
      }
      frames.pacer.hasFocus = hasFocus
      // What the terminal answers is nobody's press of a key.
      if case .mediumChanged = happened {} else { log?.handled += 1 }
      event = terminal.nextEvent(timeout: .zero)
    }
    return nil
  }

  /// Draws a frame, and sends it unless the user has asked for another meanwhile.
  private mutating func show(_ frames: inout Frames) {
    let isAnswer = frames.isAsked
    frames.hasAnswered = isAnswer && !frames.hasAnswered
    frames.isAsked = false
    isToldOf = false
    let begun = ContinuousClock.now
    let hasAnswered = frames.hasAnswered
    update(hasAnswered, seconds: (begun - frames.last) / .seconds(1))
    frames.last = begun
    // Between two answers one frame is given up at most: a pointer that moves asks for nothing.
    if isAnswer { frames.isDropped = false }
    let mayDrop = !isAnswer && !frames.isDropped
    let canvas = app.render(at: (begun - frames.start) / .seconds(1), isAnswer: hasAnswered) {
      mayDrop && terminal.isAsked
    }
    let drawn = ContinuousClock.now
    guard let canvas, !(mayDrop && terminal.isAsked) else {
      frames.isDropped = true
      return
    }
    let isSent = terminal.present(canvas, isMoving: app.isMoving)
    let sent = ContinuousClock.now
    frames.pacer.note(
      begun: begun, drawn: drawn, sent: sent, isAnswer: isAnswer, isTraining: app.isTraining)
    if isSent {
      tell(log?.note(app.state.step, hasFocus: hasFocus, begun: begun, drawn: drawn, sent: sent))
    }
    tell(recorder?.show(canvas))
    frames.isStale = isToldOf || app.isAnimating || app.isRefining || hasAnswered
  }

  /// Takes what the training threads have published, unless the frame is an answer, and lets moving things
  /// move.
  /// - Parameter seconds: since the last frame.
  private mutating func update(_ isAnswer: Bool, seconds: Double) {
    if !isAnswer, let snapshot = race?.latest() {
      _ = perform(app.handle(.raceSnapshot(snapshot)))
    }
    if app.isAnimating { _ = app.handle(.tick(seconds: seconds)) }
    if !isAnswer, let snapshot = (lessonLoop ?? loop).latest() {
      _ = perform(app.handle(.snapshot(snapshot)))
    }
  }

  /// Says on screen that a file beside it cannot go on.
  private mutating func tell(_ failure: FlowError?) {
    guard let failure else { return }
    _ = app.handle(.notice("\(failure). Nothing more is recorded there"))
    isToldOf = true
  }

  /// Plays what the replay has for now.
  /// - Returns: `nil` where nothing is being played.
  private mutating func play(now: Double) -> (outcome: Outcome, wait: Duration?)? {
    guard replay?.isOver == false else { return nil }
    guard let next = replay?.next(now: now, step: app.state.step) else { return nil }
    let outcome = next.event.map { perform(app.play($0)) } ?? .unchanged
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
      case .train(let command): (lessonLoop ?? loop).send(command)
      case .beginLesson(let start): begin(start)
      case .endLesson:
        lessonLoop?.stop()
        lessonLoop = nil
      case .keep(let records): keep(records)
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
      case .copy(let text):
        terminal.copy(text)
        copied = text
      case .measure: break  // The application's own affair.
      case .quit: return .leave(status: 0)
      }
    }
    return .changed
  }

  /// Begins a run of its own for a lesson.
  private mutating func begin(_ start: LessonStart) {
    let waker = terminal.waker
    let loop = TrainingLoop(
      start.settings, threads: threads, speed: start.speed, running: start.running
    ) { waker.wake() }
    if start.beginning.step > 0 { loop.send(.forward(to: start.beginning.step)) }
    if start.beginning.part > 0 { loop.send(.parts(start.beginning.part)) }
    lessonLoop = loop
  }

  /// Keeps records of a lesson, with what other programs kept meanwhile.
  private mutating func keep(_ records: [LessonRecord]) {
    do {
      app.take(try kept.add(records))
    } catch {
      _ = app.handle(.notice("\(error)"))
    }
  }
}

extension App {
  /// Takes what was kept of lessons, and says what is wrong with the file.
  mutating func takeProgress(from file: ProgressFile) throws(FlowError) {
    let (progress, warning) = try file.read()
    take(progress)
    if let warning { _ = handle(.notice(warning)) }
  }
}
