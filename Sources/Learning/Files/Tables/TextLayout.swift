import Flows

/// Where the rows of points begin in a text, and which columns it has.
struct TextLayout {
  let width: Int
  /// The columns that can be named. Where rows begin with a name that the header has none for, as R
  /// writes them, that name is no column.
  private(set) var columns: [TableColumn] = []
  /// Number of cells before the first column.
  private(set) var rowNames = 0
  /// Where the first row of points begins.
  private(set) var position: Int
  private(set) var line: Int
  private(set) var warnings: [Warning] = []

  private let dialect: TextDialect
  private var sample: TextSample { dialect.sample }

  /// - Throws: ``FlowError`` where the header does not fit the rows.
  init(of dialect: TextDialect) throws(FlowError) {
    self.dialect = dialect
    width = dialect.width
    (position, line) = (0, 1)
    let headerCount = headerCount
    let data = sample.rows.dropFirst(headerCount)
    guard let first = data.first else {
      throw FlowError("there are no points; give two columns of numbers")
    }
    (position, line) = (first.position, first.line)
    var names = try names(Array(sample.rows.prefix(headerCount)), data)
    var rows = data
    if names == nil, headerCount == 0 {
      if let numbered = numberedHeader(data) {
        names = numbered
        rows = data.dropFirst()
        guard let second = rows.first else {
          throw FlowError("there are no points below the header")
        }
        (position, line) = (second.position, second.line)
      } else {
        names = commentedHeader(width)
      }
    }
    setColumns(names, Array(rows))
  }

  private func value(_ cell: TextCell) -> CellValue { dialect.notation.value(sample.text, cell) }
  private func string(_ cell: TextCell) -> String { cell.string(in: sample.text) }

  // MARK: - The header

  /// Number of header rows: rows at the top that have text where numbers stand further down. A row of
  /// missing values is not a header.
  private var headerCount: Int {
    let rows = sample.rows
    let upper = rows.prefix { row in !row.cells.contains { isNumber(value($0)) } }.count
    guard upper < rows.count else { return min(1, rows.count) }
    let numeric = (0..<width).filter { column in
      let values = rows[upper...].filter { $0.cells.count == width }.map { value($0.cells[column]) }
      let numbers = values.count(where: isNumber)
      return numbers > 0 && numbers >= values.count { $0 == .text }
    }
    return rows.prefix(upper).prefix { row in
      row.cells.count != width
        ? row.cells.contains { value($0) == .text }
        : numeric.contains { value(row.cells[$0]) == .text }
    }.count
  }

  private func isNumber(_ value: CellValue) -> Bool {
    if case .number = value { true } else { value == .infinite }
  }

  /// The columns' names; `nil` where no row of the header has them. Sets `rowNames`.
  private mutating func names(
    _ header: [TextSample.Row], _ data: ArraySlice<TextSample.Row>
  ) throws(FlowError) -> [String]? {
    guard let last = header.last, let first = data.first else { return nil }
    let named = header.firstIndex { row in
      row.cells.count == width && row.cells.dropFirst().contains { !$0.isEmpty }
        && (width > 2 || !row.cells[1].isEmpty)
    }
    let endsEmpty = data.allSatisfy { $0.cells.count != width || $0.cells[width - 1].isEmpty }
    let shorter = header.firstIndex {
      $0.cells.count == width - 1 && (endsEmpty || isRowNamed(data, width))
    }
    let names = named ?? shorter
    let before = header.prefix(names ?? header.count)
    let titles = before.filter { $0.cells.count == 1 || names != nil }
    if let title = titles.first, let cell = title.cells.first {
      warnings.append(
        Warning(
          "lines_before_header",
          "line \(title.line) was passed over, which has no numbers: '\(cell.excerpt(in: sample.text))'"
        ))
    }
    if let names {
      if named == nil, !endsEmpty { rowNames = 1 }
      return header[names].cells.map(string)
    }
    if titles.count == header.count { return nil }
    let count = last.cells.count
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
    return nil
  }

  /// Whether rows have a name before the header's columns; not so if they end with a delimiter, or a
  /// single word stands above two columns that are both data.
  private func isRowNamed(_ data: ArraySlice<TextSample.Row>, _ width: Int) -> Bool {
    let rows = data.filter { $0.cells.count == width }
    if rows.allSatisfy({ $0.cells[width - 1].isEmpty }) { return false }
    return width > 2 || counts(rows.map { value($0.cells[0]) })
  }

  /// The names in the last comment above the rows, where it has as many as the rows have cells.
  private func commentedHeader(_ width: Int) -> [String]? {
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
      !scanner.cells.contains(where: { isNumber(value($0)) })
    else { return nil }
    return scanner.cells.map(string)
  }

