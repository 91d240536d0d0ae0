extension Canvas {
  /// The glyphs as lines of text without trailing blanks, each ended by a newline.
  public func plainText() -> String {
    var text = String.UnicodeScalarView()
    for row in 0..<rows {
      let line = cells[row * columns..<(row + 1) * columns]
      let end = line.lastIndex { $0.glyph != " " }.map { $0 + 1 } ?? line.startIndex
      for cell in line[..<end] { text.append(cell.glyph) }
      text.append("\n")
    }
    return String(text)
  }

  /// What differs from an expected picture, with both pictures; `nil` where they are equal.
  ///
  /// Made for tests: `#expect(canvas.difference(from: expected) == nil)` prints the two on failure.
  public func difference(from expected: Canvas) -> String? {
    guard self != expected else { return nil }
    var report = ""
    if columns != expected.columns || rows != expected.rows {
      report += "size \(columns)×\(rows), expected \(expected.columns)×\(expected.rows)\n"
    } else if let index = cells.indices.first(where: { cells[$0] != expected.cells[$0] }) {
      report += "first difference at column \(index % columns), row \(index / columns):\n"
      report += "  \(cells[index])\n  expected \(expected.cells[index])\n"
    }
    return report + "picture:\n" + plainText() + "expected:\n" + expected.plainText()
  }
}
