import Foundation

/// Finds points and values that occur more than once. There the best density is infinite.
struct Repetition {
  private(set) var warning: Warning?
  /// See ``DataReview/gridBound``.
  private(set) var bound: Double?
  /// See ``DataReview/suggestedNoise``.
  private(set) var noise: Double?

  private let count: Int
  /// Number of different points; of rows whose point occurs in another row too; and of rows with the most
  /// frequent point.
  private var (distinct, repeated, most) = (0, 0, 0)
  /// The entropy of the points' frequencies, in nats.
  private var entropy = 0.0

  init(
    _ points: [SIMD2<Double>], _ columns: [ColumnSummary], _ outliers: Outliers,
    _ training: [SIMD2<Double>], _ heldOut: [SIMD2<Double>]
  ) {
    count = points.count
    distinct = count
    // Repeated points repeat in both columns.
    if columns.allSatisfy({ $0.tied > 0 }) { countRuns(of: points, outliers) }
    let steps = columns.compactMap(\.step)
    // With fewer rows to a cell the entropy says little more than how many rows there are.
    if steps.count == 2, count >= 2 * distinct {
      bound = entropy + log(steps[0]) + log(steps[1])
    }
    // A few repetitions may be chance or duplicated rows; one point in many rows is neither.
    let isRepeated = 20 * repeated > count || most >= max(5, count / 1000)
    let coarse = columns.filter {
      $0.isCoarse || (isRepeated && $0.step != nil && steps.count == 2)
    }
    let again = repeated > 0 ? Self.repeats(of: training, in: heldOut) : 0
    let held =
      again == 0 ? "" : " \(again) of \(heldOut.count) held-out points equal training points."
    if !coarse.isEmpty {
      noise = coarse.compactMap { column in
        column.step.map { $0 / 12.0.squareRoot() / column.deviation }
      }
      .max()
      warning = Warning("gridded_values", grid(coarse) + held + remedy)
    } else if isRepeated {
      warning = Warning(
        "repeated_points",
        "\(repeated) of \(count) rows repeat a point of another row; there are \(distinct) different "
          + "points, one of them in \(most) rows.\(held) A density has no upper bound at such points, so "
          + "that the NLL can fall for ever. --noise S, with the error of your measurement in standard "
          + "deviations, gives each a width.")
    } else if let column = columns.first(where: { Self.hasAtom($0, outliers) }) {
      warning = Warning(
        "repeated_values",
        "\(column.name) is \(column.commonest.value.plain) in \(column.commonest.count) of \(count) rows."
          + "\(held) A density has no upper bound along such a line of points, so that the NLL can fall "
          + "for ever. Leave those rows out, or give every point a width with --noise S, in standard "
          + "deviations.")
    }
  }

  /// Rows that are reported as outliers are left out.
  private mutating func countRuns(of points: [SIMD2<Double>], _ outliers: Outliers) {
    let named = Set(outliers.places.map { Self.hash(points[$0]) })
    // Sorting one number per point is several times as fast as sorting points.
    let sorted = points.map(Self.hash).sorted()
    (distinct, entropy) = (0, 0)
    var start = 0
    for index in 1...count where index == count || sorted[index] != sorted[start] {
      let run = index - start
      let share = Double(run) / Double(count)
      distinct += 1
      entropy -= share * log(share)
      if run > 1, !named.contains(sorted[start]) {
        repeated += run
        most = max(most, run)
      }
      start = index
    }
  }

  /// A hash: different for different points, but for a chance in a billion.
  private static func hash(_ point: SIMD2<Double>) -> UInt64 {
    // Adding 0 makes 0 of −0.
    var hash = (point.x + 0).bitPattern &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 32) &+ (point.y + 0).bitPattern
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    return (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
  }

  /// Number of held-out points that are also training points.
  private static func repeats(of training: [SIMD2<Double>], in heldOut: [SIMD2<Double>]) -> Int {
    let wanted = Set(heldOut)
    var found: Set<SIMD2<Double>> = []
    for point in training where wanted.contains(point) { found.insert(point) }
    return heldOut.count { found.contains($0) }
  }

  /// Whether one value occurs in a twentieth of the rows or more, or the column has hardly any different
  /// values.
  private static func hasAtom(_ column: ColumnSummary, _ outliers: Outliers) -> Bool {
    if outliers.codes.contains(column.commonest.value) { return false }
    return column.commonest.count >= max(5, column.count / 20)
      || (2 * column.tied >= column.count && column.distinct <= 32)
  }

  private func grid(_ columns: [ColumnSummary]) -> String {
    let parts = columns.map { column in
      "\(column.name) takes \(column.distinct) values in steps of \((column.step ?? 0).tidy)"
    }
    return parts.joined(separator: ", ")
      + ", in \(count) rows with \(distinct) different points."
  }

  private var remedy: String {
    var text = " A density has no upper bound on a grid, so that the NLL can fall for ever"
    if let bound {
      text += "; below about \(String(format: "%.3f", bound)) nats it means nothing any more"
    }
    guard let noise else { return text + "." }
    return text
      + ". --noise \(String(format: "%.2g", noise)), in standard deviations, spreads every point over "
      + "its cell (h/√12 for a step of h)."
  }
}

extension Double {
  /// A step without its last digits, which are rounding: `0.1` for 0.09999999999999964.
  fileprivate var tidy: String { (Double(String(format: "%.6g", self)) ?? self).plain }
}
