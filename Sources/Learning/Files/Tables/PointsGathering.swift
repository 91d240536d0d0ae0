import Flows

/// Gathers points from rows, and counts the rows that hold no point.
struct PointsGathering {
  private(set) var points: [SIMD2<Double>] = []
  private(set) var rows: [Int] = []
  private var missing = Tally()
  private var infinite = Tally()
  private var empty = Tally()

  /// Number of such rows, and the places of the first ones.
  private struct Tally {
    var count = 0
    var first: [Int] = []

    mutating func add(_ row: Int) {
      count += 1
      if first.count < 3 { first.append(row) }
    }
  }

  /// - Parameter capacity: how many points are expected.
  init(capacity: Int) {
    points.reserveCapacity(capacity)
    rows.reserveCapacity(capacity)
  }

  var skipped: Int { missing.count + infinite.count + empty.count }

  @inline(__always)
  mutating func add(_ x: Double, _ y: Double, row: Int) {
    points.append(SIMD2(x, y))
    rows.append(row)
  }

  /// Counts a row that has a missing or an infinite value.
  mutating func skip(_ x: CellValue, _ y: CellValue, row: Int) {
    if x == .missing || y == .missing { missing.add(row) } else { infinite.add(row) }
  }

  /// Counts an empty row.
  mutating func skipEmpty(row: Int) { empty.add(row) }

  /// The points gathered so far, as a table.
  /// - Parameter unit: what rows are counted in: `line` or `row`.
  /// - Throws: ``FlowError`` where no point is left.
  func table(
    columns: [String], unit: String, warnings: [Warning]
  ) throws(FlowError) -> PointsTable {
    guard !points.isEmpty else {
      guard skipped > 0 else {
        throw FlowError("there are no points; give two columns of numbers")
      }
      throw FlowError(
        "there are no points: no row has numbers in both '\(columns[0])' and '\(columns[1])': "
          + "\(reasons(unit)); take other columns with --columns")
    }
    var warnings = warnings
    if skipped > 0 {
      let all = points.count + skipped
      let share = skipped > points.count ? ", more than half," : ""
      warnings.append(
        Warning("rows_skipped", "\(skipped) of \(all) rows\(share) were left out: \(reasons(unit))")
      )
    }
    return PointsTable(
      points: points, columns: columns, rows: rows, rowsSkipped: skipped, warnings: warnings)
  }

  /// `2 rows miss a number (lines 5, 273), 1 has an infinite one (line 9)`.
  private func reasons(_ unit: String) -> String {
    let kinds = [
      (missing, "misses a number", "miss a number"),
      (infinite, "has an infinite number", "have an infinite number"),
      (empty, "is empty", "are empty"),
    ]
    return kinds.filter { $0.0.count > 0 }.map { tally, one, several in
      let places = tally.first.map(String.init).joined(separator: ", ")
      let more = tally.count > tally.first.count ? ", …" : ""
      return "\(tally.count) \(tally.count == 1 ? one : several) "
        + "(\(unit)\(tally.count == 1 ? "" : "s") \(places)\(more))"
    }.joined(separator: ", ")
  }
}
