/// Round numbers along an axis, with their labels.
public struct Ticks: Hashable, Sendable {
  public struct Tick: Hashable, Sendable {
    public var value: Double
    public var label: String
  }

  public var ticks: [Tick]

  /// Multiples of 1, 2 or 5 times a power of ten inside a range, at most `count` of them.
  ///
  /// All labels have the same number of decimals. A range of width zero, or with an end that is not finite,
  /// has no ticks.
  ///
  /// - Parameter whole: no fractions, for counts such as steps.
  public static func linear(
    _ range: ClosedRange<Double>, atMost count: Int, whole: Bool = false
  ) -> Ticks {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite, count > 0 else { return Ticks(ticks: []) }
    var step = step(width, atMost: count)
    if whole { step = max(step, 1) }
    while multiples(of: step, in: range).count > count { step = niceStep(step * 1.5) }
    let multiples = multiples(of: step, in: range)
    let decimals = max(0, -Int((logarithm10(step) + 1e-9).rounded(.down)))
    let thousands = multiples.allSatisfy {
      $0 == 0 || (abs($0) >= 1000 && ($0 / 100).rounded() == $0 / 100)
    }
    let large = multiples.contains { abs($0) >= 10_000 }
    return Ticks(
      ticks: multiples.map { value in
        let label =
          thousands && large
          ? NumberText.compact(value)
          : decimals > 6
            ? NumberText.scientific(value) : NumberText.fixed(value, decimals: decimals)
        return Tick(value: value, label: label)
      })
  }

  /// The distance between ticks, 1, 2 or 5 times a power of ten, that leaves `count` of them at most.
  static func step(_ width: Double, atMost count: Int) -> Double {
    niceStep(width / Double(max(1, count)))
  }

  /// Powers of ten inside a range above zero, with 2 and 5 between them where there are few;
  /// `count` at most.
  public static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    guard range.lowerBound > 0, range.upperBound > range.lowerBound, range.upperBound.isFinite,
      count > 0
    else { return Ticks(ticks: []) }
    let low = Int(logarithm10(range.lowerBound).rounded(.down))
    let high = Int(logarithm10(range.upperBound).rounded(.up))
    var best: [Double] = []
    for (digits, stride) in [([1.0, 2, 5], 1), ([1.0, 3], 1), ([1.0], 1)] {
      best = candidates(digits, low, high, stride, range)
      if best.count <= count { break }
    }
    var stride = 2
    while best.count > count, stride <= 2 * (high - low + 1) {
      best = candidates([1], low, high, stride, range)
      stride += 1
    }
    if best.count < 2, count >= 2 {
      let linear = linear(range, atMost: count)
      if linear.ticks.count > best.count { return linear }
    }
    return Ticks(ticks: best.prefix(count).map { Tick(value: $0, label: logarithmicLabel($0)) })
  }

  private static func candidates(
    _ digits: [Double], _ low: Int, _ high: Int, _ step: Int, _ range: ClosedRange<Double>
  ) -> [Double] {
    stride(from: low, through: high, by: step).flatMap { exponent in
      digits.map { $0 * power(10, Double(exponent)) }
    }.filter { range.contains($0) }
  }

  private static func logarithmicLabel(_ value: Double) -> String {
    if value >= 10_000 { return NumberText.compact(value) }
    if value < 0.000_999 { return NumberText.scientific(value) }
    let decimals = max(0, -Int((logarithm10(value) + 1e-9).rounded(.down)))
    return NumberText.fixed(value, decimals: decimals)
  }

  /// The smallest of 1, 2, 5 × 10ᵏ that is not below a number.
  private static func niceStep(_ least: Double) -> Double {
    let decade = power(10, logarithm10(least).rounded(.down))
    for factor in [1.0, 2, 5, 10] where factor * decade >= least * (1 - 1e-9) {
      return factor * decade
    }
    return 10 * decade
  }

  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    let slack = 1e-9
    let first = (range.lowerBound / step - slack).rounded(.up)
    let last = (range.upperBound / step + slack).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
  }
}
