/// A rectangle of character cells: what a screen shows, as a value.
///
/// This room turns numbers into cells and knows nothing about flows or terminals. The same input
/// always gives the same cells, so tests assert on cells, and the text, ANSI and SVG exporters and
/// the terminal all read the same picture. Start here, then: ``Rect`` (where), ``StyledText``
/// (words), ``Viewport`` (data coordinates), ``ColorMap`` and ``DivergingMap`` (numbers to colours),
/// ``DotRaster`` (points and lines), ``Plot`` (curves with axes).
///
///     var canvas = Canvas(columns: 40, rows: 12)
///     let medium = Medium(colors: .trueColor, glyphs: .braille)
///     let viewport = Viewport(rect: canvas.bounds, extent: 3)
///     let density = viewport.pixelCenters().map { 1 / (1 + ($0 * $0).sum()) }
///     canvas.drawHeatmap(density, in: viewport.rect, map: .viridis, medium: medium)
///     print(canvas.ansi(depth: medium.colors))
///
/// Folders, each of which uses only those before it: Glyphs (numbers, boxes and dots as text), Cells (a
/// screen as a value), Pixels (heatmaps and
/// dots in cells, images and a font where there are pixels), Plots (curves, bars and legends), Export
/// (text, ANSI, SVG, PNG, asciicast).
public struct Canvas: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Row-major, `rows × columns`.
  public internal(set) var cells: [Cell]
  /// What media of pixels draw in place of glyphs, in the order in which it was placed; empty for media of
  /// glyphs.
  public internal(set) var pictures: [PlacedPicture] = []
  /// Which cells show them, `rows × columns`; empty where there are none.
  var pictured: [PicturedCell?] = []

  public init(columns: Int, rows: Int, fill: Cell = Cell()) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: fill, count: self.columns * self.rows)
  }

  /// The cell at a position; writing outside the canvas is ignored and reading there gives a blank.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard column >= 0, column < columns, row >= 0, row < rows else { return Cell() }
      return cells[row * columns + column]
    }
    set {
      guard column >= 0, column < columns, row >= 0, row < rows else { return }
      cells[row * columns + column] = newValue
    }
  }

  /// The whole canvas as a rectangle at the origin.
  public var bounds: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }

  /// Makes every cell of a rectangle equal; the part outside the canvas is ignored.
  public mutating func fill(_ rect: Rect, with cell: Cell = Cell()) {
    let visible = rect.intersection(bounds)
    forgetPictures(in: visible)
    for row in visible.row..<visible.endRow {
      for column in visible.column..<visible.endColumn {
        cells[row * columns + column] = cell
      }
    }
  }

  /// Changes how the cells of a rectangle are drawn and keeps their glyphs.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let visible = rect.intersection(bounds)
    for row in visible.row..<visible.endRow {
      for column in visible.column..<visible.endColumn {
        change(&cells[row * columns + column].style)
      }
    }
  }

  /// Copies another canvas onto this one with its top left cell at the given position.
  public mutating func blit(_ picture: Canvas, at column: Int, _ row: Int) {
    let target = Rect(column: column, row: row, columns: picture.columns, rows: picture.rows)
    let visible = target.intersection(bounds)
    for y in visible.row..<visible.endRow {
      let source = (y - row) * picture.columns - column
      for x in visible.column..<visible.endColumn {
        cells[y * columns + x] = picture.cells[source + x]
      }
    }
    takePictures(of: picture, at: column, row)
  }

  /// A copy of one rectangle; cells outside the canvas are blank.
  public func cropped(to rect: Rect) -> Canvas {
    var result = Canvas(columns: rect.columns, rows: rect.rows)
    result.blit(self, at: -rect.column, -rect.row)
    return result
  }
}
