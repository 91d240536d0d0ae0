import ArgumentParser
import Canvas
import Flows
import Foundation
import Learning
import Terminal
import Visualizer

/// `flowscope watch`: the visualizer.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Watch a flow learn, live, in the terminal. (default)",
    discussion: """
      Press ? for the keys and q to leave; y copies the command that brings back what you see.

      A replay file holds a key on each line (space, Enter, Esc, Tab, Up, or a character), or \
      'type TEXT', 'click COLUMN ROW', 'wait SECONDS' or 'until step N'. A recording is an asciicast \
      that asciinema plays.

      Example: flowscope watch --flow planar --target rings
      Example: flowscope watch --race nsf,vae,gan,diffusion --target ring8
      Example: flowscope watch --step 500 --paused --colormap magma --probe -1,0.5
      """)

  @OptionGroup var options: SettingsOptions
  @Option(help: "Threads that train. (default: every core but the one that draws)")
  var threads: Int?
  @Flag(help: "Start paused.")
  var paused = false
  @Option("step", "Take so many training steps first, as fast as possible. (default: 0)")
  var step: GivenOption?
  @Option("part", "With --speed slow-motion: show so many parts of the step after that, 1 to 6.")
  var part: GivenOption?
  @Option(
    "speed",
    "Pace of training: \(Speed.ladder.map(\.name).joined(separator: ", ")). (default: x10, after a slow opening)",
    Speed.ladder.map(\.name))
  var speed: GivenOption?
  @Option(
    help: ArgumentHelp(
      "Begin with a race of two to four flows and rivals, such as nsf,vae,gan,diffusion.",
      valueName: "flows"), completion: .learners)
  var race: String?
  @OptionGroup var view: ViewOptions
  @OptionGroup var drawing: DrawingOptions
  @OptionGroup var pixels: PixelOptions
  @OptionGroup var live: LiveOptions
  @Option(
    help:
      "Write a CSV line for each frame: step, events handled, ms to draw and to send it, and whether the window had the focus.",
    completion: .file())
  var frameLog: String?
  @Flag(help: "Replace the files that --record and --frame-log name, where they exist.")
  var force = false

  func validate() throws {
    try check(givenOptions(of: self))
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads \(threads): choose 1 to 256")
    }
  }

  func run() throws {
    let settings = try options.settings()
    let racing = try race.map { try Race.kinds(in: $0) }
    let replay = try live.replayed()
    let record = live.record
    let recording = try record.map(outputFile)
    let logging = try frameLog.map(outputFile)
    if let record, let frameLog, recording?.isSameFile(as: logging) == true {
      throw ValidationError("--record \(record) and --frame-log \(frameLog): name two files")
    }
    if options.data?.text == "-" { takeKeysFromTheTerminal() }
    let session = LiveSession(
      live: live, drawing: drawing, pixels: pixels, threads: threads, replay: replay,
      recording: recording, logging: logging)
    try session.run(title: "flowscope: \(settings.flow) on \(settings.target)") { terminal in
      var state = State(
        settings: settings, running: !paused, columns: terminal.size.columns,
        rows: terminal.size.rows, medium: terminal.medium)
      state.opens = true
      state.offersLessons = true
      state.ownKeys = live.keys
      state.beginning.opens = !paused
      try state.read(view.given + givenOptions(of: self))
      return state
    } begin: { app, kept in
      let first = racing.map { app.beginRace(of: $0) } ?? []
      // Lessons are never in the way: a file that cannot be read is said, and that is all.
      do { try app.takeProgress(from: kept) } catch { _ = app.handle(.notice("\(error)")) }
      return first
    }
  }

  private func outputFile(_ path: String) throws -> OutputFile {
    try live.outputFile(path, force: force, inputs: [options.data?.text])
  }
}

/// Standard input has been read to its end, as data: keys come from the controlling terminal instead.
/// Without one, opening the screen says so.
private func takeKeysFromTheTerminal() {
  let terminal = open("/dev/tty", O_RDWR)
  guard terminal >= 0 else { return }
  dup2(terminal, STDIN_FILENO)
  close(terminal)
}
