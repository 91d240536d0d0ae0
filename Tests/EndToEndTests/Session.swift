import Foundation
import PseudoTerminal
import Visualizer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a session could not go on. Its description shows the screen.
enum SessionError: Error, CustomStringConvertible {
  case noProgram(String)
  case timedOut(waitingFor: String, screen: String)
  case ended(waitingFor: String, end: String, screen: String)

  var description: String {
    switch self {
    case .noProgram(let path): "no program at \(path): build it first"
    case .timedOut(let what, let screen): "waited in vain for \(what); the screen:\n\(screen)"
    case .ended(let what, let end, let screen):
      "the program ended (\(end)) before \(what); the screen:\n\(screen)"
    }
  }
}

/// How a program ended.
enum ProgramEnd: Hashable, Sendable {
  case exited(Int32)
  case signalled(Int32)

  /// The status that a shell shows: 143 for SIGTERM, either way.
  var status: Int32 {
    switch self {
    case .exited(let status): status
    case .signalled(let signal): 128 + signal
    }
  }
}

/// A program running in a pseudo-terminal, played by a test: it types, and waits for the screen.
///
///     let session = try Session.flowscope(["--seed", "1"])
///     try session.waitUntil("training has begun") { $0.contains("step") }
///     session.type("q")
///     #expect(try session.waitForEnd() == .exited(0))
///     #expect(session.leftovers == [])
final class Session {
  private let terminal: PseudoTerminal
  private(set) var parser: ScreenParser
  private let process: pid_t
  private let modesBefore: [UInt64]
  private var end: ProgramEnd?
  /// How long the terminal takes to answer.
  var answerTime = Duration.zero
  /// Its answers that are on their way, and when they arrive.
  private(set) var answers: [(time: ContinuousClock.Instant, bytes: [UInt8])] = []
  /// How many bytes the program has written so far.
  private(set) var bytesReceived = 0

  /// How long waits may take by default; generous, since tests share the machine.
  static let patience = Duration.seconds(15)

