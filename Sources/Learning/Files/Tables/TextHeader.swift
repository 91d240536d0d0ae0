import Flows

/// The rows above the points: their names, and what else stands there.
///
/// A row belongs to it that has text where numbers stand further down. One such row has the names; at
/// most three more may follow, as with units. Lines before it are a title or what an instrument says of
/// itself. Anything passed over but the names is told.
struct TextHeader {
  let dialect: TextDialect
  /// The columns' names; `nil` where the text has none.
  private(set) var names: [String]?
  /// Number of cells before the first column that has a name.
  var rowNames = 0
  /// The rows of points, of the sample.
  private(set) var data: ArraySlice<TextSample.Row>
  var warnings: [Warning] = []

  var sample: TextSample { dialect.sample }
  var width: Int { dialect.width }

  /// - Throws: ``FlowError`` where the header does not fit the rows.
  init(of dialect: TextDialect, wanted: [String]?) throws(FlowError) {
    self.dialect = dialect
    data = dialect.sample.rows[...]
    let found = foundNames(above: numericColumns())
    data = sample.rows.dropFirst(found.count)
    guard !data.isEmpty else { return }
    let header = sample.rows.prefix(found.count)
    if header.isEmpty {
      if let numbers = numberedNames(wanted) {
        names = numbers
        data = data.dropFirst()
      } else {
        names = commentedNames()
      }
    } else if let place = found.names {
      if header[place].cells.count == width - 1, !endsEmpty { rowNames = 1 }
      names = header[place].cells.map(string)
      tell(passedOver: header.indices.filter { $0 != place }.map { header[$0] })
    } else {
      try passOver(Array(header))
    }
  }

  func value(_ cell: TextCell) -> CellValue { dialect.notation.value(sample.text, cell) }
  func string(_ cell: TextCell) -> String { cell.string(in: sample.text) }

  func isNumber(_ cell: TextCell) -> Bool {
    let value = value(cell)
    if case .number = value { return true }
    return value == .infinite
  }

  // MARK: - Which rows it has

  /// Columns that have more numbers than text below the rows without any number.
  private func numericColumns() -> [Int] {
    let rows = sample.rows
    let upper = rows.prefix { row in !row.cells.contains(where: isNumber) }.count
    let lower = rows[upper...].filter { $0.cells.count == width }
    return (0..<width).filter { column in
      let numbers = lower.count { isNumber($0.cells[column]) }
      return numbers > 0 && numbers >= lower.count { value($0.cells[column]) == .text }
    }
  }

  /// The number of rows of the header, and which of them has the names. A row of missing values is
  /// none.
  private func foundNames(above numeric: [Int]) -> (count: Int, names: Int?) {
    let rows = sample.rows
    guard !numeric.isEmpty else { return (min(1, rows.count), rows.isEmpty ? nil : 0) }
    let strange = rows.prefix { row in
      row.cells.count != width
        ? row.cells.contains { value($0) == .text }
        : numeric.contains { value(row.cells[$0]) == .text }
    }
    func hasNumber(_ row: TextSample.Row) -> Bool {
      row.cells.count == width && numeric.contains { isNumber(row.cells[$0]) }
    }
    // A number behind a word above the names is something an instrument says; below them it is a point
    // with a fault in it.
    let said = strange.lastIndex {
      hasNumber($0) && string($0.cells[0]).contains(where: \.isLetter)
    }
    let start = said.map { $0 + 1 < strange.endIndex ? $0 + 1 : 0 } ?? 0
    let header = strange.dropFirst(start).prefix { !hasNumber($0) }
    guard !header.isEmpty else { return (0, nil) }
    let full = header.firstIndex { row in
      row.cells.count == width && row.cells.dropFirst().contains { !$0.isEmpty }
        && (width > 2 || !row.cells[1].isEmpty)
    }
    let shorter = header.firstIndex { $0.cells.count == width - 1 && (endsEmpty || hasRowNames) }
    guard let names = full ?? shorter else { return (header.endIndex, nil) }
    let next = rows.dropFirst(names + 1).first
    if let next, isSame(header[names], next, numeric) { return (names, nil) }
    // Where files were put together, the whole header comes again.
    let isRepeated = comesAgain(header[names], numeric, below: names)
    let more = header[(names + 1)...].prefix(3).enumerated().prefix { place, row in
      !(hasSignedNumber(row, numeric)
        || !isRepeated && comesAgain(row, numeric, below: names + 1 + place))
    }
    return (names + 1 + more.count, names)
  }

