import Foundation
import Testing

/// The terminal after any end: see `EndsTable`. `FLOWSCOPE_PROGRAM` names the program of a release build, for which
/// all of it holds too.
@Suite(.serialized) struct EndsTests {
  private static let small = ["--paused", "--layers", "2", "--hidden", "8"]
  private static let state = FileManager.default.temporaryDirectory.appending(
    path: UUID().uuidString)

  private var hasMemory: Bool { FileManager.default.fileExists(atPath: "/dev/shm") }

  /// The program waits longer for a terminal that is far away to answer, as this one does where the machine is
  /// busy with other tests.
  private static let environment = ["XDG_STATE_HOME": state.path, "SSH_TTY": "/dev/pts/0"]

  private func session(_ arguments: [String]) throws -> Session {
    try Session.flowscope(
      arguments, columns: 80, rows: 24, environment: Self.environment,
      pixels: PixelTerminal(memory: hasMemory))
  }

  private func shell(_ script: String) throws -> Session {
    let command = "\(try Program.flowscope()) \(Self.small.joined(separator: " "))"
    return try Session(
      "/bin/bash", ["-c", script.replacing("FLOWSCOPE", with: command)], columns: 80, rows: 24,
      environment: Self.environment, pixels: PixelTerminal(memory: hasMemory))
  }

  private func waitForPictures(_ session: Session) throws {
    try session.waitUntil("pictures") { _ in session.pictures.placements.count >= 2 }
  }

