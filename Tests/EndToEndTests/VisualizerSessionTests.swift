import Foundation
import Testing
import Visualizer

/// The visualizer itself, played in a pseudo-terminal as a user would.
@Suite(.serialized) struct VisualizerSessionTests {
  /// The number that follows a word on the screen: `step 1,240` is 1240.
  private func number(after word: String, on screen: Screen) -> Double? {
    guard let place = screen.find(word + " ") else { return nil }
    let rest = screen.line(place.row).unicodeScalars.dropFirst(place.column + word.count)
    let text = String(String.UnicodeScalarView(rest)).drop { $0 == " " }
    let digits = text.prefix { $0.isNumber || $0 == "," || $0 == "." || $0 == "-" || $0 == "−" }
    return Double(digits.replacing(",", with: "").replacing("−", with: "-"))
  }

  private func step(_ screen: Screen) -> Double { number(after: "step", on: screen) ?? 0 }

  /// A session that is seen to train, with the picture layers on screen.
  private func started(
    _ arguments: [String] = [], columns: Int = 120, rows: Int = 36,
    environment: [String: String] = [:]
  ) throws -> Session {
    let session = try Session.flowscope(
      arguments, columns: columns, rows: rows, environment: environment)
    try session.waitUntil("training has begun") { step($0) > 20 }
    return session
  }

  @Test func learnsTwoMoonsWithNoKeyPressed() throws {
    let session = try started(["--fps", "60"])
    let first = try session.waitUntil("a KL") { number(after: "KL", on: $0) != nil }
    session.type("++")
    let last = try session.waitUntil("a few hundred steps") { step($0) > 400 }
    let (before, after) = (number(after: "KL", on: first), number(after: "KL", on: last))
    #expect(try #require(after) < #require(before))
    #expect(last.contains("moons"))
    #expect(last.contains("realnvp"))
    #expect(session.unknownSequences == [])
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }

  @Test func keysSwitchFlowAndTarget() throws {
    let session = try started()
    session.type("f")
    try session.waitUntil("another flow") { $0.line(0).contains("nice") }
    session.type("d")
    try session.waitUntil("another target") { $0.line(0).contains("rings") }
    try session.waitUntil("training goes on") { step($0) > 10 }
    session.type("F")
    try session.waitUntil("the first flow again") { $0.line(0).contains("realnvp") }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
  }

  @Test func oneStepAtATimeWhilePaused() throws {
    let session = try Session.flowscope(["--paused"])
    try session.waitUntil("a paused start") { $0.contains("step 0") }
    session.type(".")
    try session.waitUntil("one step") { $0.contains("step 1 ") }
    session.type("..")
    try session.waitUntil("two more") { $0.contains("step 3 ") }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
  }

  @Test func theSameSeedShowsTheSameNumbers() throws {
    let screens = try (0..<2).map { _ in
      let session = try Session.flowscope(["--paused", "--seed", "7", "--threads", "2"])
      try session.waitUntil("a paused start") { $0.contains("step 0") }
      session.type(String(repeating: ".", count: 5))
      let screen = try session.waitUntil("five steps") { $0.contains("step 5 ") }
      session.type("q")
      _ = try session.waitForEnd()
      return screen
    }
    // Where the hidden cursor rests depends on how many frames were drawn on the way.
    #expect(screens[0].cells == screens[1].cells)
  }

  @Test func pausedItUsesNoProcessorTime() throws {
    let session = try started()
    session.type(" ")
    session.watch(for: .milliseconds(700))
    let before = try #require(session.processorTime)
    let bytes = session.bytesReceived
    session.watch(for: .seconds(1))
    #expect(try #require(session.processorTime) - before <= 0.011)
    #expect(session.bytesReceived == bytes)
  }

  @Test func resizingRedrawsAtEverySize() throws {
    let session = try started()
    for (columns, rows) in [(80, 24), (200, 60), (60, 20), (30, 10), (12, 4), (120, 36)] {
      session.resize(columns: columns, rows: rows)
      try session.waitUntil("a picture that reaches the last column") { screen in
        columns < 20 || (0..<rows).contains { screen[columns - 1, $0].glyph != " " }
      }
    }
    try session.waitUntil("the header again") { $0.line(0).contains("realnvp") }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }

