/// The first rows of a text, cut into cells by one delimiter. Dialect, header and columns are
/// recognised from them.
struct TextSample {
  struct Row {
    let position: Int
    let line: Int
    let cells: [TextCell]
  }

  let text: [UInt8]
  let delimiter: Delimiter
  private(set) var rows: [Row] = []
  /// The first rows further down that show something the rows above leave open (``LaterRows``).
  private(set) var laterRows: [Row] = []
  /// Number of rows with an unpaired quotation mark.
  private(set) var damaged = 0
  /// The last comment before the first row.
  private(set) var comment: (position: Int, line: Int)?
  /// Whether every line is a comment.
  private(set) var hasOnlyComments = false

  static let mostRows = 1000

  /// Where the sample ends, and the number of the line there.
  private(set) var end = 0
  private(set) var endLine = 1

  /// - Parameters:
  ///   - position: where the first line begins.
  ///   - line: the number of that line.
  init(_ text: [UInt8], _ delimiter: Delimiter, position: Int, line: Int) {
    self.text = text
    self.delimiter = delimiter
    var limit = position + 1 << 17
    while true {
      gather(position, line, limit: limit)
      if limit >= text.count || rows.count >= 20 { break }
      limit *= 8
    }
  }

  private mutating func gather(_ position: Int, _ line: Int, limit: Int) {
    rows = []
    damaged = 0
    comment = nil
    var scanner = RecordScanner(text, delimiter, position: position, line: line, limit: limit)
    loop: while rows.count < Self.mostRows {
      switch scanner.next() {
      case .row:
        rows.append(
          Row(position: scanner.start, line: scanner.startLine, cells: scanner.cells))
      case .comment:
        if rows.isEmpty { comment = (scanner.start, scanner.startLine) }
      case .damaged: damaged += 1
      case .blank: break
      case .end: break loop
      }
    }
    (end, endLine) = (scanner.position, scanner.line)
    // The last row may be cut.
    if limit < text.count, rows.count < Self.mostRows, rows.count > 1 {
      (end, endLine) = (rows[rows.count - 1].position, rows[rows.count - 1].line)
      rows.removeLast()
    }
    hasOnlyComments = rows.isEmpty && comment != nil
  }

  mutating func add(later rows: [Row]) { laterRows += rows }

  /// The number of cells that most rows with numbers have, for the lines before a table may outnumber
  /// it. Of equally frequent ones, it is that of more rows in all, and then the larger.
  var width: Int {
    var (numeric, all): ([Int: Int], [Int: Int]) = ([:], [:])
    for row in rows {
      all[row.cells.count, default: 0] += 1
      if row.cells.count(where: looksNumeric) > 1 { numeric[row.cells.count, default: 0] += 1 }
    }
    func rank(_ width: Int) -> (Int, Int, Int) { (numeric[width] ?? 0, all[width] ?? 0, width) }
    return all.keys.max { rank($0) < rank($1) } ?? 0
  }

  /// Whether a cell begins as numbers do, whatever their notation.
  private func looksNumeric(_ cell: TextCell) -> Bool {
    let bytes = text[cell.start..<cell.end].drop { [0x2B, 0x2C, 0x2D, 0x2E].contains($0) }
    guard let first = bytes.first else { return false }
    return first &- 0x30 < 10
  }

  /// The share of rows with that many cells.
  func consistency(_ width: Int) -> Double {
    Double(rows.count { $0.cells.count == width }) / Double(max(1, rows.count + damaged))
  }

  /// Rows with that many cells; the first thousands of cells are enough.
  private func rows(_ width: Int) -> [Row] {
    let most = max(1, 10_000 / width)
    return [rows, laterRows].flatMap { rows in
      rows.filter { $0.cells.count == width }.prefix(most)
    }
  }

  /// What those rows tell about the notation of numbers, column by column.
  func evidence(_ width: Int) -> NotationEvidence {
    var evidence = NotationEvidence()
    let rows = rows(width)
    for column in 0..<width {
      var ofColumn = NotationEvidence()
      for row in rows { ofColumn.add(row.cells[column].string(in: text), line: row.line) }
      evidence.add(ofColumn)
    }
    return evidence
  }

  /// The share of those cells that are numbers or marks for missing ones.
  func numericShare(_ width: Int, _ notation: NumberNotation) -> Double {
    let cells = rows(width).flatMap(\.cells)
    return Double(cells.count { notation.value(text, $0) != .text }) / Double(max(1, cells.count))
  }
}
