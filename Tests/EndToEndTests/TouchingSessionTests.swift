import Foundation
import Testing

/// What hands do in the visualizer, played in a pseudo-terminal.
@Suite(.serialized) final class TouchingSessionTests {
  /// For the test's files; gone when it ends.
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func temporary(_ name: String, _ text: String = "") throws -> String {
    let path = folder.appending(path: name)
    try Data(text.utf8).write(to: path)
    return path.path
  }

  /// Plays a script in the real program; the session is left to look at.
  private func playing(
    _ script: String, _ arguments: [String] = [], columns: Int = 120, rows: Int = 36
  ) throws -> Session {
    try Session.flowscope(
      ["--replay", try temporary("keys", script), "--layers", "2", "--hidden", "8"] + arguments,
      columns: columns, rows: rows)
  }

  private func quit(_ session: Session) throws {
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    #expect(session.unknownSequences == [])
  }

  @Test func theSharedCommandBringsBackTheSameScreen() throws {
    let session = try playing("until step 40\nspace\nc\nL\ns\nwait 0.2\ny\n")
    try session.waitFor("this state, as a command")
    let line = try #require(session.clipboard)
    session.press(.escape)
    let before = try session.waitUntil("the panel is gone") {
      !$0.contains("this state, as a command")
    }
    try quit(session)
    let words = line.split(separator: " ").dropFirst().map(String.init)
    let again = try Session.flowscope(words)
    // The hint line may still carry a message about the last key.
    let after = try again.waitUntil("the same screen") {
      $0.lines.dropLast() == before.lines.dropLast()
    }
    #expect(after.colors == before.colors)
    try quit(again)
  }

