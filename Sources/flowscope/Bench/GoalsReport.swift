import Autodiff
import Flows
import Foundation
import Learning

/// Every goal of speed that needs no other library, measured on the machine it runs on: what `flowscope bench
/// goals` reports. What is not met is explained by a measurement.
struct GoalsReport: Encodable {
  let goals: [Goal]
  /// Of flows with a goal that is not met.
  let profiles: [ProfiledStep]
  /// How many processes wanted a processor in the last minute before the measurement; `nil` where the system
  /// does not say.
  let load: Double?
  let threads: Int
  /// The figures that the goals were measured by.
  let results: [BenchResult]

  /// - Parameter seconds: for each figure.
  /// - Throws: ``FlowError`` where a flow cannot be trained.
  static func measure(threads: Int, seconds: Double) throws -> GoalsReport {
    let load = BenchRecord.currentLoad
    var measurement = GoalsMeasurement(threads: threads, seconds: seconds)
    var progress = ProgressBar("measuring", total: GoalSubject.all.count + 1)
    defer { progress.finish() }
    for (done, subject) in GoalSubject.all.enumerated() {
      progress.show(done, note: "\(subject.flow): goals")
      try measurement.measure(subject)
    }
    progress.show(GoalSubject.all.count, note: "Double beside Float")
    for flow in ["realnvp", "nsf", "cnf"] { try measurement.measurePrecision(of: flow) }
    progress.finish()
    let watching = try WatchingGoals.measure(seconds: seconds)
    return GoalsReport(
      goals: measurement.goals + watching, profiles: measurement.profiles, load: load,
      threads: threads,
      results: measurement.results)
  }

  var historyCases: [BenchCase] { results.map(\.historyCase) }

  var text: String {
    var table = TextTable(header: ["", "wanted", "measured", "met"])
    table.rows = goals.map(\.cells)
    let missed = goals.filter { !$0.isMet }
    let title =
      "goals: \(goals.count - missed.count) of \(goals.count) met, on \(counted(threads, "thread"))"
      + (load.map { ", load \(fixed($0, 1))" } ?? "")
    #if DEBUG
      let build =
        "\na debug build: a release build is faster, most of all in Double"
    #else
      let build = ""
    #endif
    let reasons = missed.map { "\($0.name): \($0.reason ?? "")" }
    return
      ([title + "\n" + table.text]
      + (reasons.isEmpty ? [] : ["what is missed, and why\n" + reasons.joined(separator: "\n")])
      + profiles.map(\.text)).joined(separator: "\n\n")
  }
}

/// Measures goals one flow after the other, each figure in several turns: another user of the machine, who may make
/// everything slower for a second, then decides less.
private struct GoalsMeasurement {
  private(set) var goals: [Goal] = []
  private(set) var profiles: [ProfiledStep] = []
  private(set) var results: [BenchResult] = []
  private let threads: Int
  private let seconds: Double

  init(threads: Int, seconds: Double) { (self.threads, self.seconds) = (threads, seconds) }

  private static let turns = 3

  /// What is measured of a flow in one turn, each figure with the peak beside it.
  private struct Turn {
    var train, density, alone: (result: BenchResult, peak: Double)
  }

  /// The peak is measured before and after each figure, as a virtual machine may have its processors to itself
  /// at one moment, and share them at the next.
  private func figure(
    _ kind: BenchSubject, _ settings: Settings, threads: Int
  ) throws -> (result: BenchResult, peak: Double) {
    var meter = PeakMeter(threads: threads)
    let runner = BenchRunner(
      threads: threads, seconds: seconds / Double(Self.turns), view: .main)
    let measured = try runner.measure(kind, settings)
    meter.measure(threads: [threads])
    guard let result = measured.first?.beside(meter.peaks) else {
      throw FlowError("\(settings.flow): nothing was measured")
    }
    return (result, meter.peaks.first?.gflops ?? .nan)
  }

  private func turn(_ settings: Settings) throws -> Turn {
    let train = try figure(.train, settings, threads: threads)
    return Turn(
      train: train, density: try figure(.density, settings, threads: threads),
      alone: threads > 1 ? try figure(.train, settings, threads: 1) : train)
  }

  /// The median of the turns, which is kept.
  private mutating func joined(_ turns: [BenchResult]) throws -> BenchResult {
    guard let result = BenchResult.joined(turns) else { throw FlowError("nothing was measured") }
    results.append(result)
    return result
  }

