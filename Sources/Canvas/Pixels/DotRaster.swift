/// A grid of small square dots, 2 × 4 per cell, each drawn in a style: points, lines and curves.
///
/// A cell shows one colour: the mean of its dots' colours, or that of the last dot. Drawn on a canvas, the
/// raster keeps the background that is there, so it lies over a ``Canvas/drawHeatmap(_:in:map:range:strength:medium:)``.
/// Coordinates are in dots from the top left corner, as from ``Viewport/dot(_:)``; dot (i, j) covers
/// [i, i+1) × [j, j+1), and what is outside is clipped.
public struct DotRaster: Sendable {
  /// How dots of several colours share a cell.
  public enum Mixing: Sendable {
    /// The colour of the dot drawn last.
    case last
    /// The mean colour of all dots drawn, each counted as often as it was drawn.
    case mean
  }

  public let columns: Int
  public let rows: Int
  public let mixing: Mixing
  /// Leaves out two of four dots along the lines that are drawn from now on, so that two curves can
  /// be told apart without colour.
  public var isDotted = false
  /// How wide media of pixels draw what comes from now on, as a multiple of what lines and dots are by
  /// themselves.
  public var weight: Float = 1
  /// Dots across, two per cell.
  public var dotColumns: Int { 2 * columns }
  /// Dots down, four per cell.
  public var dotRows: Int { 4 * rows }

  /// Everything drawn, as it was before it fell into dots: for media of pixels.
  private(set) var marks: [Mark] = []
  private var dots: [UInt8]
  private var styles: [Style]
  /// Red, green, blue and their count; only kept when the colours are averaged.
  private var sums: [SIMD4<UInt32>]
  /// The directions of lines through each cell, for glyph sets without dots.
  private var strokes: [Stroke]
  /// How far the last step of a dotted line has come in its pattern of dots and gaps.
  private var phase = 0
  private var lastStep = SIMD2(-1, -1)

