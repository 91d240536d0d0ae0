/// What the first rows of a text leave open, and rows further down show: how numbers are written where
/// the first are whole and small, and whether a column that begins empty has numbers.
extension TextSample {
  private static let most = 100

  /// Looks for rows with points or commas in numbers. The first bytes that may be such are found before
  /// anything is cut into cells.
  mutating func lookForMarks() {
    // Where commas separate, those in numbers stand in quotation marks.
    let others = UInt8(ascii: delimiter == .comma ? "\"" : ",")
    let marks = [UInt8(ascii: "."), others]
    guard let first = text[end...].firstIndex(where: marks.contains) else { return }
    let found = rows(from: first) { row in
      row.cells.contains { text[$0.start..<$0.end].contains { [0x2C, 0x2E].contains($0) } }
    }
    add(later: found)
  }

  /// Looks for rows in which these columns are not empty.
  mutating func lookForContent(of columns: [Int], _ isMissing: (TextCell) -> Bool) {
    var wanted = Dictionary(uniqueKeysWithValues: columns.map { ($0, Self.most) })
    let found = rows(from: end) { row in
      let filled = wanted.keys.filter { $0 < row.cells.count && !isMissing(row.cells[$0]) }
      for column in filled {
        wanted[column, default: 0] -= 1
        if wanted[column] == 0 { wanted[column] = nil }
      }
      return !filled.isEmpty
    }
    add(later: found)
  }

  /// The first rows that end behind `place` and are wanted.
  private func rows(from place: Int, _ isWanted: (Row) -> Bool) -> [Row] {
    var scanner = RecordScanner(text, delimiter, position: end, line: endLine)
    var found: [Row] = []
    while found.count < Self.most * 10 {
      switch scanner.next() {
      case .end: return found
      case .row where scanner.position > place:
        let row = Row(position: scanner.start, line: scanner.startLine, cells: scanner.cells)
        if isWanted(row) { found.append(row) }
      default: break
      }
    }
    return found
  }
}
