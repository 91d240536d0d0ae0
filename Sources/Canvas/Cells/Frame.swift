/// The words in one border of a frame. Where they don't all fit, the middle one goes first, then the
/// right one; the left one is cut at a word.
public struct BorderTitles: Hashable, Sendable {
  public var left: StyledText?
  public var center: StyledText?
  public var right: StyledText?

  public init(left: StyledText? = nil, center: StyledText? = nil, right: StyledText? = nil) {
    self.left = left
    self.center = center
    self.right = right
  }
}

extension Canvas {
  /// Draws a box along the edge of a rectangle, with titles in its top and bottom border.
  ///
  /// - Parameters:
  ///   - style: the look of the lines; titles bring their own.
  ///   - heavy: thick lines, for the pane that has the focus.
  /// - Returns: the rectangle inside the box.
  @discardableResult
  public mutating func drawFrame(
    _ rect: Rect, top: BorderTitles = .init(), bottom: BorderTitles = .init(),
    style: Style = .plain, heavy: Bool = false, medium: Medium
  ) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else {
      return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
    }
    let glyphs = BorderGlyphs(heavy: heavy, glyphs: medium.glyphs)
    let (right, last) = (rect.endColumn - 1, rect.endRow - 1)
    for column in rect.column + 1..<right {
      self[column, rect.row] = Cell(glyphs.horizontal, style)
      self[column, last] = Cell(glyphs.horizontal, style)
    }
    for row in rect.row + 1..<last {
      self[rect.column, row] = Cell(glyphs.vertical, style)
      self[right, row] = Cell(glyphs.vertical, style)
    }
    self[rect.column, rect.row] = Cell(glyphs.topLeft, style)
    self[right, rect.row] = Cell(glyphs.topRight, style)
    self[rect.column, last] = Cell(glyphs.bottomLeft, style)
    self[right, last] = Cell(glyphs.bottomRight, style)
    writeTitles(top, in: rect.column + 1..<right, row: rect.row)
    writeTitles(bottom, in: rect.column + 1..<right, row: last)
    return rect.inset()
  }

  private mutating func writeTitles(_ titles: BorderTitles, in columns: Range<Int>, row: Int) {
    let blank = StyledText(" ")
    var start = columns.lowerBound
    var end = columns.upperBound
    if let left = titles.left, left.width > 0, columns.count >= 4 {
      start = write(blank + left.fitted(to: columns.count - 2) + blank, at: start, row)
    }
    // Two cells of line stand between the right title and the corner, one between two titles.
    if let right = titles.right, right.width > 0, right.width + 2 + 3 <= end - start {
      end = writeTrailing(blank + right + blank, before: end - 2, row)
    }
    if let center = titles.center, center.width > 0, center.width + 2 + 2 <= end - start {
      let middle = (columns.lowerBound + columns.upperBound - center.width - 2) / 2
      let column = min(max(middle, start + 1), end - center.width - 3)
      write(blank + center + blank, at: column, row)
    }
  }
}

/// The characters of a box.
struct BorderGlyphs {
  let horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: Unicode.Scalar

  init(heavy: Bool, glyphs: GlyphSet) {
    let scalars: [Unicode.Scalar] =
      switch (glyphs, heavy) {
      case (.ascii, false): ["-", "|", "+", "+", "+", "+"]
      case (.ascii, true): ["=", "|", "+", "+", "+", "+"]
      case (_, false): ["─", "│", "┌", "┐", "└", "┘"]
      case (_, true): ["━", "┃", "┏", "┓", "┗", "┛"]
      }
    (horizontal, vertical, topLeft) = (scalars[0], scalars[1], scalars[2])
    (topRight, bottomLeft, bottomRight) = (scalars[3], scalars[4], scalars[5])
  }
}
