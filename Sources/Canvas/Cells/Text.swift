extension Canvas {
  /// Writes a line of text; where its style has no background, the one underneath stays.
  ///
  /// - Parameter maxWidth: cells there are; longer text is cut at a word with an ellipsis.
  /// - Returns: the column after the last cell written.
  @discardableResult
  public mutating func write(
    _ text: StyledText, at column: Int, _ row: Int, maxWidth: Int = .max
  ) -> Int {
    let fitted = text.width > maxWidth ? text.fitted(to: maxWidth) : text
    for (offset, cell) in fitted.cells.enumerated() {
      var cell = cell
      let under = self[column + offset, row]
      if cell.style.background == nil { cell.style.background = under.backgroundBehindGlyph }
      self[column + offset, row] = cell
    }
    return column + fitted.width
  }

  /// Writes a line of text in one style; see the other `write`.
  @discardableResult
  public mutating func write(
    _ text: String, at column: Int, _ row: Int, style: Style = .plain, maxWidth: Int = .max
  ) -> Int {
    write(StyledText(text, style), at: column, row, maxWidth: maxWidth)
  }

  /// Writes text so that its last cell stands just before `endColumn`.
  ///
  /// - Returns: the column of the first cell written.
  @discardableResult
  public mutating func writeTrailing(
    _ text: StyledText, before endColumn: Int, _ row: Int, maxWidth: Int = .max
  ) -> Int {
    let fitted = text.fitted(to: maxWidth)
    write(fitted, at: endColumn - fitted.width, row)
    return endColumn - fitted.width
  }

  /// Writes text into one row of a rectangle, counted from its top; longer text is cut.
  public mutating func write(
    _ text: StyledText, in rect: Rect, row: Int = 0, alignment: Alignment = .leading
  ) {
    guard row >= 0, row < rect.rows else { return }
    let fitted = text.fitted(to: rect.columns)
    let space = rect.columns - fitted.width
    let offset = alignment == .leading ? 0 : alignment == .trailing ? space : space / 2
    write(fitted, at: rect.column + offset, rect.row + row)
  }
}

extension Cell {
  /// The background for text or dots that are drawn over this cell: of a half block, the mean of its two
  /// colours.
  public var backgroundBehindGlyph: RGB? {
    switch glyph.value {
    case 0x2580, 0x2584:  // ▀ ▄
      guard let upper = style.foreground, let lower = style.background else {
        return style.background
      }
      return upper.blended(toward: lower, by: 0.5)
    case 0x2588: return style.foreground  // █
    default: return style.background
    }
  }
}
