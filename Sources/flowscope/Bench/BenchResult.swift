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
    _ subject: BenchSubject, flow: String, batch: Int, threads: Int, times: [Double],
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
