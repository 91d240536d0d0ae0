import Autodiff
import Flows

/// Where the time of a training step goes on one thread.
public struct StepProfile: Sendable {
  /// Seconds of a step, the median.
  public let seconds: Double
  /// Its parts, the longest first, with what is left over; each was timed apart from the others.
  public let rows: [RunProfile.Row]

  /// Takes some steps of a run of its own.
  /// - Throws: ``FlowError`` for settings that cannot be trained.
  public static func measure(_ settings: Settings, steps: Int = 100) throws(FlowError)
    -> StepProfile
  {
    let trainer = try Trainer(settings, threads: 1)
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<steps {
      let start = clock.now
      try trainer.advance()
      times.append(start.duration(to: clock.now) / .seconds(1))
    }
    let seconds = times.sorted()[times.count / 2]
    var rows = trainer.descent.profile(lanes: settings.batch, runs: steps)
    if let maintenance = trainer.maintenance {
      var step = 0
      rows.append(
        RunProfile.Row("power iterations and draws", runs: steps) {
          step += 1
          maintenance.perform(on: trainer.descent.executor, step: step)
        })
    }
    let rest = seconds - rows.reduce(0) { $0 + $1.seconds }
    if rest > 0 { rows.append(RunProfile.Row("everything else", seconds: rest)) }
    return StepProfile(seconds: seconds, rows: rows.sorted { $0.seconds > $1.seconds })
  }
}