  @Test func everyKeyInTheTableIsSurvived() throws {
    let session = try started(columns: 100, rows: 30)
    let quitting: Set<Action> = [.quit]
    for binding in KeyTable.bindings where !quitting.contains(binding.action) {
      for key in binding.keys {
        session.type(key.sent)
        session.watch(for: .milliseconds(15))
      }
    }
    // What is typed into may take one to leave it, and one to close it.
    for _ in 0..<4 { session.press(.escape) }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }

  @Test func clickingMovesTheProbe() throws {
    let session = try Session.flowscope(["--paused"])
    let before = try session.waitUntil("the ledger") { $0.contains("log p(x)") }
    let place = try #require(before.find("x · data"))
    session.click(column: place.column + 12, row: place.row + 8)
    let shown = try #require(before.find("z = f⁻¹(x)"))
    try session.waitUntil("another probe") {
      $0.line(shown.row) != before.line(shown.row)
    }
  }

  @Test func helpListsTheKeys() throws {
    let session = try started()
    session.type("?")
    try session.waitUntil("the help") { $0.contains("run or pause") && $0.contains("Here: ") }
    session.press(.escape)
    try session.waitUntil("no help") { !$0.contains("run or pause") }
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func signalsRestoreTheTerminal(number: Int32) throws {
    let session = try started()
    session.signal(number)
    #expect(try session.waitForEnd().status == 128 + number)
    #expect(session.leftovers == [])
  }

  @Test func controlCRestoresTheTerminal() throws {
    let session = try started()
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }

  @Test func controlZSuspendsAndFgResumes() throws {
    // Editing its line, the shell would ask for marked pastes itself.
    let shell = try Session(
      "/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], environment: ["PS1": "ready> "])
    try shell.waitFor("ready>")
    shell.type("\(try Program.flowscope()) --paused\n")
    try shell.waitFor("change of variables")
    shell.press(.controlZ)
    try shell.waitFor("Stopped")
    #expect(!shell.isAlternateScreen)
    #expect(shell.privateModes.isDisjoint(with: [1000, 1002, 1003, 1006, 2004]))
    shell.type("fg\n")
    try shell.waitUntil("the screen, and reports of mouse and pastes") {
      $0.contains("change of variables")
        && shell.privateModes.isSuperset(of: [1003, 1006, 2004])
    }
    #expect(shell.isAlternateScreen)
    shell.type("q")
    shell.watch(for: .milliseconds(300))
    #expect(!shell.isAlternateScreen)
    shell.type("exit\n")
    #expect(try shell.waitForEnd() == .exited(0))
  }

  @Test func aCrashRestoresTheTerminal() throws {
    let session = try started()
    session.signal(SIGSEGV)
    #expect(try session.waitForEnd() == .signalled(SIGSEGV))
    #expect(session.leftovers == [])
  }

  @Test func withoutColourNothingIsColoured() throws {
    let session = try started(environment: ["NO_COLOR": "1"])
    let screen = session.screen
    #expect(screen.colors == [.standard])
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
  }

  @Test func asciiMeansAscii() throws {
    let session = try started(["--glyphs", "ascii"])
    #expect(session.screen.glyphs.allSatisfy { $0.isASCII })
  }

  @Test func theColourLadderIsObeyed() throws {
    let session = try started(["--colors", "256"])
    let colors = session.screen.colors
    #expect(colors.count > 8)
    #expect(
      colors.allSatisfy { color in
        if case .rgb = color { return false }
        return true
      })
  }

  @Test func aDumbTerminalIsRefusedInOneLine() throws {
    let session = try Session.flowscope(environment: ["TERM": "dumb"])
    #expect(try session.waitForEnd() == .exited(1))
    #expect(session.screen.text.split(separator: "\n").count <= 2)
  }
}
