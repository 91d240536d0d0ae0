extension Canvas {
  /// Draws a field of signed numbers between two accents: the one above zero, the other below, the
  /// backdrop at zero. Strength grows with the square root, so that small numbers show.
  ///
  /// Without colours, `+` and `−` mark the cells, doubled in weight where the number is large.
  ///
  /// - Parameter values: row-major from the top, `2·rect.rows × rect.columns`; full colour at ±1.
  public mutating func drawAccents(
    _ values: [Float], in rect: Rect, positive: Style, negative: Style, medium: Medium
  ) {
    guard !rect.isEmpty, values.count >= rect.columns * rect.rows * 2 else { return }
    let visible = rect.intersection(bounds)
    let paper = medium.backdrop.color
    let colors = (positive.foreground ?? paper, negative.foreground ?? paper)
    let few = medium.colors == .indexed256
    let (above, below) = (
      few ? HueEntries(colors.0, paper: paper) : nil, few ? HueEntries(colors.1, paper: paper) : nil
    )
    func color(_ value: Float) -> RGB {
      guard value == value else { return ColorMap.missing }
      let strength = min(abs(value), 1).squareRoot()
      let accent = value > 0 ? colors.0 : colors.1
      if medium.colors == .ansi16 { return strength > 0.3 ? accent : paper }
      guard strength >= 0.06 else { return paper }
      let entries = value > 0 ? above : below
      return entries?.color(at: strength) ?? paper.blended(toward: accent, by: strength)
    }
    for row in visible.row..<visible.endRow {
      let start = (row - rect.row) * 2 * rect.columns - rect.column
      for column in visible.column..<visible.endColumn {
        let (a, b) = (values[start + column], values[start + rect.columns + column])
        if medium.colors == .mono || medium.glyphs == .ascii {
          let mean = 0.5 * (a + b)
          let size = abs(mean).squareRoot()
          let glyph: Unicode.Scalar =
            size != size
            ? "?"
            : size < 0.2 ? " " : mean > 0 ? (size < 0.6 ? "+" : "#") : (size < 0.6 ? "-" : "=")
          self[column, row] = Cell(glyph, mean > 0 ? positive : negative)
          continue
        }
        let (upper, lower) = (color(a), color(b))
        self[column, row] =
          upper == paper && lower == paper
          ? Cell()
          : upper == lower
            ? Cell(" ", Style(background: upper))
            : Cell("▀", Style(foreground: upper, background: lower))
      }
    }
  }
}
