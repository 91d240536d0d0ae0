import Flows

/// Where the rows of points begin in a text, and which columns it has.
struct TextLayout {
  let width: Int
  /// The columns that can be named. Where rows begin with a name that the header has none for, as R
  /// writes them, that name is no column.
  private(set) var columns: [TableColumn] = []
  /// Number of cells before the first column.
  let rowNames: Int
  /// Where the first row of points begins.
  let position: Int
  let line: Int
  let warnings: [Warning]

  private let dialect: TextDialect
  private var text: [UInt8] { dialect.sample.text }

  /// - Parameter wanted: the names of columns that are looked for, which may show that numbers are
  ///   names.
  /// - Throws: ``FlowError`` where the header does not fit the rows.
  init(of dialect: TextDialect, wanted: [String]?) throws(FlowError) {
    let header = try TextHeader(of: dialect, wanted: wanted)
    self.dialect = dialect
    width = dialect.width
    rowNames = header.rowNames
    warnings = header.warnings
    guard let first = header.data.first else {
      throw FlowError("there are no points; give two columns of numbers")
    }
    (position, line) = (first.position, first.line)
    setColumns(header.names, Array(header.data))
  }

  private func value(_ cell: TextCell) -> CellValue { dialect.notation.value(text, cell) }

  private mutating func setColumns(_ names: [String]?, _ rows: [TextSample.Row]) {
    let rows = rows.filter { $0.cells.count == width }
    let later = laterRows(names, rows)
    for column in rowNames..<width {
      let index = column - rowNames
      let name = names.map { index < $0.count ? $0[index].printable : "" } ?? ""
      columns.append(TableColumn(name: name, kind: kind(column, rows + later)))
    }
    while columns.count > 2, let last = columns.last, last.kind == .empty, last.name.isEmpty {
      columns.removeLast()
    }
    for index in columns.indices where columns[index].kind == .numbers {
      let values = rows.map { value($0.cells[index + rowNames]) }
      if numbersRows(index, hasHeader: names != nil, values) { columns[index].kind = .rowNumbers }
    }
  }

  /// Rows further down, where a column is empty in these. A last one without a name comes of delimiters
  /// at the ends of lines.
  private func laterRows(_ names: [String]?, _ rows: [TextSample.Row]) -> [TextSample.Row] {
    let isMissing = { (cell: TextCell) in value(cell) == .missing }
    let empty = (rowNames..<width).filter { column in
      let isNamed = names.map { column - rowNames < $0.count && !$0[column - rowNames].isEmpty }
      return isNamed ?? (column < width - 1) && rows.allSatisfy { isMissing($0.cells[column]) }
    }
    guard !empty.isEmpty else { return [] }
    var sample = dialect.sample
    sample.lookForContent(of: empty, isMissing)
    return sample.laterRows.filter { $0.cells.count == width }
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
        if first == nil { first = (row.line, row.cells[column].excerpt(in: text)) }
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
    // R calls a nameless column X when it reads it.
    if hasHeader {
      let isOfR = index == 0 && columns[0].name == "X" && values.count >= 3
      return (Self.rowNumberNames.contains(name) || isOfR) && counts(values)
    }
    return index == 0 && values.count >= 3 && counts(values)
  }

  private func isWhole(_ value: CellValue) -> Bool {
    if case .number(let number) = value { number == number.rounded() } else { false }
  }
}

/// Whether these are 0, 1, 2 … or 1, 2, 3 ….
func counts(_ values: [CellValue]) -> Bool {
  guard case .number(let first)? = values.first, first == 0 || first == 1 else { return false }
  return values.indices.allSatisfy { values[$0] == .number(first + Double($0)) }
}

/// `1 column`, `3 columns`.
func counted(_ count: Int) -> String { "\(count) column\(count == 1 ? "" : "s")" }
