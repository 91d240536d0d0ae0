/// Brings a terminal from one canvas to the next by writing only the cells that changed.
///
/// It remembers what the terminal shows and the style it writes in, so every canvas goes to the same one.
struct CellChanges {
  private let depth: ColorDepth
  private var shown: Canvas?
  private var style = ResolvedStyle.plain
  private var bytes: [UInt8] = []

  init(depth: ColorDepth) { self.depth = depth }

  /// Whether the next canvas of a size begins on an empty screen.
  func isNew(columns: Int, rows: Int) -> Bool { shown?.columns != columns || shown?.rows != rows }

  /// What to send for a canvas; empty where it looks like the one that is shown.
  mutating func next(_ canvas: Canvas) -> [UInt8] {
    bytes.removeAll(keepingCapacity: true)
    if isNew(columns: canvas.columns, rows: canvas.rows) {
      // Hides the cursor, and leaves every cell blank in the plain style.
      bytes += Array("\u{1B}[?25l\u{1B}[0m\u{1B}[2J".utf8)
      style = .plain
      shown = Canvas(columns: canvas.columns, rows: canvas.rows)
    }
    if let old = shown {
      for row in 0..<canvas.rows { write(row, of: canvas, over: old) }
    }
    shown = canvas
    return bytes
  }

  private mutating func write(_ row: Int, of canvas: Canvas, over old: Canvas) {
    /// The column that the cursor stands in; `nil` while it is in another row.
    var cursor: Int?
    let blank = blankStart(row, of: canvas)
    for column in 0..<canvas.columns {
      let cell = canvas[column, row]
      guard cell != old[column, row], !looksLike(old[column, row], cell) else { continue }
      moveCursor(from: cursor, to: column, row, of: canvas)
      if column >= blank {
        // What is left of the row is blank: one command says so.
        turn(to: .plain)
        bytes += [0x1B, 0x5B, 0x4B]
        return
      }
      turn(to: depth.resolve(cell.style))
      write(cell.glyph)
      cursor = column + 1
    }
  }

  private func looksLike(_ one: Cell, _ other: Cell) -> Bool {
    one.glyph == other.glyph && depth.resolve(one.style) == depth.resolve(other.style)
  }

  /// The column from which a row is blank in the plain style to its end.
  private func blankStart(_ row: Int, of canvas: Canvas) -> Int {
    var start = canvas.columns
    while start > 0 {
      let cell = canvas[start - 1, row]
      guard cell.glyph == " ", depth.resolve(cell.style) == .plain else { break }
      start -= 1
    }
    return start
  }

  /// Moves the cursor to a column of a row, by the shortest way.
  private mutating func moveCursor(
    from place: Int?, to column: Int, _ row: Int, of canvas: Canvas
  ) {
    guard place != column else { return }
    guard let place else {
      bytes += Array("\u{1B}[\(row + 1);\(column + 1)H".utf8)
      return
    }
    // Writing a few cells once more takes less than a command, where they are in the style at hand.
    let between = (place..<column).map { canvas[$0, row] }
    let length = between.reduce(0) { $0 + UTF8.width($1.glyph) }
    if length <= Self.shortest, between.allSatisfy({ depth.resolve($0.style) == style }) {
      for cell in between { write(cell.glyph) }
    } else {
      bytes += Array("\u{1B}[\(column - place)C".utf8)
    }
  }

  /// Bytes of the shortest move in a recording, where JSON writes the escape character as six.
  private static let shortest = 9

  private mutating func turn(to new: ResolvedStyle) {
    guard new != style else { return }
    SGR.append(from: style, to: new, into: &bytes)
    style = new
  }

  private mutating func write(_ glyph: Unicode.Scalar) {
    if glyph.value < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: glyph.value))
    } else {
      bytes.append(contentsOf: UTF8.encode(glyph) ?? UTF8.encodedReplacementCharacter)
    }
  }
}
