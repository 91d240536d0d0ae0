import CAllocationCount
import Canvas
import Flows
import Foundation
import Learning
import Visualizer

/// Measures the subjects of `flowscope bench` that every family has.
struct BenchRunner {
  let threads: Int
  let seconds: Double
  let view: ViewName

  /// One result, or for ``BenchSubject/threads`` one for each number of threads.
  func measure(_ subject: BenchSubject, _ settings: Settings) throws -> [BenchResult] {
    switch subject {
    case .train: [try train(settings)]
    case .density: [try density(settings)]
    case .sample: [try sample(settings)]
    case .frame: [try frame(settings)]
    case .startup: [try startup(settings)]
    case .threads: try scaling(settings)
    case .growth, .watch, .bytes, .profile, .product, .goals: []
    }
  }

  private func train(_ settings: Settings) throws -> BenchResult {
    let trainer = try Trainer(settings, threads: threads)
    let times = try Self.stepTimes(of: trainer, seconds: seconds)
    var result = BenchResult(
      .train, settings, threads: threads, times: times,
      operations: trainer.operationsPerStep)
    // Some work is done only every so many steps; all of it is done within a hundred.
    let steps = 100
    flowscope_allocation_count_start()
    defer { _ = flowscope_allocation_count_stop() }
    for _ in 0..<steps { try trainer.advance() }
    let count = flowscope_allocation_count_stop()
    result.allocationsPerStep = count < 0 ? nil : Double(count) / Double(steps)
    return result
  }

  private func scaling(_ settings: Settings) throws -> [BenchResult] {
    var results: [BenchResult] = []
    for count in Self.ladder(upTo: threads) {
      let trainer = try Trainer(settings, threads: count)
      var result = BenchResult(
        .threads, settings, threads: count,
        times: try Self.stepTimes(of: trainer, seconds: seconds),
        operations: trainer.operationsPerStep)
      result.speedUp = (results.first?.ms ?? result.ms) / result.ms
      results.append(result)
    }
    return results
  }

  private func density(_ settings: Settings) throws -> BenchResult {
    let (model, evaluator) = try trained(settings)
    let axis = (0..<200).map { Float($0) / 199 * 8 - 4 }
    let points = axis.flatMap { y in axis.map { SIMD2($0, y) } }
    let times = Self.time(seconds: seconds, warmUp: 2) {
      _ = evaluator.inverse(points, of: model)
    }
    return BenchResult(
      .density, settings, batch: points.count, threads: threads, times: times,
      operations: evaluator.inverseOperations.map { $0 * points.count })
  }

  private func sample(_ settings: Settings) throws -> BenchResult {
    let (model, evaluator) = try trained(settings)
    let count = 40_000
    var seed: UInt64 = 0
    let times = Self.time(seconds: seconds, warmUp: 2) {
      seed += 1
      _ = evaluator.sample(evaluator.sampleBase(count: count, seed: seed, of: model), of: model)
    }
    return BenchResult(
      .sample, settings, batch: count, threads: threads, times: times,
      operations: evaluator.samplingOperations.map { $0 * count })
  }

  /// Draws full screens of ever newer models, while the training thread runs flat out beside it.
  private func frame(_ settings: Settings) throws -> BenchResult {
    let medium = Medium(colors: .trueColor, glyphs: .braille)
    var state = State(
      settings: settings, running: true, speed: .flatOut, columns: 200, rows: 60, medium: medium)
    state.view = view
    var app = App(state)
    let loop = TrainingLoop(
      settings, threads: max(1, threads - 1), speed: .flatOut, running: true
    ) {}
    defer { loop.stop() }
    _ = app.render()
    var times: [Double] = []
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while clock.now < end || times.count < 4 {
      guard let snapshot = loop.latest() else {
        usleep(1000)
        continue
      }
      times.append(
        clock.measure {
          _ = app.handle(.snapshot(snapshot))
          _ = app.render()
        } / .milliseconds(1))
    }
    return BenchResult(
      .frame, settings, threads: threads,
      times: Array(times.dropFirst()))
  }

  private func startup(_ settings: Settings) throws -> BenchResult {
    BenchResult(
      .startup, settings, threads: threads,
      times: try Self.starts(settings, seconds: seconds).map(\.trained))
  }

  /// Starts the real program in a pseudo-terminal again and again.
  /// - Returns: milliseconds to its first frame, and to the first that shows a model which has taken a step.
  /// - Throws: ``FlowError`` where it shows no step.
  static func starts(
    _ settings: Settings, seconds: Double
  ) throws -> [(first: Double, trained: Double)] {
    var times: [(first: Double, trained: Double)] = []
    // On an idle machine, one of the first eight frames shows a trained step.
    var frames = 8
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end || times.count < 7 {
      let program = try PlayedProgram(
        settings, ["--speed", "x10"], columns: 120, rows: 36)
      program.watch(for: .seconds(20)) { program.frames.count >= frames }
      let shown = try program.quit()
      guard let first = zip(shown, program.frames).first(where: { $0.0.step > 0 }) else {
        guard frames < 1000 else {
          throw FlowError("\(settings.flow): the visualizer showed no step within 20 seconds")
        }
        frames *= 2
        continue
      }
      times.append(
        (
          (program.frames[0] - program.start) / .milliseconds(1),
          (first.1 - program.start) / .milliseconds(1)
        ))
    }
    return times
  }

  private func trained(_ settings: Settings) throws -> (Model, Evaluator) {
    let trainer = try Trainer(settings, threads: threads)
    for _ in 0..<200 { try trainer.advance() }
    return (trainer.model(), try Evaluator(settings, threads: threads))
  }

  /// 1, 2, 4 … and `most`.
  static func ladder(upTo most: Int) -> [Int] {
    sequence(first: 1) { $0 * 2 < most ? $0 * 2 : nil } + (most > 1 ? [most] : [])
  }

  /// Milliseconds per training step. Ten steps make one measurement, as one is too short to time.
  static func stepTimes(of trainer: Trainer, seconds: Double) throws -> [Double] {
    try time(seconds: seconds, warmUp: 2) {
      for _ in 0..<10 { try trainer.advance() }
    }.map { $0 / 10 }
  }

  /// Milliseconds of each call.
  static func time(
    seconds: Double, warmUp: Int, _ body: () throws -> Void
  ) rethrows -> [Double] {
    let clock = ContinuousClock()
    for _ in 0..<warmUp { try body() }
    var times: [Double] = []
    let end = clock.now + .seconds(seconds)
    while clock.now < end || times.count < 5 {
      times.append(try clock.measure(body) / .milliseconds(1))
    }
    return times
  }
}
