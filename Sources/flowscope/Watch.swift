import ArgumentParser
import Canvas
import Flows
import Foundation
import Terminal
import Visualizer

/// `flowscope watch`: the visualizer.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a flow learn, live, in the terminal. (default)",
    discussion: """
      Press ? for the keys and q to leave.

      Example: flowscope watch --flow planar --target rings
      """)

  @OptionGroup var options: SettingsOptions
  @Option(help: "Threads that train. (default: every core but the one that draws)")
  var threads: Int?
  @Flag(help: "Start paused.")
  var paused = false
  @OptionGroup var drawing: DrawingOptions
  @Option(help: "Frames per second at most; fewer suit a slow line.")
  var fps = 30

  func validate() throws {
    if !(1...240).contains(fps) { throw ValidationError("--fps \(fps): choose 1 to 240") }
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads \(threads): choose 1 to 256")
    }
  }

  func run() throws {
    let settings = try options.settings()
    let terminal = try Terminal(
      TerminalOptions(
        colors: drawing.colors, glyphs: drawing.glyphs, backdrop: drawing.backdrop, mouse: true))
    let state = State(
      settings: settings, running: !paused, columns: terminal.size.columns,
      rows: terminal.size.rows, medium: terminal.medium)
    let waker = terminal.waker
    let loop = TrainingLoop(
      settings, threads: threads ?? max(1, Trainer.defaultThreads - 1), speed: state.speed,
      running: state.running
    ) { waker.wake() }
    var screen = LiveScreen(app: App(state), terminal: terminal, loop: loop, fps: fps)
    let status = screen.run()
    terminal.close()
    loop.stop()
    if status != 0 { throw ExitCode(status) }
  }
}

/// The loop between the terminal, the application and the training thread.
///
/// It sleeps until there is something to do, lets every waiting event happen, then draws at most one
/// frame per period. Nothing it waits for is waited for by the training thread.
struct LiveScreen {
  var app: App
  let terminal: Terminal
  let loop: TrainingLoop
  let fps: Int

  private enum Outcome {
    case unchanged, changed
    case leave(status: Int32)
  }

  /// Runs until the user or the system ends it.
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    let clock = ContinuousClock()
    let period = Duration.seconds(1) / fps
    var nextFrame = clock.now
    var lastFrame = clock.now
    var isStale = true
    while true {
      let wait = isStale ? max(.zero, nextFrame - clock.now) : nil
      var event = terminal.nextEvent(timeout: wait)
      // A wake without an event means that the training thread has published.
      if event == nil { isStale = true }
      while let happened = event {
        switch handle(happened) {
        case .unchanged: break
        case .changed: isStale = true
        case .leave(let status): return status
        }
        event = terminal.nextEvent(timeout: .zero)
      }
      guard isStale, clock.now >= nextFrame else { continue }
      if app.isAnimating {
        let passed = (clock.now - lastFrame).components
        _ = app.handle(
          .tick(seconds: Double(passed.seconds) + Double(passed.attoseconds) * 1e-18))
      }
      lastFrame = clock.now
      if let snapshot = loop.latest() { _ = perform(app.handle(.snapshot(snapshot))) }
      terminal.present(app.render())
      nextFrame = clock.now + period
      isStale = app.isAnimating
    }
  }

  private mutating func handle(_ input: InputEvent) -> Outcome {
    switch input {
    case .terminate(let signal): return .leave(status: InputEvent.exitStatus(of: signal))
    case .resumed:
      terminal.repaint()
      return .changed
    default:
      guard let event = input.forApplication else { return .unchanged }
      return perform(app.handle(event))
    }
  }

  private func perform(_ effects: [Effect]) -> Outcome {
    for effect in effects {
      switch effect {
      case .train(let command): loop.send(command)
      case .quit: return .leave(status: 0)
      }
    }
    return .changed
  }
}
