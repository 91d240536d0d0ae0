/// One figure of one case, as histories keep it: what a thing costs, so less is better.
struct BenchCase: Codable, Equatable {
  /// What was measured, with every setting that is not at its default: `train nsf --batch 64, 2 threads`.
  let name: String
  /// `ms` or `B`.
  let unit: String
  /// The median.
  let value: Double
  /// Between which values it lay: the medians of the repeats, or the 10th and 90th percentile of one
  /// measurement.
  let low: Double
  let high: Double
  /// How often the case was measured, other cases between.
  let repeats: Int

  /// What is wrong with it; `nil` for nothing.
  var fault: String? {
    guard value.isFinite, low.isFinite, high.isFinite, value > 0 else {
      return "\(name): \(value) is no measured value"
    }
    return low > 0 && low <= value && value <= high
      ? nil : "\(name): \(value) does not lie between \(low) and \(high)"
  }

  /// Repeats of the same cases as one: the median of what each found, with the lowest and the highest.
  static func joined(_ repeats: [[BenchCase]]) -> [BenchCase] {
    guard let first = repeats.first, repeats.count > 1 else { return repeats.first ?? [] }
    return first.map { one in
      let values = repeats.compactMap { cases in cases.first { $0.name == one.name }?.value }
        .sorted()
      return BenchCase(
        name: one.name, unit: one.unit, value: values[values.count / 2], low: values[0],
        high: values[values.count - 1], repeats: values.count)
    }
  }
}
