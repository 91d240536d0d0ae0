/// A colour as the program asked for it.
enum ScreenColor: Hashable, Sendable {
  case standard
  /// Of the palette of 16 or 256.
  case index(Int)
  case rgb(Int, Int, Int)
}

/// How a cell was drawn.
struct ScreenStyle: Hashable, Sendable {
  var foreground = ScreenColor.standard
  var background = ScreenColor.standard
  var bold = false
  var dim = false
  var italic = false
  var underline = false
  var blink = false
  var reverse = false
}

struct ScreenCell: Hashable, Sendable {
  var glyph: Unicode.Scalar = " "
  var style = ScreenStyle()
}

/// What a terminal shows at one moment.
struct Screen: Hashable, Sendable {
  private(set) var columns: Int
  private(set) var rows: Int
  private(set) var cells: [ScreenCell]
  var cursorColumn = 0
  var cursorRow = 0

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: ScreenCell(), count: columns * rows)
  }

  /// The cell at a position, blank outside the screen.
  subscript(column: Int, row: Int) -> ScreenCell {
    get {
      guard (0..<columns).contains(column), (0..<rows).contains(row) else { return ScreenCell() }
      return cells[row * columns + column]
    }
    set {
      guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
      cells[row * columns + column] = newValue
    }
  }

  /// One row's text, without the spaces at its end.
  func line(_ row: Int) -> String {
    var scalars = (0..<columns).map { self[$0, row].glyph }
    while scalars.last == " " { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars))
  }

  var lines: [String] { (0..<rows).map(line) }

  /// All rows, without the empty ones at the end.
  var text: String {
    var lines = lines
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// Whether some row has this text.
  func contains(_ text: String) -> Bool { find(text) != nil }

  /// Where some text first stands, from the top left.
  func find(_ text: String) -> (column: Int, row: Int)? {
    let wanted = Array(text.unicodeScalars)
    for row in 0..<rows {
      let present = (0..<columns).map { self[$0, row].glyph }
      guard wanted.count <= present.count else { continue }
      for column in 0...(present.count - wanted.count)
      where present[column..<(column + wanted.count)].elementsEqual(wanted) {
        return (column, row)
      }
    }
    return nil
  }

  /// The colours in use on the whole screen.
  var colors: Set<ScreenColor> {
    Set(cells.flatMap { [$0.style.foreground, $0.style.background] })
  }

  /// The glyphs in use on the whole screen.
  var glyphs: Set<Unicode.Scalar> { Set(cells.map(\.glyph)) }

  // MARK: - What a terminal does to its screen

  mutating func resize(columns newColumns: Int, rows newRows: Int) {
    var resized = Screen(columns: newColumns, rows: newRows)
    for row in 0..<min(rows, newRows) {
      for column in 0..<min(columns, newColumns) { resized[column, row] = self[column, row] }
    }
    resized.cursorColumn = min(cursorColumn, newColumns - 1)
    resized.cursorRow = min(cursorRow, newRows - 1)
    self = resized
  }

  /// Moves the rows of a range up by so many (down if negative) and fills with blanks.
  mutating func scroll(_ range: Range<Int>, by count: Int, blank: ScreenCell) {
    let old = self
    for row in range {
      for column in 0..<columns {
        self[column, row] = range.contains(row + count) ? old[column, row + count] : blank
      }
    }
  }

  /// Moves the cells of a row from a column on to the left by so many (right if negative).
  mutating func shift(row: Int, from start: Int, by count: Int, blank: ScreenCell) {
    let old = self
    for column in start..<max(start, columns) {
      let source = column + count
      self[column, row] = (start..<columns).contains(source) ? old[source, row] : blank
    }
  }

  mutating func erase(row: Int, _ range: Range<Int>, blank: ScreenCell) {
    for column in range.clamped(to: 0..<columns) { self[column, row] = blank }
  }
}
