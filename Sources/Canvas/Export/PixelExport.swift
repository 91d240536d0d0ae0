extension Canvas {
  /// The screen as pixels: text in a built-in font, pictures at the pixels' own resolution.
  ///
  /// A cell is 8 × 16 pixels at scale 1.
  ///
  /// - Parameters:
  ///   - scale: from 1 up.
  ///   - depth: draws the screen as a terminal with fewer colours would show it.
  public func image(
    scale: Int = 1, backdrop: Backdrop = .dark, depth: ColorDepth = .trueColor
  ) -> PixelImage {
    var painter = PixelPainter(
      self, scale: max(1, scale), CellColors(backdrop: backdrop, depth: depth))
    painter.paintCells()
    if !pictures.isEmpty { painter.paintPictures() }
    painter.paintTextOnImages()
    return painter.image
  }
}

/// Paints a canvas in layers: cells, pictures, and the text that stands on these.
private struct PixelPainter {
  private struct GlyphKey: Hashable {
    var glyph: Unicode.Scalar
    var bold: Bool
  }

  private let canvas: Canvas
  private let scale: Int
  private let colors: CellColors
  private var masks: [GlyphKey: GlyphMask] = [:]
  private(set) var image: PixelImage
  private var cellColumns: Int { 8 * scale }
  private var cellRows: Int { 16 * scale }

  init(_ canvas: Canvas, scale: Int, _ colors: CellColors) {
    self.canvas = canvas
    self.scale = scale
    self.colors = colors
    image = PixelImage(
      columns: 8 * scale * canvas.columns, rows: 16 * scale * canvas.rows,
      fill: colors.backdrop.color)
  }

  mutating func paintCells() {
    for place in canvas.cells.indices {
      let cell = canvas.cells[place]
      if canvas.isPictured(place), let pictured = canvas.pictured[place] {
        if pictured.hasImage { continue }
        let behind = pictured.hasDots ? cell.backgroundBehindGlyph : cell.style.background
        fill(place, colors.colors(of: Style(background: behind)).paper)
        if !pictured.hasDots { paintGlyph(cell, place) }
      } else if !canvas.standsOnImage(place) {
        fill(place, colors.colors(of: cell.style).paper)
        paintGlyph(cell, place)
      }
    }
  }

  mutating func paintTextOnImages() {
    for place in canvas.cells.indices {
      let isText =
        canvas.standsOnImage(place)
        || canvas.isPictured(place) && canvas.pictured[place]?.hasText == true
      let cell = canvas.cells[place]
      guard isText, cell.glyph != " " else { continue }
      let paper = colors.colors(of: cell.style).paper ?? colors.backdrop.color
      let mask = mask(of: cell)
      blend(paper, mask.halo(scale: scale), place, by: 0.75)
      paintGlyph(cell, place)
    }
  }

  // MARK: - Cells

  private func corner(_ place: Int) -> (x: Int, y: Int) {
    (place % canvas.columns * cellColumns, place / canvas.columns * cellRows)
  }

  private mutating func fill(_ place: Int, _ color: RGB?) {
    guard let color else { return }
    let (left, top) = corner(place)
    for y in top..<top + cellRows {
      for x in left..<left + cellColumns { image[x, y] = color }
    }
  }

  private mutating func paintGlyph(_ cell: Cell, _ place: Int) {
    let ink = colors.colors(of: cell.style).ink
    if cell.glyph != " " { blend(ink, mask(of: cell).coverage, place) }
    guard cell.style.underline else { return }
    let (left, top) = corner(place)
    for y in top + 14 * scale..<top + 15 * scale {
      for x in left..<left + cellColumns { image[x, y] = ink }
    }
  }

  private mutating func blend(_ color: RGB, _ mask: [UInt8], _ place: Int, by share: Float = 1) {
    let (left, top) = corner(place)
    for y in 0..<cellRows {
      for x in 0..<cellColumns {
        let amount = mask[y * cellColumns + x]
        guard amount > 0 else { continue }
        image[left + x, top + y] = image[left + x, top + y].blended(
          toward: color, by: Float(amount) / 255 * share)
      }
    }
  }

  private mutating func mask(of cell: Cell) -> GlyphMask {
    let key = GlyphKey(glyph: cell.glyph, bold: cell.style.bold)
    if let known = masks[key] { return known }
    let mask = GlyphMask(cell.glyph, bold: cell.style.bold, scale: scale)
    masks[key] = mask
    return mask
  }

  // MARK: - Pictures

  mutating func paintPictures() {
    let region = PictureRegion(canvas, rect: canvas.bounds)
    let raster = PictureRaster(
      region, cellColumns: cellColumns, cellRows: cellRows, backdrop: colors.backdrop,
      depth: colors.depth)
    for y in 0..<image.rows {
      for x in 0..<image.columns {
        let (color, opacity) = raster[x, y]
        guard opacity > 0 else { continue }
        image[x, y] = image[x, y].blended(toward: color, by: Float(opacity) / 255)
      }
    }
  }
}

extension Mark {
  /// How wide a line is, or how large a dot, in braille dots, which are a quarter of a cell high.
  var width: Float { weight * (start == end ? 0.65 : 0.4) }
}

/// Cuts dotted lines into what shows of them.
enum Dashes {
  /// - Parameter length: of a dash and of a gap, in braille dots.
  static func pieces(of marks: [Mark], length: Float) -> [Mark] {
    var pieces: [Mark] = []
    var phase: Float = 0
    var last = SIMD2<Float>(.nan, .nan)
    for mark in marks {
      let span = mark.end - mark.start
      let whole = (span * span).sum().squareRoot()
      guard mark.isDotted, whole > 0, whole < 1e5 else {
        pieces.append(mark)
        continue
      }
      // The pattern continues over the corners of a curve.
      if last != mark.start { phase = 0 }
      last = mark.end
      var done: Float = 0
      while done < whole {
        let isDash = phase < length
        let next = min(whole, done + max((isDash ? length : 2 * length) - phase, 0.01))
        if isDash {
          var piece = mark
          piece.start = mark.start + span * (done / whole)
          piece.end = mark.start + span * (next / whole)
          pieces.append(piece)
        }
        phase += next - done
        if phase >= 2 * length - 0.005 { phase = 0 }
        done = next
      }
    }
    return pieces
  }
}
