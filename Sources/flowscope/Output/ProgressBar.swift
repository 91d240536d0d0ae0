import Canvas
import Foundation
import Synchronization

/// Shows on standard error how far a command has come: in a terminal as one line that is redrawn in place,
/// elsewhere as a new line now and then.
struct ProgressBar {
  private let label: String
  private let total: Int
  /// How much was done before.
  private let first: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant
  /// Whether the terminal shows a line, and whether drawing has ended for good. Locked, because the thread
  /// that handles signals uses it too.
  private static let line = Mutex((isThere: false, isOver: false))

  init(_ label: String, from first: Int = 0, total: Int) {
    (self.label, self.first, self.total) = (label, first, total)
    lastDrawn = isTerminal ? start - .seconds(1) : start
  }

  /// Shows the progress, at most ten times a second in a terminal. Elsewhere the first line comes after ten
  /// seconds, and later ones at ever longer intervals, up to a minute.
  mutating func show(_ done: Int, note: @autoclosure () -> String = "") {
    let now = ContinuousClock.now
    let pause: Duration =
      isTerminal ? .milliseconds(100) : min(.seconds(60), max(.seconds(10), (now - start) / 10))
    guard now - lastDrawn >= pause || (isTerminal && done >= total) else { return }
    lastDrawn = now
    let seconds = (now - start) / .seconds(1)
    let left = done > first ? seconds / Double(done - first) * Double(total - done) : 0
    // After the last of the steps, what is left is measured, and nobody knows how long that takes.
    let rest = done < total ? ", \(fixed(left, 1)) s left" : ""
    let times = "\(done)/\(total)  \(fixed(seconds, 1)) s\(rest)  \(note())"
    guard isTerminal else { return Self.write("\(label) \(times)\n") }
    guard Self.isInForeground else { return }
    let width = 24
    let filled = total > 0 ? min(width, width * done / total) : width
    let bar = String(repeating: "=", count: filled).trailing(width)
    Self.line.withLock { line in
      guard !line.isOver else { return }
      line.isThere = true
      Self.write("\r\(label) [\(bar)] \(times)\u{1B}[K")
    }
  }

  /// Whether the shell has not put this program behind others (`&`): the line would come between what
  /// the user types there, and with `stty tostop` it would stop the program.
  private static var isInForeground: Bool {
    let group = tcgetpgrp(STDERR_FILENO)
    return group < 0 || group == getpgrp()
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

  /// Writes to standard error. A failure is ignored: without its terminal the command still goes on.
  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
