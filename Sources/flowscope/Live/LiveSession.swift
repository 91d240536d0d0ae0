import ArgumentParser
import Canvas
import Flows
import Learning
import Terminal
import Visualizer

/// The program on screen, from opening the terminal to giving it back.
struct LiveSession {
  let live: LiveOptions
  let drawing: DrawingOptions
  let pixels: PixelOptions
  /// Threads that train; `nil` leaves one core to drawing.
  var threads: Int?
  /// What is read and written must be known before the terminal is opened: errors are then said on it.
  let replay: Replay?
  let recording: OutputFile?
  var logging: OutputFile?

  /// - Parameters:
  ///   - title: of the recording.
  ///   - makeState: what the screen begins with, for its size and what the terminal can do.
  ///   - begin: what happens first; it takes the progress of lessons.
  /// - Throws: what these throw, ``TerminalError`` and ``FlowError``; an exit code where a signal ended it.
  func run(
    title: String, _ makeState: (Terminal) throws -> State,
    begin: (inout App, ProgressFile) throws -> [Effect]
  ) throws {
    let terminal = try Terminal(
      TerminalOptions(
        colors: drawing.colors, glyphs: drawing.glyphs, backdrop: drawing.backdrop, mouse: true,
        pixels: pixels.pixels))
    defer { terminal.close() }
    let state = try makeState(terminal)
    let recorder = try recording.map { try Recorder($0, state, title: title) }
    let threads = threads ?? max(1, Trainer.defaultThreads - 1)
    let loop = loop(of: state, threads: threads, terminal.waker)
    let kept = ProgressFile()
    var app = App(state)
    let first = try begin(&app, kept)
    var screen = LiveScreen(
      app: app, terminal: terminal, loop: loop, fps: live.fps, replay: replay,
      recorder: recorder, log: try logging.map { try FrameLog($0) }, threads: threads, kept: kept)
    let status = screen.run(after: first)
    terminal.close()
    screen.stop()
    try screen.printCopied()
    // Both files are finished, even if one of them fails.
    let results = [
      Result { try recorder?.finish() }, Result { try screen.log?.finish() },
    ]
    for result in results { try result.get() }
    if status != 0 { throw ExitCode(status) }
  }

  /// The training of a state, on its way to the step that the state begins with.
  private func loop(of state: State, threads: Int, _ waker: Waker) -> TrainingLoop {
    let loop = TrainingLoop(
      state.settings, threads: threads, speed: state.speed,
      running: state.running, opens: state.beginning.opens
    ) { waker.wake() }
    if state.beginning.step > 0 { loop.send(.forward(to: state.beginning.step)) }
    if state.beginning.part > 0 { loop.send(.parts(state.beginning.part)) }
    return loop
  }
}
