extension Canvas {
  /// The picture as a self-contained SVG, for a browser or a README.
  ///
  /// Blocks, dots and box lines are drawn as shapes, so that they meet exactly in any font; text is
  /// `<text>` with every run held to its cells. A cell is 10 × 20 units. What was drawn for a medium of pixels
  /// is lines and embedded images, see ``pictures``.
  ///
  /// - Parameters:
  ///   - title: read aloud by screen readers and shown on hovering.
  ///   - depth: draws the picture as a terminal with fewer colours would show it.
  public func svg(
    title: String = "", backdrop: Backdrop = .dark, depth: ColorDepth = .trueColor
  ) -> String {
    var drawing = SVGDrawing(self, backdrop: backdrop, depth: depth)
    return drawing.document(title: title)
  }
}

/// Collects the shapes of a picture by colour, so that each colour is written once.
private struct SVGDrawing {
  private static let margin = 10

  private let canvas: Canvas
  private let backdrop: Backdrop
  private let palette: CellColors
  /// Half-block pixels, `2·rows × columns`; `nil` shows the backdrop.
  private var pixels: [RGB?]
  private var shapes = PathsByColor()
  private var dots = PathsByColor()
  private var lines = PathsByColor()
  private var heavyLines = PathsByColor()
  private var text = ""

  init(_ canvas: Canvas, backdrop: Backdrop, depth: ColorDepth) {
    self.canvas = canvas
    self.backdrop = backdrop
    palette = CellColors(backdrop: backdrop, depth: depth)
    pixels = Array(repeating: nil, count: canvas.columns * canvas.rows * 2)
  }

  mutating func document(title: String) -> String {
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns { addShapes(column, row) }
      addHorizontalLines(row)
      addText(row)
    }
    let width = canvas.columns * 10 + 2 * Self.margin
    let height = canvas.rows * 20 + 2 * Self.margin
    let label = title.isEmpty ? "" : "<title>\(escaped(title))</title>\n"
    let background = backdrop.color.cssColor
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img">
      \(label)<rect width="\(width)" height="\(height)" rx="6" fill="\(background)"/>
      <g transform="translate(\(Self.margin) \(Self.margin))">
      <g shape-rendering="crispEdges">
      \(pixelPaths().elements { "<path fill=\"\($0)\" d=\"\($1)\"/>" })\
      \(shapes.elements { "<path fill=\"\($0)\" d=\"\($1)\"/>" })\
      </g>
      \(canvas.svgPictures(palette))\
      <g fill="none" stroke-width="1.4">
      \(lines.elements { "<path stroke=\"\($0)\" d=\"\($1)\"/>" })\
      </g>
      <g fill="none" stroke-width="2.8">
      \(heavyLines.elements { "<path stroke=\"\($0)\" d=\"\($1)\"/>" })\
      </g>
      <g fill="none" stroke-width="3" stroke-linecap="round">
      \(dots.elements { "<path stroke=\"\($0)\" d=\"\($1)\"/>" })\
      </g>
      <g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="16.5">
      \(text)</g>
      </g>
      </svg>

