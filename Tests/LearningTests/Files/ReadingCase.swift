import Testing

@testable import Learning

/// A file's text, and what is to become of it.
struct ReadingCase: Sendable, CustomTestStringConvertible {
  var text: String
  var columns: [String]?
  var points: [SIMD2<Double>]
  var names: [String]
  var skipped = 0
  /// The codes of the warnings.
  var warnings: [String] = []

  /// - Parameter asked: as `--columns` has it.
  init(
    _ text: String, asked: String? = nil, _ points: [(Double, Double)],
    _ names: [String] = ["1", "2"],
    skipped: Int = 0, warnings: [String] = []
  ) {
    self.text = text
    columns = asked.map(Points.columnNames)
    self.points = points.map { SIMD2($0.0, $0.1) }
    self.names = names
    self.skipped = skipped
    self.warnings = warnings + (skipped > 0 ? ["rows_skipped"] : [])
  }

  var testDescription: String { text.debugDescription }

  func check() throws {
    let table = try Points.table(in: Array(text.utf8), columns: columns)
    #expect(table.points == points)
    #expect(table.columns == names)
    #expect(table.rowsSkipped == skipped)
    #expect(table.warnings.map(\.code) == warnings, "\(table.warnings)")
    #expect(table.rows.count == points.count)
  }
}

/// What reading these bytes throws; what it gave, where it throws nothing.
func readingError(_ bytes: [UInt8], columns: String? = nil) -> String {
  do {
    let table = try Points.table(in: bytes, columns: columns.map(Points.columnNames))
    return "no error but \(table.points.prefix(3))"
  } catch {
    return error.description
  }
}

/// As above, of a text in UTF-8.
func readingError(_ text: String, columns: String? = nil) -> String {
  readingError(Array(text.utf8), columns: columns)
}
