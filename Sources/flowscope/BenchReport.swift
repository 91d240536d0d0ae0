import Autodiff

/// One measured figure.
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
  /// The same as a share of the machine's peak on as many threads.
  var shareOfPeak: Double?
  /// How many blocks a step asks the allocator for; `nil` where that was not counted.
  var allocationsPerStep: Double?
  /// How many times faster than on one thread; `nil` where that was not asked.
  var speedUp: Double?

  /// - Parameter times: milliseconds of each run.
  init(
    _ subject: Bench.Subject, flow: String, batch: Int, threads: Int, times: [Double],
    operations: Int? = nil
  ) {
    let sorted = times.sorted()
    func quantile(_ q: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int(q * Double(sorted.count - 1))]
    }
    self.subject = subject.rawValue
    (self.flow, self.batch, self.threads, runs) = (flow, batch, threads, times.count)
    (ms, msP10, msP90) = (quantile(0.5), quantile(0.1), quantile(0.9))
    gflops = operations.map { [ms] in Double($0) / ms / 1e6 }
  }

  func beside(_ peaks: [Peak]) -> BenchResult {
    var result = self
    let peak = peaks.first { $0.threads == threads }?.gflops
    if let gflops, let peak { result.shareOfPeak = gflops / peak }
    return result
  }
}

/// The machine's rate of fused multiply-adds.
struct Peak: Encodable {
  let threads: Int
  var gflops: Double
}

/// Measures the machine's peak again after every subject, and keeps the best: a virtual machine may have
/// its processors to itself at one moment, and share them at the next.
struct PeakMeter {
  private(set) var peaks: [Peak] = []

  init(threads: Int) { measure(threads: [threads]) }

  mutating func measure(threads counts: [Int]) {
    for count in Set(counts).sorted() {
      let rate = PeakRate.measure(threads: count) / 1e9
      if let place = peaks.firstIndex(where: { $0.threads == count }) {
        peaks[place].gflops = max(peaks[place].gflops, rate)
      } else {
        peaks.append(Peak(threads: count, gflops: rate))
      }
    }
  }
}

/// What `flowscope bench` reports.
struct BenchReport: Encodable {
  let processor: String?
  let peaks: [Peak]
  let results: [BenchResult]
  let growth: Growth?
  let watch: WatchedRun?

  var text: String {
    var parts = Bench.Subject.usual.compactMap(section)
    if let growth { parts.append(growth.text) }
    if let watch { parts.append(watch.text) }
    let rates = peaks.map { "\(fixed($0.gflops, 1)) GFLOP/s on \(counted($0.threads, "thread"))" }
    parts.append("machine's peak, same run: " + rates.joined(separator: ", "))
    return parts.joined(separator: "\n\n")
  }

  /// The table of one subject; `nil` where it was not measured.
  private func section(_ subject: Bench.Subject) -> String? {
    let results = results.filter { $0.subject == subject.rawValue }
    guard let first = results.first else { return nil }
    var table = TextTable(
      header: ["", "median ms", "p10", "p90", "GFLOP/s", "of peak"]
        + (subject == .train ? ["allocations"] : [])
        + (subject == .threads ? ["threads", "speed-up"] : []))
    for result in results {
      table.rows.append(
        [
          result.flow, fixed(result.ms, 3), fixed(result.msP10, 3), fixed(result.msP90, 3),
          result.gflops.map { fixed($0, 1) } ?? "–",
          result.shareOfPeak.map { fixed(100 * $0, 1) + " %" } ?? "–",
        ]
          + (subject == .train ? [result.allocationsPerStep.map { short($0) } ?? "–"] : [])
          + (subject == .threads
            ? ["\(result.threads)", result.speedUp.map { fixed($0, 2) + "×" } ?? "–"] : []))
    }
    return title(of: subject, first) + "\n" + table.text
  }

  private func title(of subject: Bench.Subject, _ result: BenchResult) -> String {
    let threads = counted(result.threads, "thread")
    return switch subject {
    case .train: "train: one gradient step of batch \(result.batch) on \(threads)"
    case .density: "density: log p on a 200 × 200 grid, on \(threads)"
    case .sample: "sample: 40,000 samples, on \(threads)"
    case .frame:
      "frame: computing a 200 × 60 screen, while training runs on \(counted(max(1, result.threads - 1), "thread"))"
    case .startup: "startup: from the start of the process until the screen shows a trained step"
    case .threads: "threads: one gradient step of batch \(result.batch)"
    case .growth, .watch: subject.rawValue
    }
  }
}

/// `1 thread`, `2 threads`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