  /// Starts a program.
  /// - Parameters:
  ///   - environment: changes to a plain one, which has a UTF-8 locale and `TERM=xterm-256color` with
  ///     `COLORTERM=truecolor`; an empty value removes a variable.
  ///   - background: what the terminal answers when asked for its background colour: by default a dark
  ///     one; `nil` is no answer.
  ///   - isMute: whether it answers no other question either.
  ///   - pixels: what it can do with pixels; `nil` for a terminal that has none.
  ///   - cell: the size of a cell in pixels, if the terminal tells it.
  ///   - knownModes: the private modes that it knows when it is asked about one.
  ///   - keepsColors: whether it keeps 24-bit colours, if it tells.
  ///   - isEastAsian: whether lines and blocks take two columns.
  init(
    _ path: String, _ arguments: [String] = [], columns: Int = 120, rows: Int = 36,
    environment: [String: String] = [:], background: String? = "1010/1010/1414",
    isMute: Bool = false, pixels: PixelTerminal? = nil, cell: (columns: Int, rows: Int)? = nil,
    knownModes: Set<Int> = [], keepsColors: Bool? = nil, isEastAsian: Bool = false
  ) throws {
    guard access(path, X_OK) == 0 else { throw SessionError.noProgram(path) }
    let inherited = ProcessInfo.processInfo.environment
    var settings = [
      "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8",
      "PATH": inherited["PATH"] ?? "/usr/bin:/bin",
      "HOME": inherited["HOME"] ?? "/",
    ]
    for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TERMINFO_DIRS"] {
      settings[name] = inherited[name]
    }
    settings.merge(environment) { $1 }
    terminal = try PseudoTerminal(columns: columns, rows: rows)
    parser = ScreenParser(columns: columns, rows: rows)
    parser.background = background
    parser.isMute = isMute
    parser.pictures.terminal = pixels
    parser.cell = cell
    parser.knownModes = knownModes
    (parser.keepsColors, parser.isEastAsian) = (keepsColors, isEastAsian)
    modesBefore = terminal.modes
    process = try terminal.spawn(path, arguments, settings.filter { !$0.value.isEmpty })
  }

  /// Starts the program under test.
  /// - Parameter opens: whether a run may begin slowly; otherwise the visualizer is given its speed, so
  ///   that no test waits.
  static func flowscope(
    _ arguments: [String] = [], columns: Int = 120, rows: Int = 36,
    environment: [String: String] = [:], background: String? = "1010/1010/1414",
    isMute: Bool = false, pixels: PixelTerminal? = nil, cell: (columns: Int, rows: Int)? = nil,
    knownModes: Set<Int> = [], keepsColors: Bool? = nil, isEastAsian: Bool = false,
    opens: Bool = false
  ) throws -> Session {
    let watches = arguments.first.map { $0.hasPrefix("--") || $0 == "watch" } ?? true
    let isPaced = arguments.contains { $0.hasPrefix("--speed") }
    return try Session(
      try Program.flowscope(),
      arguments + (watches && !isPaced && !opens ? ["--speed", "x10"] : []), columns: columns,
      rows: rows, environment: environment,
      background: background, isMute: isMute, pixels: pixels, cell: cell, knownModes: knownModes,
      keepsColors: keepsColors, isEastAsian: isEastAsian)
  }

  deinit {
    if checkEnd() == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
  }

  // MARK: - Seeing

  /// The screen as of all that has arrived.
  var screen: Screen {
    pump(0)
    return parser.screen
  }

  /// The private modes that are on; see ``leftovers`` for what should not be.
  var privateModes: Set<Int> { parser.modes }
  var isAlternateScreen: Bool { parser.isAlternate }
  var pictures: ScreenPictures { parser.pictures }
  /// Answers about pixels that a late terminal has not sent.
  var heldAnswers: String { String(decoding: parser.heldReplies, as: UTF8.self) }
  /// Objects in shared memory that the program made and nobody removed.
  var memoryLeftovers: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")
    return names?.filter { $0.hasPrefix("flowscope-\(process)-") } ?? []
  }
  /// What the program last put on the clipboard (OSC 52).
  var clipboard: String? {
    parser.clipboard.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
  }
  /// The addresses of the links that the program wrote (OSC 8).
  var links: [String] { parser.links }
  /// Complete synchronized frames that have arrived.
  var frames: Int { parser.frames }
  /// Sequences that the screen parser did not understand; a test that compares pictures expects none.
  var unknownSequences: [String] { parser.unknown }

  /// Waits until the screen satisfies a condition, and returns that screen. Looks at whole frames only.
  /// - Throws: ``SessionError`` with the last screen, after the timeout or when the program has ended.
  @discardableResult
  func waitUntil(
    _ what: String, within timeout: Duration = patience, _ condition: (Screen) -> Bool
  ) throws -> Screen {
    let deadline = ContinuousClock.now + timeout
    while true {
      if !parser.isMidFrame, condition(parser.screen) { return parser.screen }
      if !pump(20) {
        if let end = checkEnd(), !pump(0) {
          if condition(parser.screen) { return parser.screen }
          throw SessionError.ended(waitingFor: what, end: "\(end)", screen: picture)
        }
        if ContinuousClock.now > deadline {
          throw SessionError.timedOut(waitingFor: what, screen: picture)
        }
      } else if ContinuousClock.now > deadline {
        throw SessionError.timedOut(waitingFor: what, screen: picture)
      }
    }
  }

  /// Waits until some text is on the screen.
  @discardableResult
  func waitFor(_ text: String, within timeout: Duration = patience) throws -> Screen {
    try waitUntil("“\(text)”", within: timeout) { $0.contains(text) }
  }

  /// Takes in what the program writes for some time, as a user who only watches.
  func watch(for duration: Duration) {
    let deadline = ContinuousClock.now + duration
    while ContinuousClock.now < deadline { pump(10) }
  }

  // MARK: - Doing

  /// Types text; escape sequences are typed as they are.
  func type(_ text: String) { type(bytes: Array(text.utf8)) }
  func type(bytes: [UInt8]) { terminal.write(bytes) }

  /// Presses a key; after Escape nothing is typed so soon that it would be Alt with the next key.
  func press(_ key: TypedKey) {
    type(key.rawValue)
    if key == .escape { watch(for: .milliseconds(250)) }
  }

  /// Pastes text as a terminal does that was told to mark it.
  func paste(_ text: String) { type("\u{1B}[200~\(text)\u{1B}[201~") }

  /// Reports a mouse button going down and up on a cell, counted from 0.
  func click(column: Int, row: Int) {
    type("\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m")
  }

  /// Changes the terminal's size; the kernel sends SIGWINCH.
  func resize(columns: Int, rows: Int) {
    parser.resize(columns: columns, rows: rows)
    terminal.resize(columns: columns, rows: rows)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Closes the terminal's window.
  func hangUp() { terminal.close() }

  // MARK: - Ending

  /// Waits for the program to end, taking in what it still writes.
  func waitForEnd(within timeout: Duration = patience) throws -> ProgramEnd {
    let deadline = ContinuousClock.now + timeout
    while true {
      if let end = checkEnd() {
        while pump(0) {}
        return end
      }
      if !pump(5), ContinuousClock.now > deadline {
        throw SessionError.timedOut(waitingFor: "the end of the program", screen: picture)
      }
    }
  }

  /// The terminal's line modes now, and before the program was started.
  var lineModes: (now: [UInt64], before: [UInt64]) { (terminal.modes, modesBefore) }

  /// Takes in what has arrived.
  func catchUp() { pump(0) }

  /// The process that the program, a shell, waits for; `nil` where the system does not say.
  var child: pid_t? {
    let list = try? String(
      contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
    return list?.split(separator: " ").first.flatMap { pid_t($0) }
  }

  /// What was typed and the program has not read: the shell would get it.
  var unreadInput: String { String(decoding: terminal.takeUnread(), as: UTF8.self) }

  /// Memory of the program in kilobytes; `nil` where the system does not say.
  var memory: Int? {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// Processor time used so far by the program, in seconds, in steps of a hundredth; `nil` where the
  /// system does not say.
  var processorTime: Double? {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return nil
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The screen in a frame, for messages.
  var picture: String {
    let edge = String(repeating: "─", count: parser.screen.columns)
    return "┌\(edge)\n" + parser.screen.lines.map { "│\($0)\n" }.joined() + "└\(edge)"
  }

  // MARK: -

  /// Takes in what arrives within so many milliseconds; false if nothing did.
  @discardableResult
  private func pump(_ milliseconds: Int32) -> Bool {
    let bytes = terminal.read(within: milliseconds)
    defer { sendAnswers() }
    guard !bytes.isEmpty else { return false }
    bytesReceived += bytes.count
    parser.feed(bytes)
    if !parser.replies.isEmpty { answers.append((.now + answerTime, parser.replies)) }
    parser.replies = []
    return true
  }

  private func sendAnswers() {
    while let first = answers.first, first.time <= .now {
      terminal.write(first.bytes)
      answers.removeFirst()
    }
  }

  private func checkEnd() -> ProgramEnd? {
    if let end { return end }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return nil }
    end = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    return end
  }
}

/// Keys by the bytes that an xterm sends for them in ncurses' keypad mode.
enum TypedKey: String {
  case up = "\u{1B}OA"
  case down = "\u{1B}OB"
  case right = "\u{1B}OC"
  case left = "\u{1B}OD"
  case home = "\u{1B}OH"
  case end = "\u{1B}OF"
  case pageUp = "\u{1B}[5~"
  case pageDown = "\u{1B}[6~"
  case delete = "\u{1B}[3~"
  case enter = "\r"
  case escape = "\u{1B}"
  case tab = "\t"
  case backTab = "\u{1B}[Z"
  case backspace = "\u{7F}"
  case f1 = "\u{1B}OP"
  case controlC = "\u{3}"
  case controlZ = "\u{1A}"
}

extension Key {
  /// What a terminal sends for it; nothing for an interrupt, which is a signal.
  var sent: String {
    switch self {
    case .character(let character): String(character)
    case .up: TypedKey.up.rawValue
    case .down: TypedKey.down.rawValue
    case .left: TypedKey.left.rawValue
    case .right: TypedKey.right.rawValue
    case .shiftUp: "\u{1B}[1;2A"
    case .shiftDown: "\u{1B}[1;2B"
    case .shiftRight: "\u{1B}[1;2C"
    case .shiftLeft: "\u{1B}[1;2D"
    case .tab: TypedKey.tab.rawValue
    case .backTab: TypedKey.backTab.rawValue
    case .enter: TypedKey.enter.rawValue
    case .escape: TypedKey.escape.rawValue
    case .pageUp: TypedKey.pageUp.rawValue
    case .pageDown: TypedKey.pageDown.rawValue
    case .home: TypedKey.home.rawValue
    case .end: TypedKey.end.rawValue
    case .backspace: TypedKey.backspace.rawValue
    case .delete: TypedKey.delete.rawValue
    case .interrupt, .clear: ""
    }
  }
}
