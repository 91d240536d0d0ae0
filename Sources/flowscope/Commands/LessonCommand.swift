import ArgumentParser
import Canvas
import Flows
import Foundation
import Learning
import Terminal
import Visualizer

/// `flowscope lesson`: lessons in which one predicts, does and measures.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "Take a lesson: predict, do, and measure.",
    discussion: """
      Without a name it shows the list. In a lesson n goes on, N back, i gives a hint, Esc leaves, and everything is \
      as it was before; the next start goes on at the same step. What was predicted and what was measured is \
      kept in $XDG_STATE_HOME/flowscope/lessons.txt.

      A lesson is a file in YAML, which the guide describes. --check says what is wrong with one, plays its \
      solution, and prints what a learner would see.

      Example: flowscope lesson density-is-mass-over-volume
      Example: flowscope lesson --check my.yaml
      """)

  @Argument(
    help: "The lesson; --list names them.",
    // Asked for when it is needed, for reading them all takes a while.
    completion: .custom { _, _, _ in Lessons.all.map(\.name) })
  var name: String?
  @Option(
    help: "Take lessons from this file in place of those that are built in.", completion: .file())
  var file: String?
  @Flag(help: "List the lessons.")
  var list = false
  @Option(
    help: "Check a file of lessons, play its solutions, and print what a learner would see.",
    completion: .file())
  var check: String?
  @Option(help: "Play the lesson's own solution with no terminal, a line for each step.")
  var play: String?
  @Flag(help: "Print what was done, predicted and measured so far.")
  var progress = false
  @Flag(help: "List the names that a lesson may use.")
  var names = false
  @Flag(help: "Begin at the first step, wherever the lesson was left.")
  var anew = false
  @Flag(help: "With --list, --play, --check and --progress: print an array of objects.")
  var json = false
  @Option(help: "With --check: columns and rows of the screens.", transform: parseSize)
  var size = SnapshotCommand.Size(columns: 80, rows: 24)
  @Option(help: "With --check: print the screens with colours of the terminal, or without.")
  var format = ScreenFormat.text
  @OptionGroup var live: LiveOptions
  @Flag(help: "Replace the file that --record names, where it exists.")
  var force = false
  @OptionGroup var drawing: DrawingOptions
  @OptionGroup var pixels: PixelOptions

  enum ScreenFormat: String, CaseIterable, ExpressibleByArgument { case text, ansi }

  func validate() throws {
    let chosen = [
      list ? "--list" : nil, check.map { _ in "--check" }, play.map { _ in "--play" },
      progress ? "--progress" : nil, names ? "--names" : nil, name.map { "\($0)" },
    ].compactMap { $0 }
    if chosen.count > 1 {
      throw ValidationError("\(chosen.joined(separator: " and ")): choose one of them")
    }
    if json, !list, check == nil, play == nil, !progress {
      throw ValidationError("--json: it belongs to --list, --play, --check or --progress")
    }
    if live.replay != nil || live.record != nil, let other = chosen.first, name == nil {
      throw ValidationError("\(other): --replay and --record belong to lessons on screen")
    }
    if check != nil, file != nil {
      throw ValidationError("--check names a file itself; leave out --file")
    }
  }

  func run() throws {
    if names { return try Output.print(LessonNames.text) }
    let lessons = try file.map(Self.lessons(inFile:)) ?? Lessons.checked()
    if progress { return try printProgress(lessons) }
    if list { return try printList(lessons) }
    if let check { return try playAll(try Self.lessons(inFile: check), showingScreens: true) }
    if let play {
      return try playAll([try Lessons.named(play, among: lessons)], showingScreens: false)
    }
    try take(lessons)
  }

  private static func lessons(inFile path: String) throws -> [Lesson] {
    let data = try Files.read(path)
    guard let text = String(data: data, encoding: .utf8) else {
      throw FlowError("cannot read '\(path)': a lesson is text in UTF-8")
    }
    return try Lessons.parse(text, file: path)
  }

  // MARK: Printing

  private struct Row: Encodable {
    var name, title: String
    var aim: String?
    var minutes: Int?
    var needs: [String]
    var steps: Int
    var done: Bool
  }

  private func printList(_ lessons: [Lesson]) throws {
    let known = try ProgressFile().read()
    if let warning = known.warning { Output.complain("warning: \(warning)") }
    let rows = lessons.map {
      Row(
        name: $0.name, title: $0.title, aim: $0.aim, minutes: $0.minutes, needs: $0.needs,
        steps: $0.steps.count, done: known.progress[$0.name]?.isDone == true)
    }
    if json { return try printJSON(rows) }
    let width = rows.map(\.name.count).max() ?? 0
    try Output.print(
      rows.map { "\($0.done ? "✓" : " ") \($0.name.trailing(width))  \($0.title)" }
        .joined(separator: "\n"))
  }

  private func printProgress(_ lessons: [Lesson]) throws {
    let (known, warning) = try ProgressFile().read()
    if let warning { Output.complain("warning: \(warning)") }
    if json { return try printJSON(known.lessons.map { LessonProgressRow($0, lessons) }) }
    try Output.print(
      known.lessons.isEmpty
        ? "no lesson was taken yet: flowscope lesson"
        : LessonProgressRow.text(known.lessons, lessons))
  }

  // MARK: Playing

  private func playAll(_ lessons: [Lesson], showingScreens: Bool) throws {
    _ = Interruption()
    var reports: [LessonStepRow] = []
    let medium = Medium(
      colors: drawing.colors ?? .trueColor, glyphs: drawing.glyphs ?? .braille,
      backdrop: drawing.backdrop ?? .dark)
    for lesson in lessons {
      if !json { try Output.print("\(lesson.name): \(lesson.title)") }
      var player = try LessonPlayer(
        lesson, columns: size.columns, rows: size.rows, medium: medium)
      while true {
        var screens: [String] = []
        let played = player.playStep { now in
          if showingScreens, !json {
            let picture = now.screen()
            screens.append(
              format == .ansi ? picture.ansi(depth: medium.colors) : picture.plainText())
          }
        }
        guard let played else { break }
        let row = LessonStepRow(lesson.name, played)
        reports.append(row)
        guard !json else { continue }
        for asked in screens.dropLast() {
          try Output.print("? \(row.step) \(row.verb)")
          try Output.print(asked)
        }
        try Output.print(row.text)
        if let done = screens.last { try Output.print(done) }
      }
    }
    if json { try printJSON(reports) }
    let missed = reports.count { !$0.reached }
    if missed > 0 {
      throw FlowError(
        "\(counted(missed, "step")) of \(reports.count) cannot be done as the solution says")
    }
  }

  // MARK: On screen

  private func take(_ lessons: [Lesson]) throws {
    let chosen = try name.map { try Lessons.named($0, among: lessons) }
    let replay = try live.replayed()
    let recording = try live.record.map {
      try live.outputFile($0, force: force, inputs: [file])
    }
    let session = LiveSession(
      live: live, drawing: drawing, pixels: pixels, replay: replay, recording: recording)
    try session.run(title: "flowscope: \(chosen?.title ?? "lessons")") { terminal in
      var state = State(
        settings: Settings(), running: false, columns: terminal.size.columns,
        rows: terminal.size.rows, medium: terminal.medium)
      if file != nil { state.lessons = lessons }
      state.ownKeys = live.keys
      return state
    } begin: { app, kept in
      try app.takeProgress(from: kept)
      return try chosen.map { try app.begin($0, anew: anew) } ?? app.handle(.key("l"))
    }
  }
}
