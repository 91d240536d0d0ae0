import Foundation
import Synchronization

/// How far a command is, on standard error: in a terminal a line that is redrawn in place, elsewhere a line
/// now and then.
struct ProgressBar {
  private let label: String
  private let total: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant
  /// Whether a line stands in the terminal, and whether none may any more. Threads that end the program
  /// look at it too.
  private static let line = Mutex((isThere: false, isOver: false))

  init(_ label: String, total: Int) {
    self.label = label
    self.total = total
    lastDrawn = isTerminal ? start - .seconds(1) : start
  }

  /// Draws at most ten times a second in a terminal; elsewhere after ten seconds, and then once in a
  /// while, at longest every minute.
  mutating func show(_ done: Int, note: @autoclosure () -> String = "") {
    let now = ContinuousClock.now
    let pause: Duration =
      isTerminal ? .milliseconds(100) : min(.seconds(60), max(.seconds(10), (now - start) / 10))
    guard now - lastDrawn >= pause || (isTerminal && done >= total) else { return }
    lastDrawn = now
    let seconds = (now - start) / .seconds(1)
    let left = done > 0 ? seconds / Double(done) * Double(total - done) : 0
    let times = "\(done)/\(total)  \(fixed(seconds, 1)) s, \(fixed(left, 1)) s left  \(note())"
    guard isTerminal else { return Self.write("\(label) \(times)\n") }
    let width = 24
    let filled = total > 0 ? min(width, width * done / total) : width
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    Self.line.withLock { line in
      guard !line.isOver else { return }
      line.isThere = true
      Self.write("\r\(label) [\(bar)] \(times)\u{1B}[K")
    }
  }

  /// Removes the line.
  func finish() { Self.line.withLock { Self.clear(&$0) } }

  /// Removes the line, and draws no other until the program ends.
  static func finishForGood() {
    line.withLock { line in
      clear(&line)
      line.isOver = true
    }
  }

  private static func clear(_ line: inout (isThere: Bool, isOver: Bool)) {
    if line.isThere { write("\r\u{1B}[K") }
    line.isThere = false
  }

  /// A terminal that is gone is no reason to stop.
  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
