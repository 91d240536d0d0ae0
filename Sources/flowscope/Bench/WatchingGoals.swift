import Flows
import Foundation
import Learning

/// The goals of watching: its pace, its frames, its keys and its start, of the real program in a
/// pseudo-terminal.
enum WatchingGoals {
  /// - Parameter seconds: for each figure of a round.
  /// - Throws: ``FlowError`` where the program cannot be started in a pseudo-terminal.
  static func measure(seconds: Double) throws -> [Goal] {
    try watching(seconds: seconds) + continuous(seconds: seconds) + starting(seconds: seconds)
  }

  private static func watching(seconds: Double) throws -> [Goal] {
    let run = try WatchedRun.measure(
      settings("realnvp"), threads: nil, seconds: seconds, hasPixels: false)
    return [
      Goal("watch realnvp: pace of training alone", .share, wanted: 0.92, measured: run.paceShare) {
        "\(costs(run)), beside training on \(counted(run.threads, "thread"))"
      },
      // A clock's ticks make 59 of sixty.
      Goal("watch realnvp: frames", .perSecond, wanted: 59, measured: run.framesPerS) {
        costs(run)
      },
      Goal("watch realnvp: a key's frame, at worst", .ms, wanted: 33, measured: run.keyMsMax) {
        let worst = run.keys.max { $0.msMax < $1.msMax }
        return
          "the worst key is \(worst?.key ?? "?"), the median of all \(fixed(run.keyMs, 1)) ms; "
          + costs(run)
      },
    ]
  }

  private static func continuous(seconds: Double) throws -> [Goal] {
    let run = try WatchedRun.measure(
      settings("cnf"), threads: nil, seconds: seconds, hasPixels: false)
    return [
      Goal("watch cnf: frames", .perSecond, wanted: 30, measured: run.framesPerS) { costs(run) }
    ]
  }

  private static func starting(seconds: Double) throws -> [Goal] {
    let starts = try BenchRunner.starts(settings("realnvp"), seconds: seconds)
    func goal(_ name: String, _ times: [Double]) throws -> Goal {
      try Goal(name, .ms, wanted: 60, measured: WatchedRun.median(times)) {
        "starting this program to print its version takes \(fixed(try startAlone(), 1)) ms"
      }
    }
    return [
      try goal("start: the first frame", starts.map(\.first)),
      try goal("start: the first frame of a trained step", starts.map(\.trained)),
    ]
  }

  private static func settings(_ flow: String) -> Settings {
    var settings = Settings()
    settings.flow = flow
    return settings
  }

  private static func costs(_ run: WatchedRun) -> String {
    "a frame takes \(fixed(run.drawMs, 1)) ms to compute and \(fixed(run.sendMs, 1)) to send"
  }

  /// Milliseconds of a start that draws nothing.
  private static func startAlone() throws -> Double {
    guard let program = Bundle.main.executablePath else { return .nan }
    let times = try (0..<5).map { _ in
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = ["--version"]
      process.standardOutput = FileHandle.nullDevice
      let start = ContinuousClock.now
      try process.run()
      process.waitUntilExit()
      return (ContinuousClock.now - start) / .milliseconds(1)
    }
    return WatchedRun.median(times)
  }
}
