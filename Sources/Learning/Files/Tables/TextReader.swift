import Flows

/// Reads points from a text of separated columns, in whatever dialect it is (``TextDialect``), with or
/// without a header (``TextLayout``).
///
/// Rows that miss a number (empty, `NA`, `NaN`, `#N/A`, `-`, …) or have an infinite one are left out
/// and counted. A cell that is neither is an error: it was meant to say something.
struct TextReader {
  private let dialect: TextDialect
  private let layout: TextLayout
  private let choice: ColumnChoice
  private let text: [UInt8]

  /// The points of a text in UTF-8.
  /// - Parameters:
  ///   - progress: is told the share of the text that is read.
  /// - Throws: ``FlowError`` naming the line and the value.
  static func table(
    _ text: [UInt8], _ columns: WantedColumns, progress: (Double) -> Void
  ) throws(FlowError) -> PointsTable {
    let dialect = try TextDialect(of: text)
    return try TextReader(dialect, text, columns).table(progress)
  }

  private init(
    _ dialect: TextDialect, _ text: [UInt8], _ columns: WantedColumns
  ) throws(FlowError) {
    self.dialect = dialect
    self.text = text
    layout = try TextLayout(of: dialect, wanted: columns.asked ?? columns.usual)
    choice = try ColumnChoice(from: layout.columns, columns)
  }

  private func table(_ progress: (Double) -> Void) throws(FlowError) -> PointsTable {
    let notation = dialect.notation
    let (first, second) = (choice.first + layout.rowNames, choice.second + layout.rowNames)
    var gathering = PointsGathering(capacity: expectedRows)
    var scanner = RecordScanner(
      text, dialect.delimiter, position: layout.position, line: layout.line)
    // Blank lines count once a row follows.
    var blankLines: [Int] = []
    var comments: [Int] = []
    var count = 0
    rows: while true {
      switch scanner.next() {
      case .end: break rows
      case .comment: if scanner.commentHasDelimiter { comments.append(scanner.startLine) }
      case .blank: blankLines.append(scanner.startLine)
      case .damaged(let reason): throw FlowError("line \(scanner.startLine): \(reason)")
      case .row:
        for line in blankLines { gathering.skipEmpty(row: line) }
        blankLines.removeAll(keepingCapacity: true)
        try requireWidth(scanner)
        let x = notation.value(text, scanner.cells[first])
        let y = notation.value(text, scanner.cells[second])
        if case .number(let x) = x, case .number(let y) = y {
          gathering.add(x, y, row: scanner.startLine)
        } else {
          try skip(x, y, first, second, scanner, &gathering)
        }
        count += 1
        if count % 50_000 == 0 { progress(Double(scanner.position) / Double(text.count)) }
      }
    }
    let warnings =
      layout.warnings
      + [dialect.warning, choice.warning, Self.warning(ofComments: comments)].compactMap { $0 }
    return try gathering.table(columns: choice.names, unit: "line", warnings: warnings)
  }

  /// The warning that rows taken for comments may be meant as data.
  private static func warning(ofComments lines: [Int]) -> Warning? {
    guard !lines.isEmpty else { return nil }
    let places = lines.prefix(3).map(String.init).joined(separator: ", ")
    return Warning(
      "comments",
      "lines that begin with # or % were passed over as comments, though they have columns: "
        + "\(lines.count) (line \(places)\(lines.count > 3 ? ", …" : ""))")
  }

  /// An estimate of the number of rows, from the length of those in the sample.
  private var expectedRows: Int {
    guard let first = dialect.sample.rows.first, let last = dialect.sample.rows.last,
      last.position > first.position
    else { return 0 }
    let length = (last.position - first.position) / max(1, dialect.sample.rows.count - 1)
    return (text.count - layout.position) / max(1, length) * 9 / 8 + 16
  }

  /// - Throws: ``FlowError`` for a row with more or fewer cells than the others.
  private func requireWidth(_ scanner: RecordScanner) throws(FlowError) {
    let count = scanner.cells.count
    if count == layout.width { return }
    let named = layout.columns.count + layout.rowNames
    let isLonger = count > named && scanner.cells[named...].allSatisfy(\.isEmpty)
    if count == named || isLonger { return }
    throw FlowError(
      "line \(scanner.startLine) has \(counted(count)) and should have \(named), as the others; "
        + "mend or remove it")
  }

  /// Counts a row without a point.
  /// - Throws: ``FlowError`` for a cell that is neither a number nor a mark for a missing one.
  private func skip(
    _ x: CellValue, _ y: CellValue, _ first: Int, _ second: Int, _ scanner: RecordScanner,
    _ gathering: inout PointsGathering
  ) throws(FlowError) {
    if [first, second].map({ scanner.cells[$0].string(in: text) }) == choice.names {
      throw FlowError(
        "line \(scanner.startLine): the names come again, as where files were put together; remove the "
          + "line")
    }
    for (value, column, name) in [(x, first, choice.names[0]), (y, second, choice.names[1])]
    where value == .text {
      let cell = scanner.cells[column].string(in: text)
      throw FlowError(
        "line \(scanner.startLine): '\(cell.printable.shortened)' in column '\(name)' is not a number; "
          + remedy(cell))
    }
    if scanner.cells.allSatisfy(\.isEmpty) {
      gathering.skipEmpty(row: scanner.startLine)
    } else {
      gathering.skip(x, y, row: scanner.startLine)
    }
  }

  /// What to do about a cell that is not a number.
  private func remedy(_ cell: String) -> String {
    if cell.contains("%") { return "give percentages as numbers, without the sign" }
    if cell.contains(where: { "$€£¥".contains($0) }) { return "leave the currency out" }
    let hasDigits = cell.contains(where: \.isNumber)
    if hasDigits, cell.contains(","), !dialect.notation.hasComma {
      return "numbers here have decimal points and no commas; write this one so too"
    }
    if hasDigits, cell.contains("."), dialect.notation.hasComma {
      return "numbers here have decimal commas; write this one so too"
    }
    let names = layout.columns.map(\.name).filter { !$0.isEmpty }
    let others =
      names.count > 2
      ? ", or take other columns with --columns: \(names.prefix(30).joined(separator: ", "))" : ""
    return "correct it, or leave it empty to leave the row out\(others)"
  }
}