  mutating func measure(_ subject: GoalSubject) throws {
    let settings = subject.settings
    let name = settings.benchName
    let turns = try (0..<Self.turns).map { _ in try turn(settings) }
    func median(_ figure: (Turn) -> Double) -> Double {
      turns.map(figure).sorted()[turns.count / 2]
    }
    let train = try joined(turns.map(\.train.result))
    let density = try joined(turns.map(\.density.result))
    let alone = threads > 1 ? try joined(turns.map(\.alone.result)) : train
    var profile: ProfiledStep?
    func shares() throws -> String {
      let known = try profile ?? ProfiledStep.measure(settings)
      profile = known
      return "of a step on one thread " + Self.largest(known.rows)
    }
    func onOne() -> String {
      alone.shareOfPeak.map { "; one thread reaches \(fixed(100 * $0, 0)) % of its peak" } ?? ""
    }
    if let share = train.shareOfPeak {
      goals.append(
        try Goal(
          "train \(name): of the peak", .share, wanted: subject.training, measured: share
        ) { try shares() + onOne() })
    }
    if let share = density.shareOfPeak {
      goals.append(
        try Goal(
          "density \(name): of the peak", .share, wanted: subject.density, measured: share
        ) { "on one thread " + densityShares(try Architecture(settings), Float.self) })
    }
    if threads > 1 {
      goals.append(
        Goal(
          "train \(name): \(threads) threads", .times, wanted: 0.9 * Double(threads),
          measured: median { $0.alone.result.ms / $0.train.result.ms }
        ) {
          "\(fixed(alone.ms, 3)) and \(fixed(train.ms, 3)) ms; the machine's own peak grows "
            + "\(fixed(median { $0.train.peak / $0.alone.peak }, 2))×"
        })
    }
    if let step = subject.step, let onH100 = subject.onH100 {
      goals.append(
        Goal(
          "train \(name): a step (H100: \(fixed(onH100, 2)) ms)", .ms, wanted: step,
          measured: train.ms
        ) {
          let operations = (train.gflops ?? .nan) * train.ms
          let peak = median(\.train.peak)
          return "at \(fixed(peak, 0)) GFLOP/s, this machine's peak, it would take "
            + "\(fixed(operations / peak, 3)) ms"
        })
    }
    if let profile { profiles.append(profile) }
  }

  /// Densities in Double, as `eval` and the ledger compute them.
  mutating func measurePrecision(of flow: String) throws {
    var settings = Settings()
    settings.flow = flow
    let architecture = try Architecture(settings)
    let single = densityTime(architecture, Float.self)
    let double = densityTime(architecture, Double.self)
    goals.append(
      Goal("\(flow) in Double: speed of Float", .share, wanted: 0.25, measured: single / double) {
        "\(fixed(single, 2)) and \(fixed(double, 2)) ms for \(Self.densities) densities on one thread; in Double "
          + densityShares(architecture, Double.self)
      })
  }

  /// The largest parts in words.
  private static func largest(_ rows: [ProfiledStep.Row]) -> String {
    rows.prefix(5).map(\.words).joined(separator: ", ")
  }

  /// Where the time of densities goes.
  private func densityShares<S: LaneScalar>(_ architecture: Architecture, _: S.Type) -> String {
    let rows = densityExecutor(architecture, S.self).profile(lanes: Self.densities, runs: 20).rows
    let total = rows.reduce(0) { $0 + $1.seconds }
    return Self.largest(rows.map { ProfiledStep.Row($0, of: total) })
  }

  private static let densities = 4096

  /// Milliseconds for so many densities.
  private func densityTime<S: LaneScalar>(_ architecture: Architecture, _: S.Type) -> Double {
    let executor = densityExecutor(architecture, S.self)
    let times = BenchRunner.time(seconds: seconds / 2, warmUp: 1) {
      executor.run(lanes: Self.densities)
    }
    return times.sorted()[times.count / 2]
  }

  /// Computes densities on a square grid, of a flow that has learned nothing.
  private func densityExecutor<S: LaneScalar>(
    _ architecture: Architecture, _: S.Type
  ) -> Executor<S> {
    let (z, _, logDet, _) = architecture.inverse(Graph().input(0, features: 2))
    var outputs = Outputs()
    _ = outputs.add(point: z)
    _ = outputs.add(number: logDet)
    let executor = Executor<S>(Program(outputs), parameterCount: architecture.parameterCount)
    executor.parameters = architecture.layout.initial.map { S($0) }
    let side = Int(Double(Self.densities).squareRoot())
    executor.setInput(
      0,
      points: (0..<Self.densities).map { index in
        SIMD2(S(index % side), S(index / side)) * (8 / S(side - 1)) - 4
      })
    return executor
  }
}
