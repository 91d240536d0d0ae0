/// The pictures of a region as pixels, some of which may be transparent.
public struct PictureRaster: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Row-major from the top: red in the lowest eight bits, then green, blue and opacity.
  public private(set) var pixels: [UInt32]

  /// Draws a region's fields, each at its own fineness, and over them lines and dots at that of the pixels.
  ///
  /// - Parameters:
  ///   - cellColumns: pixels that a cell is wide; fields and marks are stretched to it.
  ///   - cellRows: pixels that a cell is high.
  ///   - hasHoles: whether cells with text stay transparent, for an image that lies over the text.
  public init(
    _ region: PictureRegion, cellColumns: Int, cellRows: Int, backdrop: Backdrop,
    depth: ColorDepth, hasHoles: Bool = false
  ) {
    var painter = PicturePainter(
      region, cellColumns, cellRows, CellColors(backdrop: backdrop, depth: depth), hasHoles)
    painter.paint()
    (columns, rows, pixels) = (painter.width, painter.height, painter.pixels)
  }

  /// The colour and the opacity, from 0 to 255, of a pixel, which must be inside.
  public subscript(x: Int, y: Int) -> (color: RGB, opacity: UInt8) {
    let value = pixels[y * columns + x]
    return (RGB(pixel: value), UInt8(truncatingIfNeeded: value >> 24))
  }
}

extension RGB {
  /// The colour with full opacity, red lowest.
  fileprivate var pixel: UInt32 {
    UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | 0xFF00_0000
  }

  fileprivate init(pixel: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: pixel), UInt8(truncatingIfNeeded: pixel >> 8),
      UInt8(truncatingIfNeeded: pixel >> 16))
  }
}

private struct PicturePainter {
  private let region: PictureRegion
  private let cellColumns: Int
  private let cellRows: Int
  private let colors: CellColors
  let width: Int
  let height: Int
  private(set) var pixels: [UInt32]
  /// Whether the picture being painted shows, for each cell.
  private var shows: [Bool]
  /// The cell's column of each pixel's column.
  private let cellOfColumn: [Int]
  private let hasHoles: Bool

  init(
    _ region: PictureRegion, _ cellColumns: Int, _ cellRows: Int, _ colors: CellColors,
    _ hasHoles: Bool
  ) {
    self.region = region
    self.hasHoles = hasHoles
    self.cellColumns = max(1, cellColumns)
    self.cellRows = max(1, cellRows)
    self.colors = colors
    width = region.rect.columns * self.cellColumns
    height = region.rect.rows * self.cellRows
    pixels = Array(repeating: 0, count: width * height)
    shows = Array(repeating: false, count: region.places.count)
    cellOfColumn = (0..<width).map { [cell = self.cellColumns] in $0 / cell }
  }

  mutating func paint() {
    for (place, known) in region.places.enumerated() {
      guard let paper = known?.paper,
        let color = colors.colors(of: Style(background: paper)).paper
      else { continue }
      let left = place % region.rect.columns * cellColumns
      for y in place / region.rect.columns * cellRows..<(place / region.rect.columns + 1) * cellRows
      {
        for x in left..<left + cellColumns { pixels[y * width + x] = color.pixel }
      }
    }
    for (index, picture) in region.pictures.enumerated() {
      for place in shows.indices {
        let isHole = hasHoles && region.places[place]?.hasText == true
        shows[place] = !isHole && region.shows(index, at: place)
      }
      switch picture.content {
      case .image(let field): paint(field, picture.rect)
      case .marks(let marks):
        for piece in Dashes.pieces(of: marks, length: 1) { paint(piece, picture.rect) }
      }
    }
  }

  private mutating func paint(_ field: PixelImage, _ rect: Rect) {
    let (across, down) = (rect.columns * cellColumns, rect.rows * cellRows)
    guard across > 0, down > 0 else { return }
    let startX = (rect.column - region.rect.column) * cellColumns
    let startY = (rect.row - region.rect.row) * cellRows
    let visible = rect.intersection(region.rect)
    let columns = (visible.column - region.rect.column)..<(visible.endColumn - region.rect.column)
    let source = field.pixels.map(\.pixel)
    let column = (0..<width).map { x in
      min(max((x - startX) * field.columns / across, 0), field.columns - 1)
    }
    for row in (visible.row - region.rect.row)..<(visible.endRow - region.rect.row) {
      for y in row * cellRows..<(row + 1) * cellRows {
        let line = (y - startY) * field.rows / down * field.columns
        let start = y * width
        for cell in columns where shows[row * region.rect.columns + cell] {
          for x in cell * cellColumns..<(cell + 1) * cellColumns {
            pixels[start + x] = source[line + column[x]]
          }
        }
      }
    }
  }

  private mutating func paint(_ mark: Mark, _ rect: Rect) {
    // A braille dot is half as wide as a cell, and a quarter as high.
    let dot = SIMD2(Float(cellColumns) / 2, Float(cellRows) / 4)
    let corner = SIMD2(
      Float((rect.column - region.rect.column) * cellColumns),
      Float((rect.row - region.rect.row) * cellRows))
    let thickness = mark.width
    let ink = colors.colors(of: mark.style).ink
    Capsule(
      corner + mark.start * dot, corner + mark.end * dot, width: thickness * (dot.x + dot.y) / 2
    )
    .cover(width, height) { x, y, amount in
      guard shows[y / cellRows * region.rect.columns + cellOfColumn[x]] else { return }
      blend(ink, y * width + x, by: amount)
    }
  }

  private mutating func blend(_ ink: RGB, _ index: Int, by amount: Float) {
    let under = pixels[index]
    let opacity = Float(under >> 24) / 255
    if opacity == 1 {
      pixels[index] = RGB(pixel: under).blended(toward: ink, by: amount).pixel
      return
    }
    // A. Porter and T. Duff, "Compositing digital images", 1984: ink over what is there.
    let whole = amount + opacity * (1 - amount)
    guard whole > 0 else { return }
    let color = RGB(pixel: under).blended(toward: ink, by: amount / whole)
    pixels[index] = color.pixel & 0x00FF_FFFF | UInt32(whole * 255 + 0.5) << 24
  }
}
