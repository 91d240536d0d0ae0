import Flows
import Foundation
import Learning
import Visualizer

/// What watching costs, and how soon a key is answered: what `flowscope bench watch` reports.
///
/// The real program runs in a pseudo-terminal, whose other end takes its bytes at once, notes when each
/// frame is complete, and types.
struct WatchedRun: Encodable {
  let flow: String
  let columns: Int
  let rows: Int
  /// Threads that train.
  let threads: Int
  /// Steps per second of training alone, and of training flat out in the visualizer: medians of rounds that
  /// measure first the one, then the other.
  let stepsPerSAlone: Double
  let stepsPerSWatched: Double
  let paceShare: Double
  let framesPerS: Double
  /// Pictures in pixels per second, of all panes together; 0 where the terminal has only glyphs.
  let picturesPerS: Double
  /// Milliseconds to compute a frame and to send it, medians.
  let drawMs: Double
  let sendMs: Double
  /// The share of its time that the drawing thread spends on computing and sending frames.
  let drawingShare: Double
  let bytesPerFrame: Int
  /// The same while another window has the focus, when fewer frames are drawn.
  let framesPerSUnfocused: Double
  let stepsPerSUnfocused: Double
  /// Milliseconds from a key press until its frame is complete at the terminal.
  let keyMs: Double
  let keyMsMax: Double
  let keys: [KeyTimes]
  /// As histories keep it: what a step and a frame cost, with the spread of the rounds.
  let historyCases: [BenchCase]

  struct KeyTimes: Encodable {
    let key: String
    let presses: Int
    /// The median and the worst, in milliseconds.
    let ms: Double
    let msMax: Double
  }

  /// Keys that change much of the screen, each followed by what changes it back.
  private static let typed: [(name: String, bytes: String)] = [
    ("→", "\u{1B}OC"), ("←", "\u{1B}OD"), ("c", "c"), ("g", "g"), ("g", "g"), ("s", "s"),
    ("s", "s"), ("h", "h"), ("h", "h"), ("z", "z"), ("z", "z"), ("v", "v"), ("V", "V"),
  ]
  private static let rounds = 3

  private enum CodingKeys: CodingKey {
    case flow, columns, rows, threads, stepsPerSAlone, stepsPerSWatched, paceShare, framesPerS
    case picturesPerS, drawMs, sendMs, drawingShare, bytesPerFrame, framesPerSUnfocused
    case stepsPerSUnfocused, keyMs, keyMsMax, keys
  }

