import Flows

/// A first row of numbers that are names: pandas names nameless columns 0, 1, …, and tables have years
/// and wavelengths for names.
extension TextHeader {
  /// The cells of the first row, if they are names; `nil` where they are a point. What is a guess is
  /// told.
  mutating func numberedNames(_ wanted: [String]?) -> [String]? {
    guard let first = data.first else { return nil }
    let names = first.cells.map(string)
    if first.cells.count == width - 1, width > 2, hasRowNames {
      let countsFromZero = names == names.indices.map(String.init)
      guard countsFromZero || haveWords(fullRows.map { $0.cells[0] }) else { return nil }
      rowNames = 1
      return names
    }
    guard first.cells.count == width else { return nil }
    let row = NumberedRow(first, data.dropFirst().filter { $0.cells.count == width }, of: self)
    guard row.columns.count > 1, !row.below.isEmpty else { return nil }
    if row.isNamedIndex || row.isQuotedAlone || row.isWanted(wanted) { return names }
    guard let taken = row.looksLikeNames ? "header" : row.countsFromZero ? "point" : nil else {
      return nil
    }
    let remedy =
      taken == "header"
      ? "if it is a point, put a line such as x,y above it"
      : "if it is a header, as pandas writes, remove it"
    warnings.append(
      Warning(
        "numbers_in_header",
        "line \(first.line) (\(names.joined(separator: ","))) was taken for a \(taken); \(remedy)"))
    return taken == "header" ? names : nil
  }
}

/// A first row with numbers, beside the rows below it.
private struct NumberedRow {
  /// A column in which the row has a number, and the cells below have some.
  struct Column {
    let index: Int
    let number: Double
    let below: [Double]

    /// Whether the number lies farther from those below than three times their range.
    var isApart: Bool {
      guard let least = below.min(), let most = below.max() else { return false }
      let margin = 3 * (most - least)
      return most > least && (number < least - margin || number > most + margin)
    }

    /// Whether the number is whole, and differs from those below, which have decimals or lie elsewhere.
    func differs(hasDecimals: Bool) -> Bool {
      guard let least = below.min(), let most = below.max() else { return false }
      let margin = max(10, most - least)
      return hasDecimals || number < least - margin || number > most + margin
    }
  }

  let cells: [TextCell]
  let below: [TextSample.Row]
  let columns: [Column]
  private let header: TextHeader

  init(_ row: TextSample.Row, _ below: [TextSample.Row], of header: TextHeader) {
    cells = row.cells
    self.below = below
    self.header = header
    func number(_ cell: TextCell) -> Double? {
      if case .number(let number) = header.value(cell) { number } else { nil }
    }
    columns = row.cells.indices.compactMap { index in
      guard let found = number(row.cells[index]) else { return nil }
      return Column(
        index: index, number: found, below: below.compactMap { number($0.cells[index]) })
    }
  }

  private func text(_ column: Column) -> String { header.string(cells[column.index]) }
  private func cellsBelow(_ column: Column) -> [TextCell] { below.map { $0.cells[column.index] } }

  private func hasDecimals(_ cell: TextCell) -> Bool {
    if case .number(let number) = header.value(cell), number != number.rounded() { return true }
    return header.string(cell).contains(".")
  }

  // MARK: - Certain

  /// Whether only the first cell is empty: rows begin with an index, which has no name.
  var isNamedIndex: Bool {
    cells[0].isEmpty && columns.count == cells.count - 1 && columns.count > 1
      && below.allSatisfy { !$0.cells[0].isEmpty }
  }

  /// Whether its numbers stand in quotation marks, and those below do not.
  var isQuotedAlone: Bool {
    columns.allSatisfy { cells[$0.index].isQuoted }
      && !columns.contains { cellsBelow($0).contains(where: \.isQuoted) }
  }

  /// Whether the columns that are asked for are names of the row, and no numbers of columns.
  func isWanted(_ wanted: [String]?) -> Bool {
    guard let wanted, !wanted.isEmpty else { return false }
    let names = cells.map(header.string)
    return wanted.allSatisfy(names.contains)
      && wanted.contains { Int($0).map { $0 > cells.count } ?? true }
  }

  // MARK: - Guesses

  /// Whether the numbers are 0, 1, 2, ….
  var countsFromZero: Bool { columns.map(text) == columns.indices.map(String.init) }

  private var countsFromOne: Bool { columns.map(text) == columns.indices.map { String($0 + 1) } }

  /// Whether a column of words begins with one that does not come again, as names do.
  private var hasTitle: Bool {
    cells.indices.contains { index in
      let column = below.map { $0.cells[index] }
      guard header.value(cells[index]) == .text, header.haveWords(column) else { return false }
      return !column.contains { header.string($0) == header.string(cells[index]) }
    }
  }

  var looksLikeNames: Bool {
    if countsFromZero {
      return columns.contains { column in
        column.differs(hasDecimals: cellsBelow(column).contains(where: hasDecimals))
      }
    }
    if countsFromOne, below.count >= 5, columns.count == cells.count || hasTitle,
      columns.allSatisfy({ cellsBelow($0).allSatisfy(hasDecimals) })
    {
      return true
    }
    let rises = zip(columns, columns.dropFirst()).allSatisfy { $0.number < $1.number }
    guard rises, below.count >= 3, columns.allSatisfy(\.isApart) else { return false }
    return hasTitle
      || columns.count == cells.count && columns.allSatisfy { $0.number == $0.number.rounded() }
  }
}