  public init(columns: Int, rows: Int, mixing: Mixing = .last) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    self.mixing = mixing
    let count = self.columns * self.rows
    dots = Array(repeating: 0, count: count)
    styles = Array(repeating: .plain, count: count)
    sums = mixing == .mean ? Array(repeating: .zero, count: count) : []
    strokes = Array(repeating: .none, count: count)
  }

  /// Lights the dot that a place falls into; a place outside the raster or NaN lights none.
  @inline(__always)
  public mutating func point(_ place: SIMD2<Float>, style: Style) {
    guard place.x >= 0, place.x < Float(dotColumns), place.y >= 0, place.y < Float(dotRows) else {
      return
    }
    light(Int(place.x), Int(place.y), style, .none)
    marks.append(Mark(start: place, end: place, style: style, weight: weight))
  }

  /// Draws a straight line between two places, with no dot missing in between.
  public mutating func line(from start: SIMD2<Float>, to end: SIMD2<Float>, style: Style) {
    let limit = SIMD2(Float(dotColumns), Float(dotRows))
    guard let (a, b) = Clipping.clip(start, end, to: limit) else { return }
    marks.append(Mark(start: a, end: b, style: style, isDotted: isDotted, weight: weight))
    let stroke = Stroke(along: end - start)
    var x = min(Int(a.x), dotColumns - 1)
    var y = min(Int(a.y), dotRows - 1)
    let endX = min(Int(b.x), dotColumns - 1)
    let endY = min(Int(b.y), dotRows - 1)
    // Bresenham, "Algorithm for computer control of a digital plotter", 1965.
    let (spanX, spanY) = (abs(endX - x), -abs(endY - y))
    let (stepX, stepY) = (x < endX ? 1 : -1, y < endY ? 1 : -1)
    var error = spanX + spanY
    while true {
      if !isDotted || isDot(SIMD2(x, y)) { light(x, y, style, stroke) }
      if x == endX && y == endY { return }
      let doubled = 2 * error
      if doubled >= spanY {
        error += spanY
        x += stepX
      }
      if doubled <= spanX {
        error += spanX
        y += stepY
      }
    }
  }

  /// Makes what is drawn wider in media of pixels.
  mutating func widen(by factor: Float) {
    guard factor != 1 else { return }
    for index in marks.indices { marks[index].weight *= factor }
  }

  /// Joins places by straight lines; a place that is NaN leaves a gap.
  public mutating func polyline(_ places: [SIMD2<Float>], style: Style, closed: Bool = false) {
    for (start, end) in zip(places, places.dropFirst()) {
      line(from: start, to: end, style: style)
    }
    if closed, places.count > 2, let first = places.first, let last = places.last {
      line(from: last, to: first, style: style)
    }
  }

  /// Whether a dotted line lights its next dot; the pattern continues over the corners of a polyline.
  private mutating func isDot(_ step: SIMD2<Int>) -> Bool {
    if step != lastStep { phase = (phase + 1) & 3 }
    lastStep = step
    return phase < 2
  }

  @inline(__always)
  private mutating func light(_ x: Int, _ y: Int, _ style: Style, _ stroke: Stroke) {
    let index = (y >> 2) * columns + (x >> 1)
    dots[index] |= DotGlyphs.bit(x & 1, y & 3)
    styles[index] = style
    strokes[index] = strokes[index].joined(stroke)
    if mixing == .mean, let color = style.foreground {
      sums[index] &+= SIMD4(UInt32(color.red), UInt32(color.green), UInt32(color.blue), 1)
    }
  }

  /// The style of a cell's dots; `nil` where it has none.
  func style(column: Int, row: Int) -> Style? {
    let index = row * columns + column
    return dots[index] == 0 ? nil : style(at: index)
  }

  private func style(at index: Int) -> Style {
    var style = styles[index]
    if mixing == .mean, sums[index].w > 0 {
      let mean = sums[index] / sums[index].w
      style.foreground = RGB(
        UInt8(truncatingIfNeeded: mean.x), UInt8(truncatingIfNeeded: mean.y),
        UInt8(truncatingIfNeeded: mean.z))
    }
    return style
  }

  /// Draws the raster over what a canvas shows, its top left cell at the given position.
  fileprivate func draw(
    on canvas: inout Canvas, at column: Int, _ row: Int, _ medium: Medium, joined: Bool,
    legible: Bool
  ) {
    let target = Rect(column: column, row: row, columns: columns, rows: rows)
    let visible = target.intersection(canvas.bounds)
    for y in visible.row..<visible.endRow {
      for x in visible.column..<visible.endColumn {
        let index = (y - row) * columns + x - column
        guard dots[index] != 0 else { continue }
        let under = canvas.cells[y * canvas.columns + x]
        var style = style(at: index)
        style.background = under.backgroundBehindGlyph
        if legible, let paper = style.background, let ink = style.foreground {
          style.foreground = ink.legible(on: paper, few: medium.colors == .ansi16)
        }
        let glyph = glyph(at: index, over: joined ? under : Cell(), medium.glyphs)
        canvas.cells[y * canvas.columns + x] = Cell(glyph, style)
      }
    }
  }

  private func glyph(at index: Int, over under: Cell, _ glyphs: GlyphSet) -> Unicode.Scalar {
    let own = dots[index]
    switch glyphs {
    case .braille:
      let value = under.glyph.value
      let other = (0x2800...0x28FF).contains(value) ? UInt8(truncatingIfNeeded: value) : 0
      return DotGlyphs.braille(own | other)
    case .blocks:
      // Over a background, ▀ ▄ █ are pixels of a heatmap, not dots of an earlier raster.
      let other = under.style.background == nil ? DotGlyphs.dots(of: under.glyph) : 0
      return DotGlyphs.quadrant(own | other)
    case .ascii:
      return strokes[index].glyph ?? DotGlyphs.asciiDots(count: own.nonzeroBitCount)
    }
  }
}

extension Canvas {
  /// Draws a raster over the picture; cells without dots and all backgrounds stay as they are.
  ///
  /// - Parameters:
  ///   - joined: where a cell already has dots, they stay, in the colour of the new ones; otherwise
  ///     the new ones replace them.
  ///   - legible: colours that are about as light as their background are made darker or lighter.
  public mutating func draw(
    _ raster: DotRaster, at column: Int, _ row: Int, joined: Bool = true, legible: Bool = false,
    medium: Medium
  ) {
    guard medium.scale != nil else {
      return raster.draw(
        on: &self, at: column, row, medium, joined: joined, legible: legible)
    }
    let rect = Rect(column: column, row: row, columns: raster.columns, rows: raster.rows)
    var marks = raster.marks
    if legible {
      for index in marks.indices {
        let place = marks[index].start
        let under = self[column + Int(place.x / 2), row + Int(place.y / 4)]
        if let paper = under.backgroundBehindGlyph, let ink = marks[index].style.foreground {
          marks[index].style.foreground = ink.legible(on: paper, few: medium.colors == .ansi16)
        }
      }
    }
    place(
      marks, in: rect, hasDots: { raster.style(column: $0, row: $1) != nil },
      draw: {
        raster.draw(
          on: &$0, at: column, row, medium, joined: joined, legible: legible)
      })
  }
}
