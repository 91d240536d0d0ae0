import Flows
import Foundation
import Learning

/// What each frame showed and cost, written as CSV when the program ends.
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
  private(set) var frames: [Frame] = []
  private let file: OutputFile
  private static let header = "step,events,draw_ms,send_ms,focus"

  init(_ file: OutputFile) { self.file = file }

  mutating func note(
    _ step: Int, hasFocus: Bool, begun: ContinuousClock.Instant, drawn: ContinuousClock.Instant,
    sent: ContinuousClock.Instant
  ) {
    frames.append(
      Frame(
        step: step, events: handled, hasFocus: hasFocus, drawMs: (drawn - begun) / .milliseconds(1),
        sendMs: (sent - drawn) / .milliseconds(1)))
  }

  /// - Throws: ``FlowError`` if the file could not be written.
  func finish() throws(FlowError) {
    let lines = frames.map {
      "\($0.step),\($0.events),\(fixed($0.drawMs, 3)),\(fixed($0.sendMs, 3)),\($0.hasFocus ? 1 : 0)\n"
    }
    try file.write(Array((Self.header + "\n" + lines.joined()).utf8))
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
