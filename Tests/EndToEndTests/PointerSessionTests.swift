import Foundation
import Testing

/// The mouse in pixels, and the window's focus, at the real program.
@Suite(.serialized) struct PointerSessionTests {
  private func session(
    _ arguments: [String] = [], knows modes: Set<Int> = [1004, 1016],
    cell: (columns: Int, rows: Int)? = (10, 20)
  ) throws -> Session {
    try Session.flowscope(
      ["--layers", "2", "--hidden", "8"] + arguments, cell: cell, knownModes: modes)
  }

  private func quit(_ session: Session) throws {
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    #expect(session.unreadInput == "")
  }

  @Test func pixelsAreAskedForWhereTheTerminalKnowsThemAndItsCells() throws {
    let cases: [(modes: Set<Int>, cell: (Int, Int)?, isOn: Bool)] = [
      ([1016], (10, 20), true), ([], (10, 20), false), ([1016], nil, false),
    ]
    for (modes, cell, isOn) in cases {
      let session = try session(["--paused"], knows: modes, cell: cell)
      try session.waitFor("step 0")
      session.watch(for: .milliseconds(150))
      #expect(session.privateModes.contains(1016) == isOn)
      #expect(session.privateModes.contains(1004))
      #expect(session.unknownSequences == [])
      try quit(session)
    }
  }

  /// Two dots in one cell, one at its left edge and one at its right: a mouse in cells could not paint them.
  @Test func aStrokeOfPixelsPaintsWithinACell() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "paint-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try Session(
      "/bin/sh",
      [
        "-c",
        "cd '\(folder.path)' && exec '\(try Program.flowscope())' --paused "
          + "--layers 2 --hidden 8",
      ], cell: (10, 20), knownModes: [1016])
    try session.waitFor("step 0")
    try session.waitUntil("pixels") { _ in session.privateModes.contains(1016) }
    session.watch(for: .milliseconds(100))
    session.type("p")
    let screen = try session.waitFor("drag, or arrows and space")
    let place = try #require(screen.find("drag, or arrows and space"))
    // Thin, so that dots may be close together.
    for _ in 0..<3 { session.type("\u{1B}[<65;\(10 * place.column);\(20 * place.row)M") }
    let (left, top) = (10 * place.column + 1, 20 * (place.row + 2) + 1)
    session.type("\u{1B}[<0;\(left);\(top)M")
    for offset in 1...9 { session.type("\u{1B}[<32;\(left + offset);\(top)M") }
    session.type("\u{1B}[<0;\(left + 9);\(top)m")
    session.watch(for: .milliseconds(200))
    session.type("w")
    try session.waitFor("painted.csv")
    let text = try String(contentsOf: folder.appending(path: "painted.csv"), encoding: .utf8)
    let dots = text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
    #expect(dots.count >= 2)
    let xs = dots.map { $0[0] }
    let span = (xs.max() ?? 0) - (xs.min() ?? 0)
    #expect(span > 0.05 && span < 0.3)
    #expect(xs == xs.sorted())
    session.press(.escape)
    try quit(session)
  }

  @Test func everyWayOutTurnsPixelsAndFocusOff() throws {
    for signal in [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGQUIT] {
      let session = try session()
      try session.waitUntil("pixels") { _ in session.privateModes.isSuperset(of: [1004, 1016]) }
      session.signal(signal)
      #expect(try session.waitForEnd().status == 128 + signal)
      #expect(session.leftovers == [], "signal \(signal)")
    }
  }

  @Test func pixelsAreAgreedOnAnewAfterAStop() throws {
    let shell = try Session(
      "/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "ready> "],
      cell: (10, 20), knownModes: [1016])
    try shell.waitFor("ready>")
    shell.type("\(try Program.flowscope()) --paused\n")
    try shell.waitUntil("pixels") { _ in shell.privateModes.contains(1016) }
    shell.press(.controlZ)
    try shell.waitFor("Stopped")
    #expect(shell.privateModes.isDisjoint(with: [1004, 1016]))
    shell.type("fg\n")
    try shell.waitUntil("pixels again") { _ in
      shell.isAlternateScreen && shell.privateModes.isSuperset(of: [1004, 1016])
    }
    shell.type("q")
    try shell.waitFor("ready>")
    #expect(shell.privateModes.isDisjoint(with: [1004, 1016]))
  }

  /// Answers that come late, and in pieces, are no keys, and still count.
  @Test func aLateAnswerInPiecesTurnsPixelsOn() throws {
    let session = try session(["--paused"], knows: [], cell: nil)
    try session.waitFor("step 0")
    session.watch(for: .milliseconds(300))
    for piece in ["\u{1B}", "[6;2", "0;10", "t\u{1B}[?10", "16;2$", "y"] {
      session.type(piece)
      session.watch(for: .milliseconds(40))
    }
    try session.waitUntil("pixels") { _ in session.privateModes.contains(1016) }
    #expect(session.screen.contains("step 0") && session.screen.contains("paused"))
    try quit(session)
  }

  @Test func withoutTheFocusThereAreFewFramesButNeverNone() throws {
    let session = try session(["--speed", "flat-out"])
    try session.waitFor("change of variables")
    session.watch(for: .milliseconds(500))
    func frames(within seconds: Double) -> Double {
      let before = session.frames
      session.watch(for: .seconds(seconds))
      return Double(session.frames - before) / seconds
    }
    /// Whether there are more frames soon than there may be without the focus; the machine may be busy.
    func isAtFullRate() -> Bool { (0..<30).contains { _ in frames(within: 0.5) >= 8 } }
    #expect(isAtFullRate())
    session.type("\u{1B}[O")
    session.watch(for: .milliseconds(300))
    let unwatched = frames(within: 1.5)
    #expect(unwatched >= 1 && unwatched <= 5)
    // A key is answered at once all the same.
    let sent = ContinuousClock.now
    session.type("?")
    try session.waitFor("quit", within: .seconds(2))
    session.press(.escape)
    #expect(ContinuousClock.now - sent < .seconds(2))
    session.type("\u{1B}[I")
    #expect(isAtFullRate())
    try quit(session)
  }
}
