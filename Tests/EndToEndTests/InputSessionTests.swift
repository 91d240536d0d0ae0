import Foundation
import Testing

/// What terminals send besides plain keys, at the real program.
@Suite(.serialized) struct InputSessionTests {
  /// A session that stands still, so that screens can be compared.
  private func paused(_ arguments: [String] = []) throws -> (session: Session, screen: Screen) {
    let session = try Session.flowscope(["--paused", "--layers", "2", "--hidden", "8"] + arguments)
    try session.waitUntil("a paused start") {
      $0.contains("step 0") && $0.contains("change of variables")
    }
    return (session, settled(session))
  }

  /// The screen when nothing more is drawn.
  private func settled(_ session: Session) -> Screen {
    for _ in 0..<20 {
      let frames = session.frames
      session.watch(for: .milliseconds(300))
      if frames == session.frames { break }
    }
    return session.screen
  }

  private func quit(_ session: Session) throws {
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    #expect(session.unreadInput == "")
  }

  /// Compares without printing every cell.
  private func expect(
    _ session: Session, shows screen: Screen, _ after: String = "",
    at location: SourceLocation = #_sourceLocation
  ) {
    if session.screen != screen {
      Issue.record("after \(after.debugDescription):\n\(session.picture)", sourceLocation: location)
    }
  }

  // MARK: - Answers

  private static let answer = "\u{1B}]11;rgb:1e1e/1e1e/1e1e\u{1B}\\"

  enum Way: CaseIterable { case key, interrupt, signal }

  /// The program is told to leave at once, and the terminal answers 0.4 seconds after it was asked.
  @Test(arguments: Way.allCases, [1, 4])
  func aLateAnswerDoesNotReachTheShell(_ way: Way, _ pieces: Int) throws {
    for isMute in [false, true] {
      let session = try Session.flowscope(["--paused"], background: nil, isMute: isMute)
      try session.waitUntil("the screen") { _ in session.isAlternateScreen }
      switch way {
      case .key: session.type("q")
      case .interrupt: session.press(.controlC)
      case .signal: session.signal(SIGTERM)
      }
      session.watch(for: .milliseconds(400))
      let length = Self.answer.count / pieces + 1
      for piece in stride(from: 0, to: Self.answer.count, by: length) {
        session.type(String(Self.answer.dropFirst(piece).prefix(length)))
        session.watch(for: .milliseconds(60))
      }
      #expect(try session.waitForEnd().status == (way == .signal ? 128 + SIGTERM : 0))
      #expect(session.unreadInput == "", "mute: \(isMute)")
      #expect(session.leftovers == [])
    }
  }

  @Test func aLateAnswerDoesNotReachTheShellAfterControlZ() throws {
    let shell = try Session(
      "/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "ready> "],
      background: nil)
    try shell.waitFor("ready>")
    shell.type("\(try Program.flowscope()) --paused\n")
    try shell.waitUntil("the screen") { _ in shell.isAlternateScreen }
    shell.press(.controlZ)
    shell.watch(for: .milliseconds(400))
    shell.type(Self.answer)
    let screen = try shell.waitFor("Stopped")
    #expect(!screen.contains("rgb:"))
    shell.watch(for: .milliseconds(100))
    #expect(!shell.screen.contains("rgb:"))
  }

