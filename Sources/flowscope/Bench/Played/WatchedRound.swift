import Flows
import Foundation
import Learning

/// One round of watching: the real program trains flat out in a pseudo-terminal, whose other end takes its
/// bytes at once, notes when each frame is complete, types, and then takes the focus away.
struct WatchedRound {
  static let columns = 200
  static let rows = 60

  private(set) var stepsPerS = 0.0
  /// What was drawn in ``elapsed`` seconds, before the first key.
  private(set) var shown: [FrameLog.Frame] = []
  private(set) var elapsed = 0.0
  private(set) var bytes = 0
  private(set) var pictures = 0
  /// Milliseconds from each key press until its frame was complete.
  private(set) var presses: [(key: String, ms: Double)] = []
  /// While another window had the focus.
  private(set) var unfocused = (framesPerS: 0.0, stepsPerS: 0.0)

  /// Keys that change much of the screen, each followed by what changes it back.
  private static let typed: [(name: String, bytes: String)] = [
    ("→", "\u{1B}OC"), ("←", "\u{1B}OD"), ("c", "c"), ("g", "g"), ("g", "g"), ("s", "s"),
    ("s", "s"), ("h", "h"), ("h", "h"), ("z", "z"), ("z", "z"), ("v", "v"), ("V", "V"),
  ]

  /// - Parameters:
  ///   - number: of the round; rounds type at other moments.
  ///   - said: is told what begins.
  /// - Throws: ``FlowError`` where the program cannot be started, or draws nothing.
  init(
    _ settings: Settings, threads: Int, seconds: Double, hasPixels: Bool, number: Int,
    said: (Int, String) -> Void
  ) throws {
    said(1, "training watched")
    let program = try PlayedProgram(
      settings, ["--speed", "flat-out", "--threads", "\(threads)"], columns: Self.columns,
      rows: Self.rows, hasPixels: hasPixels)
    // On a busy machine the first frame takes its time.
    program.watch(for: .seconds(20)) { !program.frames.isEmpty }
    program.watch(for: .seconds(0.5))
    let first = (frame: program.frames.count, bytes: program.bytes, pictures: program.pictures)
    program.watch(for: .seconds(seconds))
    // A slow flow's screen takes its time too.
    program.watch(for: .seconds(20)) { program.frames.count > first.frame }
    let last = (frame: program.frames.count, bytes: program.bytes, pictures: program.pictures)
    said(2, "typing")
    let sent = Self.type(into: program, round: number, seconds: seconds)
    program.type("\u{1B}[O")
    program.watch(for: .seconds(max(1, seconds)))
    let log = try program.quit()
    guard first.frame > 0, last.frame > first.frame, log.count >= last.frame else {
      throw FlowError("\(settings.flow): the visualizer drew no frames")
    }
    let span = first.frame - 1..<last.frame - 1
    let times = program.frames
    elapsed = (times[span.upperBound] - times[span.lowerBound]) / .seconds(1)
    stepsPerS = Double(log[span.upperBound].step - log[span.lowerBound].step) / elapsed
    shown = Array(log[span])
    (bytes, pictures) = (last.bytes - first.bytes, last.pictures - first.pictures)
    unfocused = try Self.withoutFocus(log, times)
    presses = sent.enumerated().compactMap { index, press in
      zip(log, times).first { $0.0.events > index }.map {
        (press.key, ($0.1 - press.time) / .milliseconds(1))
      }
    }
  }

  /// The rates while another window had the focus.
  private static func withoutFocus(
    _ log: [FrameLog.Frame], _ times: [ContinuousClock.Instant]
  ) throws -> (framesPerS: Double, stepsPerS: Double) {
    let places = zip(log, times).enumerated().filter { !$0.element.0.hasFocus }.map(\.offset)
    guard let first = places.first, let last = places.last, first < last else {
      throw FlowError("the visualizer drew no frames without the focus")
    }
    let elapsed = (times[last] - times[first]) / .seconds(1)
    return (
      Double(last - first) / elapsed, Double(log[last].step - log[first].step) / elapsed
    )
  }

  /// Types now and then, at moments that do not follow the frames' beat.
  /// - Returns: which keys, and when.
  private static func type(
    into program: PlayedProgram, round: Int, seconds: Double
  ) -> [(key: String, time: ContinuousClock.Instant)] {
    var sent: [(key: String, time: ContinuousClock.Instant)] = []
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end || sent.count < typed.count {
      let key = typed[sent.count % typed.count]
      sent.append((key.name, .now))
      program.type(key.bytes)
      program.watch(for: .milliseconds(120 + (7 * sent.count + 11 * round) % 37))
    }
    return sent
  }
}
