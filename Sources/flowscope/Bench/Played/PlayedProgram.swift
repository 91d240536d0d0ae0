import Flows
import Foundation
import Learning
import PseudoTerminal
import Visualizer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// This program again, in a pseudo-terminal of its own, with the times at which its frames arrived.
///
/// Its maker plays the terminal and its user: it reads the output as fast as it comes, which no real
/// terminal does, and types.
final class PlayedProgram {
  /// When each synchronized frame had arrived to its last byte.
  private(set) var frames: [ContinuousClock.Instant] = []
  private(set) var bytes = 0
  /// How many bytes had arrived with each of them.
  private(set) var bytesAtFrames: [Int] = []
  /// Just before the process was started.
  let start: ContinuousClock.Instant
  private let terminal: PseudoTerminal
  private let process: pid_t
  private let log: URL
  private var hasEnded = false
  private var frameEnds = ByteSearch(for: Array("\u{1B}[?2026l".utf8))
  private var answers: PlayedAnswers?
  /// How many pictures have arrived.
  var pictures: Int { answers?.pictures ?? 0 }

  /// Starts `flowscope watch` with 24-bit colour.
  /// - Parameter hasPixels: whether the terminal answers as kitty does, so that pictures are sent.
  /// - Throws: ``FlowError`` or `PseudoTerminalError` where that is impossible.
  init(
    _ settings: Settings, _ arguments: [String] = [], columns: Int, rows: Int,
    hasPixels: Bool = false
  ) throws {
    answers = hasPixels ? PlayedAnswers() : nil
    guard settings.points == nil else {
      throw FlowError("'startup' and 'watch' need a target by its name, and no --data")
    }
    guard let program = Bundle.main.executablePath else {
      throw FlowError("where this program is installed is unknown, so it cannot start itself")
    }
    log = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = "xterm-256color"
    environment["COLORTERM"] = "truecolor"
    for name in ["NO_COLOR", "TMUX"] { environment[name] = nil }
    terminal = try PseudoTerminal(columns: columns, rows: rows)
    start = .now
    process = try terminal.spawn(
      program,
      [
        "watch", "--frame-log", log.path, "--colors", "24bit", "--glyphs", "braille", "--pixels",
        hasPixels ? "auto" : "off",
      ]
        + settings.arguments + arguments, environment)
  }

  deinit { end() }

  /// Takes in what is written until a condition holds, at most for so long.
  func watch(for limit: Duration, until isDone: () -> Bool = { false }) {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline, !isDone(), !hasEnded { take(within: 5) }
  }

  func type(_ text: String) { terminal.write(Array(text.utf8)) }

  /// Types `q`, waits for the end, and returns what each frame showed, in the order of ``frames``.
  /// - Throws: ``FlowError`` where the program did not end by itself.
  func quit() throws -> [FrameLog.Frame] {
    type("q")
    var status: Int32 = 0
    let deadline = ContinuousClock.now + .seconds(10)
    while !hasEnded {
      take(within: 5)
      hasEnded = waitpid(process, &status, WNOHANG) == process
      guard hasEnded || .now < deadline else {
        throw FlowError("flowscope watch did not leave when told to")
      }
    }
    defer { try? FileManager.default.removeItem(at: log) }
    guard status == 0 else {
      throw FlowError("flowscope watch failed: try it with the same options to see why")
    }
    return try FrameLog.read(log.path)
  }

  private func end() {
    guard !hasEnded else { return }
    hasEnded = true
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    try? FileManager.default.removeItem(at: log)
  }

  private func take(within milliseconds: Int32) {
    let arrived = terminal.read(within: milliseconds)
    note(arrived)
    guard answers != nil else { return }
    let replies = arrived.flatMap { answers?.take($0) ?? [] }
    if !replies.isEmpty { terminal.write(replies) }
  }

  private func note(_ arrived: [UInt8]) {
    for end in frameEnds.ends(in: arrived) {
      frames.append(.now)
      bytesAtFrames.append(bytes + end)
    }
    bytes += arrived.count
  }
}
