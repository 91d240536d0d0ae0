import Foundation

/// Finds points far from all others, and values that are codes for missing ones.
struct Outliers {
  /// Values that look like codes for missing ones, of either column.
  private(set) var codes: [Double] = []
  /// The indices of points more than ``limit`` robust deviations out.
  private(set) var places: [Int] = []
  private(set) var warning: Warning?

  /// Robust deviations from the median, in a column or across the points' own long direction.
  static let limit = 50.0
  /// Common codes for a missing value.
  private static let knownCodes: [Double] = [
    -99, -999, -9999, -99999, -999.25, 999, 9999, 99999, 999999, 1e20, 1e30, 1e34, 1e35, 1e36,
    -1e30,
    -1e34, 9.96921e36, -32768, 32767, 2147483647, -2147483648, -1.7976931348623157e308,
  ]
  /// Numbers that count as codes only if they lie apart from all others.
  private static let suspects: [Double] = [0, -1, 99, -9, -88, -77]

  init(_ table: PointsTable, _ columns: [ColumnSummary]) {
    let hasFar = columns.contains { column in
      max(column.remoteness(of: column.least), column.remoteness(of: column.greatest)) > Self.limit
    }
    if hasFar {
      places = table.points.indices.filter { place in
        let point = table.points[place]
        return max(columns[0].remoteness(of: point.x), columns[1].remoteness(of: point.y))
          > Self.limit
      }
    }
    // Many different points far out are a cloud of their own and no outliers.
    let isFew = 20 * places.count <= table.points.count || Self.variety(of: places, table) <= 3
    if !isFew { places = [] }
    if isFew, places.isEmpty { places = Self.across(table.points, columns) }
    codes = Set(columns.flatMap(Self.codes)).sorted()
    guard !places.isEmpty || !codes.isEmpty else { return }
    if places.isEmpty {
      warning = Self.warning(ofCodes: codes, table)
    } else {
      warning = Self.warning(of: places, codes, table, columns)
    }
  }

  /// How many different points there are, counted to 4.
  private static func variety(of places: [Int], _ table: PointsTable) -> Int {
    var kinds: Set<SIMD2<Double>> = []
    for place in places where kinds.count < 4 { kinds.insert(table.points[place]) }
    return kinds.count
  }

  /// Points that are inconspicuous in each column, but lie far beside the narrow cloud of all others.
  private static func across(_ points: [SIMD2<Double>], _ columns: [ColumnSummary]) -> [Int] {
    guard let line = LineCheck.direction(of: points, columns, leavingOut: []),
      line.narrowness < 0.1
    else { return [] }
    let summary = ColumnSummary(
      "", points.map { point in LineCheck.across(point, line) })
    guard summary.robustDeviation > 1e-12, summary.robustDeviation < summary.deviation else {
      return []
    }
    let places = points.indices.filter { place in
      summary.remoteness(of: LineCheck.across(points[place], line)) > limit
    }
    return 20 * places.count <= points.count ? places : []
  }

  /// Values of a column that look like codes: well-known codes that lie apart from all other values.
  private static func codes(in column: ColumnSummary) -> [Double] {
    guard column.robustDeviation > 0 else { return [] }
    func isApart(_ value: Double, rows: Int, by gap: Double) -> Bool {
      let found = column.occurrence(of: value)
      return found.count >= rows && 2 * found.count < column.count
        && found.gap > gap * column.robustDeviation
    }
    return knownCodes.filter { isApart($0, rows: 1, by: 2) }
      + suspects.filter { isApart($0, rows: 2, by: 5) }
  }

  private static func warning(ofCodes codes: [Double], _ table: PointsTable) -> Warning {
    let places = table.points.indices.filter { place in
      codes.contains(table.points[place].x) || codes.contains(table.points[place].y)
    }
    return Warning(
      "missing_value_code",
      "\(listed(codes)) \(codes.count == 1 ? "looks" : "look") like a code for a missing value, in "
        + "\(rows(places, table)). Take such rows out of the file, unless the value is meant.")
  }

  private static func warning(
    of places: [Int], _ codes: [Double], _ table: PointsTable, _ columns: [ColumnSummary]
  ) -> Warning {
    let squeeze =
      columns.map { $0.deviation > 0 ? $0.robustDeviation / $0.deviation : 1 }.min() ?? 1
    var text =
      "\(places.count) of \(table.points.count) points \(places.count == 1 ? "lies" : "lie") more than "
      + "\(Int(limit)) robust deviations from the others: \(rows(places, table))."
    if !codes.isEmpty {
      text +=
        " \(listed(codes)) \(codes.count == 1 ? "looks" : "look") like a code for a missing value."
    }
    if squeeze < 0.5 {
      text +=
        " They set the scale: the spread of all others is \(String(format: "%.2g", 100 * squeeze)) % of "
        + "the standard deviation."
    }
    let long = columns.filter {
      max($0.remoteness(of: $0.least), $0.remoteness(of: $0.greatest)) > limit
    }
    let hasLogarithm = !long.isEmpty && codes.isEmpty && long.allSatisfy { $0.least > 0 }
    let remedy = hasLogarithm ? "or take that column's logarithm" : "unless they are meant"
    return Warning("far_outliers", text + " Take them out of the file, \(remedy).")
  }

  private static func listed(_ values: [Double]) -> String {
    values.map { $0.plain }.joined(separator: " and ")
  }

  /// `row 12 (−9999, 3), row 13 (…) and 4 more`.
  private static func rows(_ places: [Int], _ table: PointsTable) -> String {
    let shown = places.prefix(4).map { place in
      let point = table.points[place]
      let row = place < table.rows.count ? table.rows[place] : place + 1
      return "row \(row) (\(point.x.brief), \(point.y.brief))"
    }
    let rest = places.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

extension Double {
  /// A number as people write it: `3` for whole numbers, otherwise with as many digits as it has.
  var plain: String {
    self == rounded() && magnitude < 1e15 ? String(format: "%.0f", self) : "\(self)"
  }

  /// A number with enough digits to find it in the file.
  var brief: String { self == rounded() ? plain : String(format: "%.7g", self) }
}