  /// Where the mouse went before the terminal heard that nobody listens any more.
  @Test func mouseReportsOnTheirWayDoNotReachTheShell() throws {
    let session = try Session.flowscope(["--paused"], background: nil, isMute: true)
    try session.waitFor("step 0")
    let answer = "\u{1B}[?62;22c"
    session.type(answer)
    session.watch(for: .milliseconds(1200))
    session.type("q")
    try session.waitUntil("reports to be off") { _ in !session.privateModes.contains(1003) }
    session.watch(for: .milliseconds(200))
    for column in 1...40 { session.type("\u{1B}[<35;\(column);5M") }
    session.type(answer)
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.unreadInput == "")
  }

  @Test func aTerminalThatNeverAnswersIsLeftAtOnce() throws {
    let session = try Session.flowscope(["--paused"], background: nil, isMute: true)
    try session.waitFor("step 0")
    session.watch(for: .seconds(1.5))
    let start = ContinuousClock.now
    try quit(session)
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test func answersThatNobodyAskedForChangeNothing() throws {
    let (session, before) = try paused()
    for answer in [
      "\u{1B}]4;1;rgb:cdcd/0000/0000\u{1B}\\", "\u{1B}]52;c;cXVpdA==\u{7}", "\u{1B}[>41;379;0c",
      "\u{1B}P!|7E565445\u{1B}\\", "\u{1B}[?2026;2$y", "\u{1B}P>|q(379)\u{1B}\\",
      "\u{1B}Xq\u{1B}\\",
      "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[12;40R", "\u{1B}[I", "\u{1B}[O", "\u{1B}[8;24;80t",
      "\u{1B}[?997;1n", "\u{1B}[?1u", "\u{1B}^q d\u{1B}\\", "\u{1B}[1;1:3A", "\u{1B}[113;1:3u",
    ] {
      session.type(answer)
      // In two pieces, the second one late; of the first one the ESC may be all.
      for length in [1, 3] where answer.count > length + 2 {
        session.type(String(answer.prefix(length)))
        session.watch(for: .milliseconds(200))
        session.type(String(answer.dropFirst(length)))
        session.watch(for: .milliseconds(20))
      }
      expect(session, shows: before, "\(answer)")
    }
    try quit(session)
  }

  // MARK: - Pastes

  @Test func aPasteOutsideATextFieldDoesNothing() throws {
    let (session, before) = try paused()
    #expect(session.privateModes.contains(2004))
    for text in [
      "flowscope --flow planar --seed 3\r", "fd hello\r", "q", "\u{3}\u{1A}\u{1C}q\u{1B}[A",
    ] {
      session.paste(text)
      session.watch(for: .milliseconds(200))
      expect(session, shows: before, "\(text)")
    }
    try quit(session)
  }

  @Test func aPasteWhilePaintingDoesNothing() throws {
    let (session, _) = try paused()
    session.type("p ")
    try session.waitFor("1 dot")
    session.paste("Xq")
    session.watch(for: .milliseconds(300))
    #expect(session.screen.contains("1 dot"))
    try quit(session)
  }

  @Test func aPasteIntoATextFieldIsText() throws {
    let (session, _) = try paused()
    session.type(":")
    try session.waitFor("commands")
    session.paste("target\n rings\r")
    try session.waitFor(": target rings")
    session.press(.enter)
    try session.waitUntil("the target") { $0.line(0).contains("rings") }
    session.type("o")
    try session.waitFor("learning rate")
    session.paste("nsf\r")
    session.press(.enter)
    try session.waitUntil("the flow") { $0.line(0).contains("nsf") }
    session.press(.escape)
    try quit(session)
  }

  // MARK: - Keys

  @Test(arguments: [
    "\u{1B}[113u", "\u{1B}[113;1:1u", "\u{1B}[99;5u", "\u{1B}[27;5;99~", "\u{1B}[99;69u", "\u{3}",
  ])
  func everySpellingQuits(_ bytes: String) throws {
    let (session, _) = try paused()
    session.type(bytes)
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }

  @Test func everySpellingOfEscapeClosesTheHelp() throws {
    let (session, before) = try paused()
    for bytes in ["\u{1B}", "\u{1B}[27u", "\u{1B}[27;1:1u"] {
      session.type("?")
      try session.waitFor("run or pause")
      session.type(bytes)
      try session.waitUntil("no help") { $0.lines == before.lines }
    }
    try quit(session)
  }

  @Test func altWithALetterIsNotTheLetter() throws {
    let (session, before) = try paused()
    for bytes in ["\u{1B}q", "\u{1B}f", "\u{1B}[113;3u", "\u{1B}[27;3;113~", "\u{1B}[99;6u"] {
      session.type(bytes)
      session.watch(for: .milliseconds(200))
      expect(session, shows: before, "\(bytes.debugDescription)")
    }
    try quit(session)
  }

  /// As the help promises, and however the terminal says it.
  @Test func shiftWithAnArrowIsTheLargerStep() throws {
    let (session, start) = try paused()
    for (letter, back, final, rxvt) in [("L", "H", "C", "c"), ("K", "J", "A", "a")] {
      session.type(letter)
      let large = try session.waitUntil("a large step") { $0.lines != start.lines }
      session.type(back)
      try session.waitUntil("the start again") { $0.lines == start.lines }
      for bytes in ["\u{1B}[1;2\(final)", "\u{1B}[\(rxvt)", "\u{1B}[1;2:1\(final)"] {
        session.type(bytes)
        try session.waitUntil("the same step") { $0.lines == large.lines }
        session.type(back)
        try session.waitUntil("the start again") { $0.lines == start.lines }
      }
      session.type("\u{1B}[\(final)")
      let small = try session.waitUntil("a small step") { $0.lines != start.lines }
      #expect(small.lines != large.lines)
      session.type(String(repeating: "\u{1B}O\(final)", count: 4))
      try session.waitUntil("five small steps") { $0.lines == large.lines }
      session.type(back)
      try session.waitUntil("the start again") { $0.lines == start.lines }
    }
    try quit(session)
  }
}
