import Autodiff

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