  /// The first row, if it is a header of numbers: pandas names nameless columns 0, 1, ….
  private mutating func numberedHeader(_ data: ArraySlice<TextSample.Row>) -> [String]? {
    guard let first = data.first else { return nil }
    let names = first.cells.map(string)
    let hasIndex = names.first == ""
    let numbers = hasIndex ? Array(names.dropFirst()) : names
    guard numbers.count >= 2, numbers == numbers.indices.map(String.init) else { return nil }
    let isShorter = names.count == width - 1 && isRowNamed(data.dropFirst(), width)
    guard names.count == width || isShorter else { return nil }
    if isShorter { rowNames = 1 }
    if hasIndex || isShorter { return names }
    let listed = names.joined(separator: ",")
    guard data.count > 1, standsApart(first, data.dropFirst()) else {
      warnings.append(
        Warning(
          "numbers_in_header",
          "line \(first.line) (\(listed)) was taken for a point; if it is a header, as pandas writes, "
            + "remove it"))
      return nil
    }
    warnings.append(
      Warning(
        "numbers_in_header",
        "line \(first.line) (\(listed)) was taken for a header, as pandas writes; if it is a point, "
          + "put a line such as x,y above it"))
    return names
  }

  /// Whether a row of whole numbers differs from all others, which have decimals or lie elsewhere.
  private func standsApart(_ row: TextSample.Row, _ others: ArraySlice<TextSample.Row>) -> Bool {
    for column in row.cells.indices {
      guard case .number(let number) = value(row.cells[column]) else { continue }
      let cells = others.filter { $0.cells.count == width }.map { $0.cells[column] }
      let values = cells.compactMap { cell -> Double? in
        if case .number(let number) = value(cell) { number } else { nil }
      }
      if values.contains(where: { $0 != $0.rounded() }) { return true }
      if cells.contains(where: { string($0).contains(".") }) { return true }
      guard let least = values.min(), let most = values.max() else { continue }
      let margin = max(10, most - least)
      if number < least - margin || number > most + margin { return true }
    }
    return false
  }

  // MARK: - The columns

  private mutating func setColumns(_ names: [String]?, _ rows: [TextSample.Row]) {
    let rows = rows.filter { $0.cells.count == width }
    for column in rowNames..<width {
      let index = column - rowNames
      let name = names.map { index < $0.count ? $0[index].printable : "" } ?? ""
      columns.append(TableColumn(name: name, kind: kind(column, rows)))
    }
    while columns.count > 2, let last = columns.last, last.kind == .empty, last.name.isEmpty {
      columns.removeLast()
    }
    for index in columns.indices where columns[index].kind == .numbers {
      let values = rows.map { value($0.cells[index + rowNames]) }
      if numbersRows(index, hasHeader: names != nil, values) { columns[index].kind = .rowNumbers }
    }
  }

  private func kind(_ column: Int, _ rows: [TextSample.Row]) -> TableColumn.Kind {
    var numbers = 0
    var texts = 0
    var first: (line: Int, value: String)?
    for row in rows {
      switch value(row.cells[column]) {
      case .number, .infinite: numbers += 1
      case .missing: break
      case .text:
        texts += 1
        if first == nil { first = (row.line, row.cells[column].excerpt(in: sample.text)) }
      }
    }
    if let first, texts > numbers { return .text(place: "line \(first.line)", value: first.value) }
    return numbers > 0 || first != nil ? .numbers : .empty
  }

  private static let rowNumberNames: Set<String> = [
    "id", "index", "row", "row names", "rownames", "rowname", "row_names", "rowid", "row_id", "obs",
    "case", "no", "no.", "nr", "nr.", "#", "number", "level_0", "...1",
  ]

  /// Whether a column of numbers counts the rows, and so is not data.
  private func numbersRows(_ index: Int, hasHeader: Bool, _ values: [CellValue]) -> Bool {
    let name = columns[index].name.lowercased()
    let isUnnamed = index == 0 && (name.isEmpty || name == "unnamed: 0")
    if hasHeader, isUnnamed, rowNames == 0 { return values.allSatisfy(isWhole) }
    guard columns.count > 2 else { return false }
    if hasHeader { return Self.rowNumberNames.contains(name) && counts(values) }
    return index == 0 && values.count >= 3 && counts(values)
  }

  private func isWhole(_ value: CellValue) -> Bool {
    if case .number(let number) = value { number == number.rounded() } else { false }
  }

  /// Whether these are 0, 1, 2 … or 1, 2, 3 ….
  private func counts(_ values: [CellValue]) -> Bool {
    guard case .number(let first)? = values.first, first == 0 || first == 1 else { return false }
    return values.indices.allSatisfy { values[$0] == .number(first + Double($0)) }
  }
}

/// `1 column`, `3 columns`.
func counted(_ count: Int) -> String { "\(count) column\(count == 1 ? "" : "s")" }
