import Foundation
import Testing

/// What the program asks of its terminal, and what it makes of the answers.
@Suite(.serialized) struct DetectionSessionTests {
  private static let arguments = ["--paused", "--layers", "2", "--hidden", "8"]

  private func start(
    _ arguments: [String] = [], environment: [String: String] = ["COLORTERM": ""],
    background: String? = nil, keepsColors: Bool? = nil, isEastAsian: Bool = false,
    pixels: PixelTerminal? = nil
  ) throws -> Session {
    let session = try Session.flowscope(
      Self.arguments + arguments, environment: environment, background: background,
      pixels: pixels, keepsColors: keepsColors, isEastAsian: isEastAsian)
    try session.waitUntil("the screen") { $0.contains("step 0") }
    return session
  }

  private func quit(_ session: Session) throws {
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [] && session.unreadInput == "" && session.unknownSequences == [])
  }

  private func hasDirectColors(_ screen: Screen) -> Bool {
    screen.colors.contains { if case .rgb = $0 { true } else { false } }
  }

  /// `TERM` alone says 8 or 256 colours.
  @Test(arguments: ["xterm", "xterm-256color"])
  func aTerminalThatKeepsColoursGetsThem(name: String) throws {
    let session = try start(environment: ["TERM": name, "COLORTERM": ""], keepsColors: true)
    try session.waitUntil("24-bit colours") { hasDirectColors($0) }
    try quit(session)
  }

  @Test(arguments: [false, nil] as [Bool?])
  func aTerminalThatDoesNotKeepColoursDoesNotGetThem(keepsColors: Bool?) throws {
    let session = try start(keepsColors: keepsColors)
    session.watch(for: .milliseconds(400))
    #expect(!hasDirectColors(session.screen))
    try quit(session)
  }

  @Test(arguments: [["--colors", "256"], []])
  func whatTheUserChoseStays(arguments: [String]) throws {
    let session = try start(
      arguments, environment: ["COLORTERM": "", "NO_COLOR": arguments.isEmpty ? "1" : ""],
      keepsColors: true)
    session.watch(for: .milliseconds(400))
    #expect(!hasDirectColors(session.screen))
    try quit(session)
  }

  /// Every row would be shifted otherwise.
  @Test func anEastAsianTerminalGetsASCII() throws {
    let session = try start(isEastAsian: true)
    try session.waitUntil("ASCII only") { screen in
      screen.contains("step 0") && screen.cells.allSatisfy { $0.glyph.isASCII }
    }
    try quit(session)
    let asked = try start(["--glyphs", "blocks"], isEastAsian: true)
    asked.watch(for: .milliseconds(300))
    #expect(!asked.screen.cells.allSatisfy { $0.glyph.isASCII })
    try quit(asked)
  }

  /// As in tmux, which is silent about its background, with a light one.
  @Test(arguments: ["truecolor", ""])
  func anUnknownBackgroundGetsItsOwnInk(colorTerm: String) throws {
    let session = try start(environment: ["COLORTERM": colorTerm])
    session.watch(for: .milliseconds(300))
    let screen = session.screen
    let place = try #require(screen.find("coupling 1"))
    let cell = screen[place.column, place.row]
    #expect(cell.style.foreground == .standard && cell.style.background == .standard)
    // Nothing is written in the terminal's ink on a paper that is not the terminal's.
    for cell in screen.cells where cell.glyph != " " && cell.style.background != .standard {
      #expect(cell.style.foreground != .standard || cell.style.reverse)
    }
    // The answer comes late, and everything gets the colours for it.
    session.type("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\")
    try session.waitUntil("dark ink") { $0[place.column, place.row].style.foreground != .standard }
    try quit(session)
  }

  // MARK: - doctor

  @Test func doctorAsksTheSameQuestions() throws {
    let session = try Session.flowscope(
      ["doctor"], columns: 110, rows: 60, environment: ["COLORTERM": ""],
      background: "ffff/ffff/ffff", keepsColors: true)
    #expect(try session.waitForEnd() == .exited(0))
    for text in [
      "24bit    the terminal answered that it has 24-bit", "light    the terminal answered #ffffff",
      "and the cursor shows that each takes one column",
    ] {
      try session.waitFor(text)
    }
    #expect(session.leftovers == [])
  }

  /// As st, which has 24-bit colours, and alacritty and konsole, which say so by a variable that ssh leaves behind.
  @Test func doctorSaysThatATerminalMayHaveMoreColours() throws {
    let session = try Session.flowscope(
      ["doctor"], columns: 110, rows: 60, environment: ["COLORTERM": ""], keepsColors: nil)
    #expect(try session.waitForEnd() == .exited(0))
    try session.waitFor("has 256 colours, and no answer says more")
    #expect(session.leftovers == [])
  }

  /// Its output is in a file, and its input is empty.
  @Test func doctorAsksTheTerminalWhateverItsOutputIs() throws {
    let path = NSTemporaryDirectory() + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let session = try Session(
      "/bin/sh", ["-c", "'\(try Program.flowscope())' doctor --json < /dev/null > '\(path)'"],
      environment: ["COLORTERM": ""], keepsColors: true, isEastAsian: true)
    #expect(try session.waitForEnd() == .exited(0))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let report =
      CommandRun(status: 0, output: text, errors: "").members["terminal"] as? [String: Any]
    #expect(report?["colors"] as? String == "24bit" && report?["glyphs"] as? String == "ascii")
    #expect(
      report?["glyphs_reason"] as? String == "the terminal gives braille other than one column")
    #expect(!text.contains("\u{1B}") && session.leftovers == [])
  }

  @Test func aSignalWhileItAsksLeavesTheLineAsItWas() throws {
    for number in [SIGINT, SIGTERM, SIGSEGV] {
      // A mute terminal is waited for.
      let session = try Session.flowscope(["doctor"], background: nil, isMute: true)
      try session.waitUntil("the questions") { _ in
        session.lineModes.now != session.lineModes.before
      }
      session.signal(number)
      #expect(try session.waitForEnd() == .signalled(number))
      #expect(session.leftovers == [])
    }
  }

  // MARK: - The clipboard

  /// A terminal that may not allow it, and one that does so by itself.
  @Test(arguments: [false, true])
  func theCopiedLineIsPrintedOnLeaving(isKitty: Bool) throws {
    let session = try start(
      environment: [:], background: "1010/1010/1414", pixels: isKitty ? PixelTerminal() : nil)
    if isKitty { try session.waitUntil("pictures") { _ in session.pictures.count > 0 } }
    session.type("y")
    try session.waitFor("this state, as a command")
    #expect(session.clipboard?.hasPrefix("flowscope ") == true)
    session.press(.escape)
    try quit(session)
    #expect(session.screen.contains("flowscope --") != isKitty)
  }
}
