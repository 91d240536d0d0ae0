import Canvas
import Flows
import Foundation
import Visualizer

/// One measured subject.
struct BenchResult: Encodable {
  let subject: String
  let flow: String
  let batch: Int
  let threads: Int
  /// Milliseconds: the median, and the 10th and 90th percentile.
  let ms: Double
  let msP10: Double
  let msP90: Double
  let runs: Int
  /// Billions of floating-point operations per second; `nil` where they are not counted.
  var gflops: Double?
  /// The same as a share of the machine's peak.
  var shareOfPeak: Double?

  func beside(peak: Double) -> BenchResult {
    var result = self
    result.shareOfPeak = gflops.map { $0 / peak }
    return result
  }
}

struct BenchReport: Encodable {
  let peakGflops: Double
  let results: [BenchResult]

  var text: String {
    var lines = [
      "subject   flow        batch  threads   median ms        p10        p90   GFLOP/s  of peak"
    ]
    for result in results {
      let rate = result.gflops.map { fixed($0, 1) } ?? "–"
      let share = result.shareOfPeak.map { fixed(100 * $0, 1) + " %" } ?? "–"
      lines.append(
        [
          pad(result.subject, 8), pad(result.flow, 9),
          right("\(result.batch)", 7), right("\(result.threads)", 7),
          right(fixed(result.ms, 3), 10), right(fixed(result.msP10, 3), 9),
          right(fixed(result.msP90, 3), 9), right(rate, 8), right(share, 7),
        ].joined(separator: "  "))
    }
    lines.append("machine's peak, same run: \(fixed(peakGflops, 1)) GFLOP/s")
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// Runs the subjects of `flowscope bench`.
struct BenchRunner {
  let settings: Settings
  let threads: Int
  let seconds: Double
  let view: View

  func measure(_ subject: Bench.Subject) throws -> BenchResult {
    switch subject {
    case .train: try train()
    case .density: try density()
    case .sample: try sample()
    case .frame: try frame()
    }
  }

  private func train() throws -> BenchResult {
    let trainer = try Trainer(settings, threads: threads)
    // A clock reading per ten steps, as a step is short.
    let times = try time(warmUp: 20) {
      for _ in 0..<10 { try trainer.advance() }
    }.map { $0 / 10 }
    return result("train", times, operations: trainer.operationsPerStep)
  }

  private func density() throws -> BenchResult {
    let (model, evaluator) = try trained()
    let axis = (0..<200).map { Float($0) / 199 * 8 - 4 }
    let points = axis.flatMap { y in axis.map { SIMD2($0, y) } }
    let times = time(warmUp: 2) { _ = evaluator.inverse(points, of: model) }
    return result(
      "density", times, operations: evaluator.inverseOperations * points.count,
      batch: points.count)
  }

  private func sample() throws -> BenchResult {
    let (model, evaluator) = try trained()
    let count = 40_000
    var seed: UInt64 = 0
    let times = time(warmUp: 2) {
      seed += 1
      _ = evaluator.forward(evaluator.sampleBase(count: count, seed: seed, of: model), of: model)
    }
    // An iterative inverse takes as many turns as the samples need, so its operations vary.
    let isClosed = evaluator.architecture.layers.allSatisfy { $0.forwardMethod == .closedForm }
    return result(
      "sample", times, operations: isClosed ? evaluator.forwardOperations * count : nil,
      batch: count)
  }

  /// Draws full screens of ever newer models, while the training thread runs flat out beside it.
  private func frame() throws -> BenchResult {
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
    while clock.now < end || times.count < 3 {
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
    return result("frame", Array(times.dropFirst()), operations: nil)
  }

  private func trained() throws -> (Model, Evaluator) {
    let trainer = try Trainer(settings, threads: threads)
    for _ in 0..<200 { try trainer.advance() }
    return (trainer.model(), try Evaluator(settings, threads: threads))
  }

  /// Milliseconds of each call, for as long as a subject is measured.
  private func time(warmUp: Int, _ body: () throws -> Void) rethrows -> [Double] {
    let clock = ContinuousClock()
    for _ in 0..<warmUp { try body() }
    var times: [Double] = []
    let end = clock.now + .seconds(seconds)
    while clock.now < end || times.count < 5 {
      times.append(try clock.measure(body) / .milliseconds(1))
    }
    return times
  }

  private func result(
    _ subject: String, _ times: [Double], operations: Int?, batch: Int? = nil
  ) -> BenchResult {
    let sorted = times.sorted()
    func quantile(_ q: Double) -> Double { sorted[Int(q * Double(sorted.count - 1))] }
    let median = quantile(0.5)
    return BenchResult(
      subject: subject, flow: settings.flow, batch: batch ?? settings.batch, threads: threads,
      ms: median, msP10: quantile(0.1), msP90: quantile(0.9), runs: times.count,
      gflops: operations.map { Double($0) / median / 1e6 })
  }
}
