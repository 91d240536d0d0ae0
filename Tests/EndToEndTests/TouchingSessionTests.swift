import Foundation
import Testing

/// What hands do in the visualizer, played in a pseudo-terminal.
@Suite(.serialized) struct TouchingSessionTests {
  private func temporary(_ name: String, _ text: String = "") throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString)-\(name)")
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
    #expect(parser.screen.contains("x · data space"))
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

  @Test func aReplayThatCannotBeReadIsExplained() throws {
    let session = try playing("nonsense\n")
    #expect(try session.waitForEnd() == .exited(1))
    #expect(session.screen.contains("line 1: 'nonsense' is no key"))
  }
}
