/// The first rows of a text, cut into cells by one delimiter. Dialect, header and columns are recognised
/// from them.
struct TextSample {
  struct Row {
    let position: Int
    let line: Int
    let cells: [TextCell]
  }

  let text: [UInt8]
  let delimiter: Delimiter
  private(set) var rows: [Row] = []
  /// Number of rows with an unpaired quotation mark.
  private(set) var damaged = 0
  /// The last comment before the first row.
  private(set) var comment: (position: Int, line: Int)?
  /// Whether every line is a comment.
  private(set) var hasOnlyComments = false

  static let mostRows = 1000

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
    // The last row may be cut.
    if limit < text.count, rows.count < Self.mostRows, rows.count > 1 { rows.removeLast() }
    hasOnlyComments = rows.isEmpty && comment != nil
  }

  /// The number of cells that most rows have; of two equally frequent numbers, the larger.
  var width: Int {
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.cells.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  /// The share of rows with that many cells.
  func consistency(_ width: Int) -> Double {
    Double(rows.count { $0.cells.count == width }) / Double(max(1, rows.count + damaged))
  }

  /// Cells of the rows with that many cells; the first thousands are enough.
  private func cells(_ width: Int) -> [(cell: TextCell, line: Int)] {
    let most = 10_000
    var found: [(TextCell, Int)] = []
    for row in rows where row.cells.count == width {
      found += row.cells.map { ($0, row.line) }
      if found.count >= most { break }
    }
    return found
  }

  /// What those cells tell about the notation of numbers.
  func evidence(_ width: Int) -> NotationEvidence {
    var evidence = NotationEvidence()
    for (cell, line) in cells(width) { evidence.add(cell.string(in: text), line: line) }
    return evidence
  }

  /// The share of those cells that are numbers or marks for missing ones.
  func numericShare(_ width: Int, _ notation: NumberNotation) -> Double {
    let cells = cells(width)
    return Double(cells.count { notation.value(text, $0.cell) != .text })
      / Double(max(1, cells.count))
  }
}