      """
  }

  // MARK: - Shapes

  private mutating func addShapes(_ column: Int, _ row: Int) {
    var cell = canvas[column, row]
    let place = row * canvas.columns + column
    if canvas.isPictured(place), let pictured = canvas.pictured[place] {
      if pictured.hasImage {
        guard pictured.hasText else { return }
        cell.style.background = nil
      }
      if pictured.hasDots {
        cell = Cell(" ", Style(background: cell.backgroundBehindGlyph))
      }
    } else if canvas.standsOnImage(place) {
      cell.style.background = nil
    }
    let (ink, paper) = palette.colors(of: cell.style)
    var pair = (upper: paper, lower: paper)
    let (x, y) = (column * 10, row * 20)
    switch cell.glyph.value {
    case 0x2580: pair.upper = ink
    case 0x2584: pair.lower = ink
    case 0x2588: pair = (ink, ink)
    case 0x2591...0x2593:
      let share = Float(cell.glyph.value - 0x2590) / 4
      let mixed = (paper ?? backdrop.color).blended(toward: ink, by: share)
      pair = (mixed, mixed)
    case 0x2581...0x2587:
      let height = Double(cell.glyph.value - 0x2580) * 2.5
      shapes.add(
        ink, "M\(x) \(number(Double(y) + 20 - height))h10v\(number(height))h-10z")
    case 0x2589...0x258F:
      let width = number(Double(0x2590 - cell.glyph.value) * 1.25)
      shapes.add(ink, "M\(x) \(y)h\(width)v20h-\(width)z")
    case 0x2590: shapes.add(ink, "M\(x + 5) \(y)h5v20h-5z")
    case 0x2596...0x259F:
      let quadrants = DotGlyphs.dots(of: cell.glyph)
      for (mask, dx, dy) in [(UInt8(0x03), 0, 0), (0x18, 5, 0), (0x44, 0, 10), (0xA0, 5, 10)]
      where quadrants & mask != 0 {
        shapes.add(ink, "M\(x + dx) \(y + dy)h5v10h-5z")
      }
    case 0x2801...0x28FF:
      let bits = UInt8(truncatingIfNeeded: cell.glyph.value)
      for (dx, dy) in Self.dotOrder where bits & DotGlyphs.bit(dx, dy) != 0 {
        dots.add(ink, "M\(x + 5 * dx + 2).5 \(y + 5 * dy + 2).5h0")
      }
    default: addLines(cell.glyph, ink, x, y)
    }
    pixels[2 * row * canvas.columns + column] = pair.upper
    pixels[(2 * row + 1) * canvas.columns + column] = pair.lower
  }

  private static let dotOrder = (0..<4).flatMap { y in (0..<2).map { x in (x, y) } }

  /// Box lines with an arm up or down, and dashed ones; level lines are joined along the row.
  private mutating func addLines(_ glyph: Unicode.Scalar, _ ink: RGB, _ x: Int, _ y: Int) {
    switch glyph {
    case "┄", "┈": lines.add(ink, "M\(x) \(y + 10)h2M\(x + 4) \(y + 10)h2M\(x + 8) \(y + 10)h2")
    case "┆", "┊": lines.add(ink, "M\(x + 5) \(y + 1)v4M\(x + 5) \(y + 8)v4M\(x + 5) \(y + 15)v4")
    default:
      guard let box = BoxArms(glyph), box.up || box.down else { return }
      var path = ""
      if box.up || box.down {
        path += "M\(x + 5) \(box.up ? y : y + 10)v\(box.up && box.down ? 20 : 10)"
      }
      if box.left || box.right {
        path += "M\(box.left ? x : x + 5) \(y + 10)h\(box.left && box.right ? 10 : 5)"
      }
      if box.heavy { heavyLines.add(ink, path) } else { lines.add(ink, path) }
    }
  }

  private mutating func addHorizontalLines(_ row: Int) {
    for glyph: Unicode.Scalar in ["─", "━"] {
      var start = 0
      while start < canvas.columns {
        let cell = canvas[start, row]
        guard cell.glyph == glyph else {
          start += 1
          continue
        }
        var end = start + 1
        while canvas[end, row].glyph == glyph, canvas[end, row].style == cell.style { end += 1 }
        let path = "M\(start * 10) \(row * 20 + 10)h\((end - start) * 10)"
        let ink = palette.colors(of: cell.style).ink
        if glyph == "━" { heavyLines.add(ink, path) } else { lines.add(ink, path) }
        start = end
      }
    }
  }

  /// Equal pixels joined to runs, and equal runs below each other to rectangles.
  private func pixelPaths() -> PathsByColor {
    struct Block {
      let start, end: Int
      let color: RGB
      let top: Int
    }
    var paths = PathsByColor()
    var open: [Block] = []
    func close(_ block: Block, at bottom: Int) {
      let (width, height) = ((block.end - block.start) * 10, (bottom - block.top) * 10)
      paths.add(block.color, "M\(block.start * 10) \(block.top * 10)h\(width)v\(height)h-\(width)z")
    }
    for row in 0..<canvas.rows * 2 {
      var next: [Block] = []
      var start = 0
      while start < canvas.columns {
        let color = pixels[row * canvas.columns + start]
        var end = start + 1
        while end < canvas.columns, pixels[row * canvas.columns + end] == color { end += 1 }
        if let color {
          let above = open.first { $0.start == start && $0.end == end && $0.color == color }
          next.append(Block(start: start, end: end, color: color, top: above?.top ?? row))
        }
        start = end
      }
      for block in open
      where !next.contains(where: { $0.start == block.start && $0.top == block.top }) {
        close(block, at: row)
      }
      open = next
    }
    for block in open { close(block, at: canvas.rows * 2) }
    return paths
  }

  // MARK: - Text

  private func isText(_ cell: Cell) -> Bool {
    switch cell.glyph.value {
    case 0x20, 0x2580...0x2595, 0x2596...0x259F, 0x2800...0x28FF, 0x2504, 0x2506, 0x2508, 0x250A:
      false
    default: BoxArms(cell.glyph) == nil
    }
  }

  private mutating func addText(_ row: Int) {
    var start = 0
    while start < canvas.columns {
      let first = canvas[start, row]
      guard isText(first) else {
        start += 1
        continue
      }
      let (ink, paper) = palette.colors(of: first.style)
      let halo =
        canvas.standsOnImage(row * canvas.columns + start)
        ? (paper ?? backdrop.color) : nil
      func belongs(_ column: Int) -> Bool {
        let cell = canvas[column, row]
        return column < canvas.columns && isText(cell) && cell.style.bold == first.style.bold
          && cell.style.underline == first.style.underline
          && palette.colors(of: cell.style) == (ink, paper)
      }
      var end = start + 1
      // One blank between two words stays inside a run; two would be drawn as one.
      while belongs(end) || (canvas[end, row].glyph == " " && belongs(end + 1)) { end += 1 }
      addRun(start..<end, row, ink, halo: halo)
      start = end
    }
  }

  private mutating func addRun(_ columns: Range<Int>, _ row: Int, _ ink: RGB, halo: RGB?) {
    let style = canvas[columns.lowerBound, row].style
    var content = String.UnicodeScalarView()
    for column in columns { content.append(canvas[column, row].glyph) }
    let isPlain = content.allSatisfy(\.isASCII)
    text += "<text y=\"\(row * 20 + 15)\" "
    if isPlain {
      text += "x=\"\(columns.lowerBound * 10)\" "
      text += "textLength=\"\(columns.count * 10)\" lengthAdjust=\"spacingAndGlyphs\" "
    } else {
      // Every glyph gets its own place, because a glyph from another font may be wider or narrower.
      text += "x=\"\(columns.map { String($0 * 10) }.joined(separator: " "))\" "
    }
    if style.bold { text += "font-weight=\"bold\" " }
    if style.underline { text += "text-decoration=\"underline\" " }
    if let halo {
      text += "stroke=\"\(halo.cssColor)\" stroke-width=\"2\" paint-order=\"stroke\" "
    }
    text += "fill=\"\(ink.cssColor)\">\(escaped(String(content)))</text>\n"
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A number of units without needless decimals.
  private func number(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }
}

/// Path data by colour, in the order in which the colours first came.
private struct PathsByColor {
  private var order: [RGB] = []
  private var paths: [RGB: String] = [:]

  mutating func add(_ color: RGB, _ path: String) {
    if paths[color] == nil { order.append(color) }
    paths[color, default: ""] += path
  }

  /// One line of markup per colour.
  func elements(_ markup: (_ color: String, _ path: String) -> String) -> String {
    order.map { markup($0.cssColor, paths[$0] ?? "") + "\n" }.joined()
  }
}

extension RGB {
  /// The colour as CSS writes it: `#ff8800`.
  var cssColor: String { "#" + String(hex, radix: 16).zeroFilled(6) }
}