  /// Does it, and tells the status and what is left.
  private func measure(_ deed: EndsTable.Deed) throws -> (status: Int32, session: Session) {
    switch deed {
    case .type(let text):
      let session = try session(Self.small)
      try waitForPictures(session)
      session.type(text)
      return (try session.waitForEnd().status, session)
    case .signal(let number):
      let session = try session(Self.small)
      try waitForPictures(session)
      session.signal(number)
      return (try session.waitForEnd().status, session)
    case .signalAtStart(let number):
      let session = try session(Self.small)
      try session.waitUntil("the screen") { _ in session.isAlternateScreen }
      session.signal(number)
      return (try session.waitForEnd().status, session)
    case .rehearse(let way):
      let session = try session(["doctor", "--rehearse", way])
      return (try session.waitForEnd().status, session)
    case .stop, .stopAndContinue:
      let session = try shell("set -m; FLOWSCOPE; echo status $?.; read; fg; echo status $?.")
      try waitForPictures(session)
      session.press(.controlZ)
      let stopped = try session.waitFor("status ")
      if case .stop = deed { return (status(on: stopped), session) }
      session.type("\r")
      try waitForPictures(session)
      session.type("q")
      _ = try session.waitForEnd()
      return (status(on: session.screen), session)
    case .killAndReset:
      let program = try Program.flowscope()
      let session = try shell("FLOWSCOPE; s=$?; \(program) doctor --reset; echo status $s.")
      try waitForPictures(session)
      kill(try #require(session.child), SIGKILL)
      _ = try session.waitForEnd()
      return (status(on: session.screen), session)
    }
  }

  /// The last status that was printed.
  private func status(on screen: Screen) -> Int32 {
    let text = screen.text.matches(of: /status (\d+)\./).last?.output.1
    return text.flatMap { Int32($0) } ?? -1
  }

  private func outcome(_ row: EndsTable.Row) throws -> EndsTable.Outcome {
    var outcome = EndsTable.Outcome()
    for deed in row.deeds {
      let (status, session) = try measure(deed)
      outcome.statuses.append(status)
      session.catchUp()
      for lasting in Lasting.allCases {
        var problems = lasting.leftovers(of: session)
        // What is sane is not what a new pseudo-terminal has.
        if case .killAndReset = deed, lasting == .line {
          problems = session.lineModes.now == (try saneModes()) ? [] : ["it is not sane"]
        }
        if lasting == .keys, !session.unreadInput.isEmpty { problems.append("input is left") }
        if !problems.isEmpty {
          outcome.problems[lasting, default: []].append("\(deed): \(problems)")
        }
      }
    }
    return outcome
  }

  /// A new pseudo-terminal lets Ctrl-S and Ctrl-Q stop and continue the output, as every terminal does; `stty
  /// sane` leaves that as it is.
  private func saneModes() throws -> [UInt64] {
    let session = try Session("/bin/sh", ["-c", "stty -icanon -echo raw; stty sane ixon"])
    #expect(try session.waitForEnd() == .exited(0))
    return session.lineModes.now
  }

  /// And README has the table that this measures.
  @Test func everyEndLeavesTheTerminalAsItWas() async throws {
    defer { try? FileManager.default.removeItem(at: Self.state) }
    let outcomes = try await withThrowingTaskGroup(of: (Int, EndsTable.Outcome).self) { group in
      for (index, row) in EndsTable.rows.enumerated() {
        group.addTask { (index, try outcome(row)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let ordered = EndsTable.rows.indices.compactMap { outcomes[$0] }
    for (row, outcome) in zip(EndsTable.rows, ordered) {
      #expect(outcome.statuses == row.statuses, "\(row.name)")
      #expect(outcome.problems.isEmpty, "\(row.name): \(outcome.problems)")
    }
    let table = EndsTable.markdown(ordered)
    let readme = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md"),
      encoding: .utf8)
    #expect(readme.contains(table), "README has another table than\n\(table)")
  }

  /// Two frames of pictures may be on their way, each with its own question.
  @Test(arguments: [
    EndsTable.Deed.type("q"), .type("\u{1C}"), .signal(SIGTERM), .signal(SIGSEGV),
  ])
  func noAnswerOfALateTerminalIsLeft(_ deed: EndsTable.Deed) throws {
    let session = try session(["--layers", "2", "--hidden", "8"])
    try waitForPictures(session)
    session.answerTime = .milliseconds(150)
    let life = Array("\u{1B}[0n".utf8)
    try session.waitUntil("two answers on their way") { _ in
      session.answers.count { $0.bytes == life } == 2
    }
    switch deed {
    case .type(let text): session.type(text)
    case .signal(let number): session.signal(number)
    default: break
    }
    _ = try session.waitForEnd()
    session.watch(for: session.answerTime)
    #expect(session.answers.isEmpty && session.unreadInput == "")
  }

  @Test func aCrashLeavesAReport() throws {
    let state = Self.state.appending(path: "new")
    defer { try? FileManager.default.removeItem(at: state) }
    let session = try Session.flowscope(
      ["doctor", "--rehearse", "thread-trap"], environment: ["XDG_STATE_HOME": state.path])
    _ = try session.waitForEnd()
    let path = state.appending(path: "flowscope/crash.txt").path
    #expect(session.screen.text.replacing("\n", with: "").contains(path))
    let report = try String(contentsOfFile: path, encoding: .utf8)
    // The trap's own message, which the closed screen would have taken with it.
    let words = "Fatal error: this trap was rehearsed"
    #expect(report.contains(words) && session.screen.contains(words))
    #expect(report.contains("doctor --rehearse thread-trap"))
    #if arch(x86_64) || arch(arm64)
      #expect(report.matches(of: /\n  flowscope 0x[0-9a-f]+/).count > 1)
    #endif
  }

  @Test func aClosedTerminalEndsTheProgram() throws {
    let session = try session(Self.small)
    try waitForPictures(session)
    session.hangUp()
    #expect(try session.waitForEnd().status == 128 + SIGHUP)
    #expect(session.memoryLeftovers == [])
  }

  /// What is written on standard error while the screen is open would spoil it, and go with it.
  @Test func textOnStandardErrorComesAfterTheScreen() throws {
    let session = try session(["doctor", "--rehearse", "trap"])
    _ = try session.waitUntil("the rehearsal") { $0.contains("rehearsing") }
    _ = try session.waitForEnd()
    #expect(session.screen.contains("Fatal error") && !session.screen.contains("rehearsing"))
  }

  /// Any mode that another program may leave, and a picture cut off in the middle.
  @Test func theResetRepairsEverything() throws {
    let modes = [
      1, 5, 6, 9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2031, 2048,
    ]
    let on = modes.map { "\\033[?\($0)h" }.joined()
    let mess =
      "\(on)\\033[>1u\\033[?1049h\\033[>5u\\033[>4;2m\\033[?25l\\033[?7l\\033=\\033[3;5r\\033[1;31m"
      + "\\033(0\\033[4 q\\033]4;1;rgb:00/00/00\\007\\033]11;rgb:00/00/00\\007\\033_Ga=T,m=1;AAAA"
    let session = try Session(
      "/bin/bash",
      [
        "-c",
        "stty raw -echo intr q erase x; printf '\(mess)'; \(try Program.flowscope()) doctor --reset",
      ],
      columns: 80, rows: 24, pixels: PixelTerminal())
    #expect(try session.waitForEnd() == .exited(0))
    session.catchUp()
    #expect(session.lineModes.now == (try saneModes()))
    for lasting in Lasting.allCases where lasting != .line {
      #expect(lasting.leftovers(of: session) == [])
    }
  }
}
