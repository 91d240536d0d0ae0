import Flows
import Foundation
import Learning

/// What watching costs, and how soon a key is answered: what `flowscope bench watch` reports.
///
/// Training alone and the program that is watched (``WatchedRound``) are measured in turns.
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
    var (alone, played): ([Double], [WatchedRound]) = ([], [])
    for round in 0..<rounds {
      progress.show(3 * round, note: "training alone")
      alone.append(try stepsPerSecondAlone(settings, threads: threads, seconds: seconds))
      played.append(
        try WatchedRound(
          settings, threads: threads, seconds: seconds, hasPixels: hasPixels, number: round
        ) { progress.show(3 * round + $0, note: $1) })
    }
    return WatchedRun(settings, threads: threads, alone: alone, played)
  }

  private init(_ settings: Settings, threads: Int, alone: [Double], _ rounds: [WatchedRound]) {
    let watched = rounds.map(\.stepsPerS)
    let shown = rounds.flatMap(\.shown)
    let time = rounds.reduce(0) { $0 + $1.elapsed }
    let presses = rounds.flatMap(\.presses)
    let all = presses.map(\.ms)
    flow = settings.flow
    (columns, rows) = (WatchedRound.columns, WatchedRound.rows)
    self.threads = threads
    (stepsPerSAlone, stepsPerSWatched) = (Self.median(alone), Self.median(watched))
    paceShare = Self.median(watched) / Self.median(alone)
    framesPerS = Double(shown.count) / time
    picturesPerS = Double(rounds.reduce(0) { $0 + $1.pictures }) / time
    (drawMs, sendMs) = (Self.median(shown.map(\.drawMs)), Self.median(shown.map(\.sendMs)))
    drawingShare = shown.reduce(0) { $0 + $1.drawMs + $1.sendMs } / 1e3 / time
    bytesPerFrame = rounds.reduce(0) { $0 + $1.bytes } / max(1, shown.count)
    framesPerSUnfocused = Self.median(rounds.map(\.unfocused.framesPerS))
    stepsPerSUnfocused = Self.median(rounds.map(\.unfocused.stepsPerS))
    (keyMs, keyMsMax) = (Self.median(all), all.max() ?? .nan)
    keys = Dictionary(grouping: presses, by: \.key).sorted { $0.key < $1.key }.map { key, times in
      let times = times.map(\.ms)
      return KeyTimes(
        key: key, presses: times.count, ms: Self.median(times), msMax: times.max() ?? .nan)
    }
    let name = "watch \(settings.benchName), \(counted(threads, "thread"))"
    historyCases = [
      Self.historyCase("\(name): a step alone", alone.map { 1e3 / $0 }),
      Self.historyCase("\(name): a step watched", watched.map { 1e3 / $0 }),
      Self.historyCase("\(name): drawing a frame", shown.map(\.drawMs)),
      Self.historyCase("\(name): sending a frame", shown.map(\.sendMs)),
      Self.historyCase("\(name): a key to its frame", all),
    ]
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

  private static func historyCase(_ name: String, _ times: [Double]) -> BenchCase {
    let sorted = times.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int(share * Double(sorted.count - 1))]
    }
    let ends = times.count > 5 ? (quantile(0.1), quantile(0.9)) : (quantile(0), quantile(1))
    return BenchCase(
      name: name, unit: "ms", value: median(times), low: ends.0, high: ends.1, repeats: 1)
  }

  static func median(_ values: [Double]) -> Double {
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