  /// - Parameters:
  ///   - threads: threads that train; `nil` for as many as `flowscope watch` takes.
  ///   - hasPixels: whether the terminal answers as kitty does.
  /// - Throws: ``FlowError`` where the program cannot be started in a pseudo-terminal.
  static func measure(
    _ settings: Settings, threads: Int?, seconds: Double, hasPixels: Bool
  ) throws -> WatchedRun {
    let threads = threads ?? max(1, Trainer.defaultThreads - 1)
    var progress = ProgressBar("measuring", total: 3 * rounds)
    defer { progress.finish() }
    var (alone, watched): ([Double], [Double]) = ([], [])
    var shown: [FrameLog.Frame] = []
    var (frames, bytes, pictures, time) = (0, 0, 0, 0.0)
    var presses: [String: [Double]] = [:]
    var unfocused: [(framesPerS: Double, stepsPerS: Double)] = []
    for round in 0..<rounds {
      progress.show(3 * round, note: "training alone")
      alone.append(try stepsPerSecondAlone(settings, threads: threads, seconds: seconds))
      progress.show(3 * round + 1, note: "training watched")
      let program = try PlayedProgram(
        settings, ["--speed", "flat-out", "--threads", "\(threads)"], columns: 200, rows: 60,
        hasPixels: hasPixels)
      // On a busy machine the first frame takes its time.
      program.watch(for: .seconds(20)) { !program.frames.isEmpty }
      program.watch(for: .seconds(0.5))
      let first = (
        frame: program.frames.count, bytes: program.bytes, pictures: program.pictures
      )
      program.watch(for: .seconds(seconds))
      let last = (frame: program.frames.count, bytes: program.bytes, pictures: program.pictures)
      progress.show(3 * round + 2, note: "typing")
      let sent = type(into: program, round: round, seconds: seconds)
      program.type("\u{1B}[O")
      program.watch(for: .seconds(max(1, seconds)))
      let log = try program.quit()
      guard first.frame > 0, last.frame > first.frame, log.count >= last.frame else {
        throw FlowError("\(settings.flow): the visualizer drew no frames")
      }
      let span = first.frame - 1..<last.frame - 1
      let elapsed =
        (program.frames[span.upperBound] - program.frames[span.lowerBound]) / .seconds(1)
      watched.append(Double(log[span.upperBound].step - log[span.lowerBound].step) / elapsed)
      unfocused.append(try Self.withoutFocus(log, program.frames))
      shown += log[span]
      frames += span.count
      bytes += last.bytes - first.bytes
      pictures += last.pictures - first.pictures
      time += elapsed
      for (number, press) in sent.enumerated() {
        guard
          let answer = zip(log, program.frames).first(where: { $0.0.events > number })
        else { continue }
        presses[press.key, default: []].append((answer.1 - press.time) / .milliseconds(1))
      }
    }
    let name = "watch \(settings.benchName), \(counted(threads, "thread"))"
    let all = presses.values.flatMap { $0 }
    return WatchedRun(
      flow: settings.flow, columns: 200, rows: 60, threads: threads,
      stepsPerSAlone: median(alone), stepsPerSWatched: median(watched),
      paceShare: median(watched) / median(alone), framesPerS: Double(frames) / time,
      picturesPerS: Double(pictures) / time,
      drawMs: median(shown.map(\.drawMs)), sendMs: median(shown.map(\.sendMs)),
      drawingShare: shown.reduce(0) { $0 + $1.drawMs + $1.sendMs } / 1e3 / time,
      bytesPerFrame: bytes / max(1, frames),
      framesPerSUnfocused: median(unfocused.map(\.framesPerS)),
      stepsPerSUnfocused: median(unfocused.map(\.stepsPerS)), keyMs: median(all),
      keyMsMax: all.max() ?? .nan,
      keys: presses.sorted { $0.key < $1.key }.map { key, times in
        KeyTimes(
          key: key, presses: times.count, ms: median(times), msMax: times.max() ?? .nan)
      },
      historyCases: [
        Self.historyCase("\(name): a step alone", alone.map { 1e3 / $0 }),
        Self.historyCase("\(name): a step watched", watched.map { 1e3 / $0 }),
        Self.historyCase("\(name): drawing a frame", shown.map(\.drawMs)),
        Self.historyCase("\(name): sending a frame", shown.map(\.sendMs)),
        Self.historyCase("\(name): a key to its frame", all),
      ])
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

  private static func stepsPerSecondAlone(
    _ settings: Settings, threads: Int, seconds: Double
  ) throws -> Double {
    let trainer = try Trainer(settings, threads: threads)
    for _ in 0..<100 { try trainer.advance() }
    let times = try BenchRunner.time(seconds: seconds, warmUp: 0) {
      for _ in 0..<10 { try trainer.advance() }
    }
    // All steps divided by all their time, as for the watched run.
    return 1e3 * 10 * Double(times.count) / times.reduce(0, +)
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

  private static func historyCase(_ name: String, _ times: [Double]) -> BenchCase {
    let sorted = times.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int(share * Double(sorted.count - 1))]
    }
    let ends = times.count > 5 ? (quantile(0.1), quantile(0.9)) : (quantile(0), quantile(1))
    return BenchCase(
      name: name, unit: "ms", value: median(times), low: ends.0, high: ends.1, repeats: 1)
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.sorted()[values.count / 2]
  }

  var text: String {
    var table = TextTable(header: ["key", "presses", "median ms", "worst"])
    table.rows = keys.map { ["\($0.key)", "\($0.presses)", fixed($0.ms, 1), fixed($0.msMax, 1)] }
    return """
      watch: \(flow) flat out on \(counted(threads, "thread")), \(columns) × \(rows) in \(picturesPerS > 0 ? "pixels" : "24-bit colour")
      training alone      \(fixed(stepsPerSAlone, 0)) steps/s
      training watched    \(fixed(stepsPerSWatched, 0)) steps/s, \(fixed(100 * paceShare, 1)) % of it
      frames              \(fixed(framesPerS, 1)) per second of \(bytesPerFrame / 1000) kB, \(fixed(drawMs, 1)) ms to compute and \(fixed(sendMs, 1)) ms to send
      pictures            \(fixed(picturesPerS, 1)) per second, of all panes together
      without the focus   \(fixed(framesPerSUnfocused, 1)) frames per second, \(fixed(stepsPerSUnfocused, 0)) steps/s
      drawing takes       \(fixed(100 * drawingShare, 0)) % of one core
      key to its frame    median \(fixed(keyMs, 1)) ms, worst \(fixed(keyMsMax, 1)) ms

      """ + table.text
  }
}
