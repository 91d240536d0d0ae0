import Foundation

/// A progress line on standard error, redrawn in place; silent where that is not a terminal.
struct ProgressBar {
  private let label: String
  private let total: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?

  init(_ label: String, total: Int) {
    self.label = label
    self.total = total
  }

  /// Draws at most ten times a second.
  mutating func show(_ done: Int, note: @autoclosure () -> String = "") {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), done < total { return }
    lastDrawn = now
    let width = 24
    let filled = total > 0 ? min(width, width * done / total) : width
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    let seconds = (now - start) / .seconds(1)
    let left = done > 0 ? seconds / Double(done) * Double(total - done) : 0
    let text = String(
      format: "\r%@ [%@] %d/%d  %.1f s, %.1f s left  %@\u{1B}[K", label, bar, done, total, seconds,
      left, note())
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Removes the line.
  func finish() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
