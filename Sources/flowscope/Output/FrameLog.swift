import Flows
import Foundation
import Learning

/// What each frame showed and cost, written as CSV as it goes.
struct FrameLog {
  /// One frame that was sent.
  struct Frame {
    /// The training step that it shows.
    var step: Int
    /// Events, such as keys, that had been handled before it was drawn; all of them are in it.
    var events: Int
    /// Whether the window had the focus; without it there are few frames.
    var hasFocus: Bool
    /// Milliseconds from the beginning of its computation to its last cell.
    var drawMs: Double
    /// Milliseconds of sending what changed.
    var sendMs: Double
  }

  /// Events handled so far.
  var handled = 0
  private let file: GrowingFile
  /// Why it cannot go on.
  private var failure: FlowError?
  private static let header = "step,events,draw_ms,send_ms,focus"

  /// - Throws: ``FlowError`` where not even its first line can be written.
  init(_ file: OutputFile) throws(FlowError) {
    self.file = try GrowingFile(file, beginningWith: Array((Self.header + "\n").utf8))
  }

  /// Adds a frame.
  /// - Returns: why the log ends here, the first time that a line cannot be written.
  mutating func note(
    _ step: Int, hasFocus: Bool, begun: ContinuousClock.Instant, drawn: ContinuousClock.Instant,
    sent: ContinuousClock.Instant
  ) -> FlowError? {
    guard failure == nil else { return nil }
    let (draw, send) = ((drawn - begun) / .milliseconds(1), (sent - drawn) / .milliseconds(1))
    let line = "\(step),\(handled),\(fixed(draw, 3)),\(fixed(send, 3)),\(hasFocus ? 1 : 0)\n"
    do {
      try file.append(Array(line.utf8))
    } catch {
      failure = error
    }
    return failure
  }

  /// - Throws: ``FlowError`` if some of it could not be written.
  func finish() throws(FlowError) {
    if let failure { throw failure }
  }

  /// The frames of a log that ``finish()`` wrote.
  static func read(_ path: String) throws -> [Frame] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      guard fields.count == 5 else { return nil }
      return Frame(
        step: Int(fields[0]), events: Int(fields[1]), hasFocus: fields[4] != 0, drawMs: fields[2],
        sendMs: fields[3])
    }
  }
}