  @Test func aRecordingPlaysWhatWasDrawn() throws {
    let path = try temporary("recording.cast")
    let session = try playing(
      "until step 20\nspace\nwait 0.2\nq\n", ["--record", path], columns: 80, rows: 24)
    #expect(try session.waitForEnd() == .exited(0))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines[0].contains("\"version\": 2"))
    var parser = ScreenParser(columns: 80, rows: 24)
    var time = 0.0
    for line in lines.dropFirst().dropLast() {
      let event = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
      let now = try #require(event[0] as? Double)
      #expect(now >= time)
      time = now
      parser.feed(try #require(event[2] as? String))
    }
    #expect(parser.screen.contains("paused"))
    #expect(parser.screen.contains("x · data"))
    #expect(parser.unknown == [])
  }

  @Test func commandsAndOptionsWorkInARealTerminal() throws {
    let session = try playing("until step 20\n:\ntype target pinw\nEnter\n", columns: 80, rows: 24)
    try session.waitUntil("another target") { $0.line(0).contains("pinwheel") }
    session.type("o")
    try session.waitFor("learning rate")
    session.press(.down)
    session.press(.down)
    session.type("nothing")
    session.press(.enter)
    try session.waitFor("unknown base 'nothing'")
    session.press(.escape)
    session.press(.escape)
    try session.waitUntil("the pane is closed") { !$0.contains("learning rate") }
    try quit(session)
  }

  /// The step in the header.
  private func step(_ screen: Screen) -> Int? {
    guard let place = screen.find("step ") else { return nil }
    let rest = screen.line(place.row).dropFirst(place.column + 5).drop { $0 == " " }
    return Int(rest.prefix { $0.isNumber || $0 == "," }.filter(\.isNumber))
  }

  @Test func theLossCurveIsATimeMachine() throws {
    let session = try playing("until step 200\nspace\n")
    let now = try session.waitFor("paused")
    let end = try #require(step(now))
    let pane = try #require(now.find("loss · nats"))
    session.click(column: pane.column + 25, row: pane.row + 3)
    let past = try session.waitFor("back to now")
    let there = try #require(step(past))
    #expect(there < end)
    session.press(.home)
    try session.waitUntil("the beginning") { step($0) == 0 }
    session.press(.end)
    try session.waitUntil("now") { step($0) == end }
    session.type(",")
    try session.waitUntil("one back") { step($0) ?? end < end }
    session.press(.enter)
    try session.waitUntil("training goes on") { step($0) ?? 0 > end }
    try quit(session)
  }

  @Test func slowMotionGoesThroughOneStep() throws {
    let session = try playing("until step 20\nspace\nM\n", columns: 80, rows: 24)
    try session.waitFor("512 points")
    for part in ["z = f⁻¹(x)", "coloured by how f stretches", "mean log|det dx/dz|", "by layer"] {
      session.type(".")
      try session.waitFor(part)
    }
    session.type(".")
    try session.waitFor("this batch now costs")
    session.type("M ")
    try session.waitUntil("training goes on") { step($0) ?? 0 > 40 }
    try quit(session)
  }

  @Test func flowsRaceAndTrainingGoesOnAfterwards() throws {
    let session = try playing("until step 20\nw\na\n", columns: 80, rows: 24)
    try session.waitUntil("three flows with scores") { screen in
      screen.line(0).contains("race on moons") && screen.contains("leads")
        && screen.contains("held-out loss")
    }
    session.type("t")
    try session.waitUntil("equal time") { $0.line(0).contains("equal time") }
    session.press(.escape)
    try session.waitUntil("training again") { step($0) ?? 0 > 20 }
    try quit(session)
  }

  @Test func aPaintedTargetIsLearned() throws {
    let session = try playing("until step 5\np\n", columns: 80, rows: 24)
    let screen = try session.waitFor("drag, or arrows and space")
    let pane = try #require(screen.find("target nothing painted yet"))
    for offset in 0..<6 {
      session.click(column: pane.column + 10 + offset, row: pane.row + 6)
      try session.waitFor("\(offset + 1) dot")
    }
    try session.waitUntil("six dots, being learned") {
      $0.line(0).contains("your painting") && step($0) ?? 0 > 5
    }
    session.press(.escape)
    try quit(session)
  }

  /// Thousands of keys, clicks, drags and resizes, the same ones every time; or as many as the
  /// environment's `MONKEY` says.
  @Test func aMonkeyAtTheTerminalLeavesItWhole() throws {
    // In its own folder, as it may save what it paints.
    let session = try Session(
      "/bin/sh",
      [
        "-c", "cd \"$0\" && exec \"$1\" --layers 2 --hidden 8 --batch 64 --speed x10", folder.path,
        try Program.flowscope(),
      ])
    try session.waitUntil("training has begun") { step($0) ?? 0 > 5 }
    var random = Xorshift(state: 0x5EED)
    // Not q; nor what would compute for long: the number keys of deep flows, and larger layers.
    let characters = Array(" ,.<>+-=rRdDbBhsgcHJKLz?:yowpMt_xu[]XVvejkaiEnN;l/")
    let special: [TypedKey] = [
      .up, .down, .left, .right, .tab, .backTab, .enter, .escape, .home, .end, .pageUp, .pageDown,
      .backspace, .delete,
    ]
    let events = ProcessInfo.processInfo.environment["MONKEY"].flatMap { Int($0) } ?? 3000
    for count in 0..<events {
      switch random.below(16) {
      case 0:
        session.click(column: random.below(140), row: random.below(50))
      case 1:
        let (column, row) = (random.below(120), random.below(40))
        session.type("\u{1B}[<0;\(column);\(row)M\u{1B}[<32;\(column + 3);\(row)M")
        session.type(
          "\u{1B}[<0;\(column + 3);\(row)m\u{1B}[<\(64 + random.below(2));\(column);\(row)M")
      case 2...5: session.type(special[random.below(special.count)].rawValue)
      default: session.type(String(characters[random.below(characters.count)]))
      }
      if count % 60 == 0 {
        session.resize(columns: 5 + random.below(200), rows: 2 + random.below(60))
      }
      if count % 10 == 0 { session.watch(for: .milliseconds(5)) }
    }
    session.resize(columns: 100, rows: 30)
    session.press(.controlC)
    let end = try session.waitForEnd(within: .seconds(30))
    #expect(end == .exited(0), "\(session.screen.text)")
    #expect(session.leftovers == [])
  }

  /// Marsaglia's generator: the same numbers on every machine.
  private struct Xorshift {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
  }

  @Test func theDoctorSaysWhatItFoundAndWhy() throws {
    let session = try Session.flowscope(["doctor"], columns: 110, rows: 64)
    #expect(try session.waitForEnd() == .exited(0))
    let screen = session.screen
    for part in [
      "COLORTERM=truecolor", "the locale is UTF-8", "--colors RUNG", "--glyphs RUNG", "FMA",
      "GFLOP/s on one thread",
    ] {
      #expect(screen.contains(part), "\(part)")
    }
  }

  @Test func aReplayThatCannotBeReadIsExplained() throws {
    let session = try playing("nonsense\n")
    #expect(try session.waitForEnd() == .exited(1))
    #expect(session.screen.contains("line 1: 'nonsense' is no key"))
  }
}
