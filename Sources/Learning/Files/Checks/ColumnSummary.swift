/// What one column of points looks like by itself. Sorting is the only costly part.
struct ColumnSummary {
  let name: String
  let count: Int
  /// All values in ascending order.
  let sorted: [Double]
  let least: Double
  let greatest: Double
  let median: Double
  let mean: Double
  let deviation: Double
  /// The robust deviation: that of a normal distribution with the same quartiles. Points far out do not
  /// change it.
  let robustDeviation: Double
  /// Number of different values.
  let distinct: Int
  /// Number of rows whose value occurs in another row too.
  let tied: Int
  /// The most frequent value, and how many rows have it.
  let commonest: (value: Double, count: Int)
  /// The step of the grid on which repeated values lie, if they lie on one.
  let step: Double?

  /// - Parameter values: at least one, all finite.
  init(_ name: String, _ values: [Double]) {
    let sorted = values.sorted()
    let count = sorted.count
    (self.name, self.count, self.sorted) = (name, count, sorted)
    (least, greatest, median) = (sorted[0], sorted[count - 1], sorted[count / 2])
    // In units of the range, so that no square overflows or underflows.
    let range = max(greatest - median, median - least)
    var (sum, squares) = (0.0, 0.0)
    if range > 0, range.isFinite {
      for value in sorted { sum += (value - median) / range }
      let shift = sum / Double(count)
      for value in sorted {
        let gap = (value - median) / range - shift
        squares += gap * gap
      }
    }
    mean = sum == 0 ? median : median + range * sum / Double(count)
    deviation = range * (squares / Double(count)).squareRoot()
    let spread = Self.robustDeviation(sorted, median)
    robustDeviation = spread > 0 ? spread : deviation

    var (distinct, tied, start) = (0, 0, 0)
    var commonest = (value: sorted[0], count: 0)
    var shared: [Double] = []
    for index in 1...count
    where index == count || sorted[index] != sorted[start] {
      let run = index - start
      distinct += 1
      if run > 1 {
        tied += run
        shared.append(sorted[start])
      }
      if run > commonest.count { commonest = (sorted[start], run) }
      start = index
    }
    (self.distinct, self.tied, self.commonest) = (distinct, tied, commonest)
    step = 2 * tied >= count ? Self.step(of: shared) : nil
  }

  /// From the median distance to the median; if more than half the values are equal, from quantiles farther
  /// out.
  private static func robustDeviation(_ sorted: [Double], _ median: Double) -> Double {
    let count = sorted.count
    // The distances of both sides, merged up to their middle.
    var (low, high, distance) = (count / 2 - 1, count / 2, 0.0)
    for _ in 0...(count / 2) {
      let below = low >= 0 ? median - sorted[low] : .infinity
      let above = high < count ? sorted[high] - median : .infinity
      distance = min(below, above)
      if below < above { low -= 1 } else { high += 1 }
    }
    if distance > 0 { return 1.4826 * distance }
    for (tail, width) in [(0.05, 3.29), (0.005, 5.152)] {
      let skipped = Int(tail * Double(count))
      let range = sorted[count - 1 - skipped] - sorted[skipped]
      if range > 0 { return range / width }
    }
    return 0
  }

  /// The largest step that nearly all gaps are multiples of.
  private static func step(of values: [Double]) -> Double? {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    // Values that differ by rounding count as equal: 0.3 and 0.1 + 0.2.
    let rounding = 4 * largest.ulp
    let gaps = zip(values.dropFirst(), values).map { $0 - $1 }.filter { $0 > rounding }
    guard let least = gaps.min() else { return nil }
    // Single precision may have rounded the values before.
    let error = max(rounding, largest * 0x1p-23)
    for part in 1...12 {
      let step = least / Double(part)
      guard step > 8 * error || step > 64 * rounding else { return nil }
      let allowed = max(0.01, min(0.1, 2 * error / step))
      let misses = gaps.count { gap in
        let steps = gap / step
        return (steps - steps.rounded()).magnitude > allowed
      }
      guard misses * 100 <= gaps.count else { continue }
      // The mean over all gaps is more exact than the least gap.
      let steps = gaps.reduce(0) { $0 + ($1 / step).rounded() }
      return gaps.reduce(0, +) / steps
    }
    return nil
  }

  /// Whether the steps are so coarse that a flow can learn them: fewer than 16 to a standard deviation, which
  /// is 64 over the range of nearly all points.
  var isCoarse: Bool { step.map { robustDeviation / $0 < 16 } ?? false }

  /// How often a value occurs, and its distance from the nearest other value.
  func occurrence(of value: Double) -> (count: Int, gap: Double) {
    let first = firstIndex { $0 >= value }
    let end = firstIndex { $0 > value }
    let below = first > 0 ? value - sorted[first - 1] : .infinity
    let above = end < count ? sorted[end] - value : .infinity
    return (end - first, min(below, above))
  }

  /// The index of the first value that satisfies a condition which all greater values satisfy too.
  private func firstIndex(where isBeyond: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The value's distance from the median in robust deviations.
  func remoteness(of value: Double) -> Double {
    robustDeviation > 0 ? (value - median).magnitude / robustDeviation : 0
  }
}