  /// Whether a row of text has numbers with signs around them, such as `<0.5` and `$3`: it is a point
  /// that cannot be read.
  private func hasSignedNumber(_ row: TextSample.Row, _ numeric: [Int]) -> Bool {
    guard row.cells.count == width else { return false }
    let around = "0123456789.,+-−<>≤≥=~≈±$€£¥/%*() "
    return numeric.map { string(row.cells[$0]) }.contains { cell in
      cell.contains(where: \.isNumber) && cell.allSatisfy(around.contains)
    }
  }

  /// Whether a row of text comes again further down, as marks of missing numbers do.
  private func comesAgain(_ row: TextSample.Row, _ numeric: [Int], below place: Int) -> Bool {
    sample.rows.dropFirst(place + 1).contains { isSame(row, $0, numeric) }
  }

  private func isSame(_ row: TextSample.Row, _ other: TextSample.Row, _ numeric: [Int]) -> Bool {
    row.cells.count == width && other.cells.count == width
      && numeric.allSatisfy { string(row.cells[$0]) == string(other.cells[$0]) }
  }

  /// Whether a row is a line that is drawn below names, as in Markdown.
  private func isRule(_ row: TextSample.Row) -> Bool {
    row.cells.allSatisfy { string($0).allSatisfy("-=:+ ".contains) }
  }

  /// The rows of points that have as many cells as most, and a number.
  var fullRows: [TextSample.Row] {
    data.filter { $0.cells.count == width && $0.cells.contains(where: isNumber) }
  }

  /// Whether all rows of points end with a delimiter.
  private var endsEmpty: Bool {
    let rows = fullRows
    return !rows.isEmpty && rows.allSatisfy { $0.cells[width - 1].isEmpty }
  }

  /// Whether rows of points begin with a name that the header has none for: a word, something in
  /// quotation marks, or whole numbers that rise, as a table of R's has when some of its rows are
  /// taken.
  var hasRowNames: Bool {
    let cells = fullRows.map { $0.cells[0] }
    if haveWords(cells) { return true }
    let numbers = cells.compactMap { cell -> Double? in
      if case .number(let number) = value(cell), number == number.rounded() { number } else { nil }
    }
    return numbers.count == cells.count && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Whether most of these cells are text, or all stand in quotation marks.
  func haveWords(_ cells: [TextCell]) -> Bool {
    guard !cells.isEmpty else { return false }
    return cells.count { value($0) == .text } * 2 > cells.count || cells.allSatisfy(\.isQuoted)
  }

  // MARK: - What is said of it

  private mutating func tell(passedOver rows: [TextSample.Row]) {
    let rows = rows.filter { !isRule($0) }
    guard let first = rows.first, let cell = first.cells.first(where: { !$0.isEmpty }) else {
      return
    }
    let start = cell.excerpt(in: sample.text)
    let lines = rows.prefix(3).map { String($0.line) }.joined(separator: ", ")
    let text =
      rows.count == 1
      ? "line \(first.line) was passed over, which is neither names nor a point: '\(start)'"
      : "\(rows.count) lines were passed over, which are neither names nor points (lines \(lines)"
        + "\(rows.count > 3 ? ", …" : "")): '\(start)'"
    warnings.append(Warning("lines_passed_over", text))
  }

  /// Passes over rows that have no names: a title is one cell, and words may be fewer or more than
  /// columns.
  /// - Throws: ``FlowError`` where they were meant for names.
  private mutating func passOver(_ header: [TextSample.Row]) throws(FlowError) {
    guard let last = header.last, let first = data.first else { return }
    let count = last.cells.count
    if header.allSatisfy({ $0.cells.count == 1 || $0.cells.count == width }) {
      return tell(passedOver: header)
    }
    guard sample.delimiter == .blanks else {
      let hint =
        sample.delimiter == .comma && width == 2 * count
        ? ", and if commas are decimal, separate the columns by semicolons" : ""
      throw FlowError(
        "line \(last.line) has \(counted(count)) and line \(first.line) has \(width); "
          + "give each column one name\(hint)")
    }
    warnings.append(
      Warning(
        "header_ignored",
        "line \(last.line) has \(count) words for \(width) columns, which have numbers instead of "
          + "names; put names with spaces in double quotes"))
  }

  /// The names in the last comment above the rows, where it has as many as the rows have cells.
  private func commentedNames() -> [String]? {
    guard let comment = sample.comment else { return nil }
    var start = comment.position
    let text = sample.text
    while start < text.count, [0x20, 0x09, 0x23, 0x25].contains(text[start]) {
      // A tab after the mark separates an empty name from the next.
      if text[start] == 0x09, sample.delimiter == .tab { break }
      start += 1
    }
    var scanner = RecordScanner(text, sample.delimiter, position: start, line: comment.line)
    guard case .row = scanner.next(), scanner.cells.count == width,
      !scanner.cells.contains(where: isNumber)
    else { return nil }
    return scanner.cells.map(string)
  }
}
