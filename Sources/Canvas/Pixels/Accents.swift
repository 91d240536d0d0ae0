extension Canvas {
  /// Draws a field of signed numbers between two accents: the one above zero, the other below, the
  /// backdrop at zero. Strength grows with the square root, so that small numbers show.
  ///
  /// Without colours, `+` and `−` mark the cells, doubled in weight where the number is large.
  ///
  /// - Parameter values: row-major from the top, `2·rect.rows × rect.columns`, or finer; full colour at ±1.
  public mutating func drawAccents(
    _ values: [Float], in rect: Rect, positive: Style, negative: Style, medium: Medium
  ) {
    guard let samples = rect.samples(of: values.count) else { return }
    let colors = AccentColors(positive: positive, negative: negative, medium)
    if samples > 1 {
      drawAccents(
        values.halfBlocks(in: rect, samples: samples), in: rect, positive: positive,
        negative: negative, medium: medium)
      return place(samples: samples, in: rect, medium) {
        PixelImage(columns: $0, pixels: values.map { colors.color(of: $0) })
      }
    }
    let visible = rect.intersection(bounds)
    let paper = medium.backdrop.color
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
        let (upper, lower) = (colors.color(of: a), colors.color(of: b))
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

/// The colours of signed numbers between two accents.
private struct AccentColors {
  private let paper: RGB
  private let positive: RGB
  private let negative: RGB
  private let isFew: Bool

  init(positive: Style, negative: Style, _ medium: Medium) {
    paper = medium.backdrop.color
    self.positive = positive.foreground ?? paper
    self.negative = negative.foreground ?? paper
    isFew = medium.colors == .ansi16
  }

  func color(of value: Float) -> RGB {
    guard value == value else { return ColorMap.missing }
    let strength = min(abs(value), 1).squareRoot()
    let accent = value > 0 ? positive : negative
    if isFew { return strength > 0.45 ? accent : paper }
    return strength < 0.06 ? paper : paper.blended(toward: accent, by: strength)
  }
}
