import Learning

/// One measured figure.
struct BenchResult: Encodable {
  let subject: String
  let flow: String
  let batch: Int
  let threads: Int
  /// Milliseconds: the median, and the 10th and 90th percentile.
  private(set) var ms: Double
  private(set) var msP10: Double
  private(set) var msP90: Double
  private(set) var runs: Int
  /// The medians of the repeats, in milliseconds; ``ms`` is their median.
  var msRepeats: [Double]
  /// What was asked for, with every setting that is not at its default.
  let settings: String
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
    _ subject: BenchSubject, _ settings: Settings, batch: Int? = nil, threads: Int,
    times: [Double], operations: Int? = nil
  ) {
    let sorted = times.sorted()
    func quantile(_ q: Double) -> Double {
      sorted.isEmpty ? .nan : sorted[Int(q * Double(sorted.count - 1))]
    }
    self.subject = subject.rawValue
    (flow, self.settings) = (settings.flow, settings.benchName)
    (self.batch, self.threads, runs) = (batch ?? settings.batch, threads, times.count)
    (ms, msP10, msP90) = (quantile(0.5), quantile(0.1), quantile(0.9))
    msRepeats = [ms]
    gflops = operations.map { [ms] in Double($0) / ms / 1e6 }
  }

  /// The repeats of one measurement as one: medians of what each found.
  /// - Parameter repeats: at least one.
  static func joined(_ repeats: [BenchResult]) -> BenchResult? {
    guard var result = repeats.first else { return nil }
    func median(_ figure: (BenchResult) -> Double) -> Double {
      repeats.map(figure).sorted()[repeats.count / 2]
    }
    let operations = result.gflops.map { [ms = result.ms] in $0 * ms }
    (result.ms, result.msP10) = (median(\.ms), median(\.msP10))
    result.msP90 = median(\.msP90)
    result.runs = repeats.reduce(0) { $0 + $1.runs }
    result.msRepeats = repeats.map(\.ms)
    result.gflops = operations.map { $0 / result.ms }
    if result.shareOfPeak != nil { result.shareOfPeak = median { $0.shareOfPeak ?? .nan } }
    if result.speedUp != nil { result.speedUp = median { $0.speedUp ?? .nan } }
    return result
  }

  /// One measurement as histories keep it.
  var historyCase: BenchCase {
    BenchCase(
      name: "\(subject) \(settings), \(counted(threads, "thread"))", unit: "ms", value: ms,
      low: min(ms, msP10), high: max(ms, msP90), repeats: 1)
  }

  func beside(_ peaks: [Peak]) -> BenchResult {
    var result = self
    let peak = peaks.first { $0.threads == threads }?.gflops
    if let gflops, let peak { result.shareOfPeak = gflops / peak }
    return result
  }
}
