/// How much of each pixel of a cell a glyph covers, from 0 to 255.
///
/// A cell is 8 × 16 pixels at scale 1.
struct GlyphMask: Sendable {
  let columns: Int
  let rows: Int
  /// Row-major from the top.
  private(set) var coverage: [UInt8]

  private init(scale: Int) {
    columns = 8 * scale
    rows = 16 * scale
    coverage = Array(repeating: 0, count: columns * rows)
  }

  init(_ glyph: Unicode.Scalar, bold: Bool = false, scale: Int) {
    self.init(scale: scale)
    switch glyph.value {
    case 0x20, 0xA0: break
    case 0x2500...0x257F: drawLines(glyph, scale)
    case 0x2580...0x259F: drawBlock(glyph)
    case 0x2800...0x28FF: drawBraille(UInt8(truncatingIfNeeded: glyph.value))
    default: drawLetter(BitmapFont.glyph(glyph) ?? BitmapFont.missing, bold: bold)
    }
  }

  // MARK: - Letters

  /// The outline between dots that are lit and dots that are not, sampled 4 × 4 times a pixel.
  private mutating func drawLetter(_ rowsOfDots: [UInt16], bold: Bool) {
    // A bold letter is the letter twice, a dot apart.
    let dots = bold ? rowsOfDots.map { $0 | $0 >> 1 } : rowsOfDots
    let size = Float(BitmapFont.columns) / Float(columns)
    for y in 0..<rows {
      for x in 0..<columns {
        var count = 0
        for sample in 0..<16 {
          let across = (Float(x) + (Float(sample % 4) + 0.5) / 4) * size
          let down = (Float(y) + (Float(sample / 4) + 0.5) / 4) * size
          if Self.level(of: dots, across - 0.5, down - 0.5) >= 0.5 { count += 1 }
        }
        coverage[y * columns + x] = UInt8(min(255, count * 16))
      }
    }
  }

  /// How lit the dots are around a place between them.
  private static func level(of dots: [UInt16], _ x: Float, _ y: Float) -> Float {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (column, row) = (Int(left), Int(top))
    func dot(_ dx: Int, _ dy: Int) -> Float {
      let (column, row) = (column + dx, row + dy)
      guard (0..<BitmapFont.columns).contains(column), (0..<dots.count).contains(row) else {
        return 0
      }
      return dots[row] >> UInt16(BitmapFont.columns - 1 - column) & 1 == 1 ? 1 : 0
    }
    let (across, down) = (x - left, y - top)
    let upper = dot(0, 0) * (1 - across) + dot(1, 0) * across
    let lower = dot(0, 1) * (1 - across) + dot(1, 1) * across
    return upper * (1 - down) + lower * down
  }

  // MARK: - Blocks and dots

  /// Fills a part of the cell, given in eighths of its width and of its height.
  private mutating func fill(
    _ left: Int, _ top: Int, _ right: Int, _ bottom: Int, level: UInt8 = 255
  ) {
    fillPixels(
      left * columns / 8..<right * columns / 8, top * rows / 8..<bottom * rows / 8, level: level)
  }

  private mutating func fillPixels(_ across: Range<Int>, _ down: Range<Int>, level: UInt8 = 255) {
    for y in down.clamped(to: 0..<rows) {
      for x in across.clamped(to: 0..<columns) { coverage[y * columns + x] = level }
    }
  }

  private mutating func drawBlock(_ glyph: Unicode.Scalar) {
    let value = Int(glyph.value)
    switch value {
    case 0x2580: fill(0, 0, 8, 4)
    case 0x2581...0x2588: fill(0, 8 - (value - 0x2580), 8, 8)
    case 0x2589...0x258F: fill(0, 0, 0x2590 - value, 8)
    case 0x2590: fill(4, 0, 8, 8)
    case 0x2591...0x2593: fill(0, 0, 8, 8, level: UInt8(64 * (value - 0x2590) - 1))
    case 0x2594: fill(0, 0, 8, 1)
    case 0x2595: fill(7, 0, 8, 8)
    default:
      let corners = DotGlyphs.dots(of: glyph)
      if corners & 0x03 != 0 { fill(0, 0, 4, 4) }
      if corners & 0x18 != 0 { fill(4, 0, 8, 4) }
      if corners & 0x44 != 0 { fill(0, 4, 4, 8) }
      if corners & 0xA0 != 0 { fill(4, 4, 8, 8) }
    }
  }

  private mutating func drawBraille(_ bits: UInt8) {
    for y in 0..<4 {
      for x in 0..<2 where bits & DotGlyphs.bit(x, y) != 0 {
        let center = SIMD2(Float(2 * x + 1), Float(2 * y + 1)) * Float(columns) / 4
        drawStroke(from: center, to: center, width: 0.36 * Float(columns))
      }
    }
  }

  // MARK: - Lines of boxes

  private mutating func drawLines(_ glyph: Unicode.Scalar, _ scale: Int) {
    let (middle, center) = (columns / 2, rows / 2)
    if let box = BoxArms(glyph) {
      let half = box.heavy ? scale : (scale + 1) / 2
      let width = box.heavy ? 2 * scale : scale
      let across = middle - half..<middle - half + width
      let down = center - half..<center - half + width
      if box.left { fillPixels(0..<across.upperBound, down) }
      if box.right { fillPixels(across.lowerBound..<columns, down) }
      if box.up { fillPixels(across, 0..<down.upperBound) }
      if box.down { fillPixels(across, down.lowerBound..<rows) }
      return
    }
    let thin = Float(scale)
    let size = SIMD2(Float(columns), Float(rows))
    func stroke(_ from: SIMD2<Float>, _ to: SIMD2<Float>) {
      drawStroke(from: from * size, to: to * size, width: thin)
    }
    let heavy = "┅┇╍╏".unicodeScalars.contains(glyph) ? 2 : 1
    let half = (scale * heavy + 1) / 2
    switch glyph {
    case "┄", "┅", "┈", "┉", "╌", "╍":
      let parts =
        "╌╍".unicodeScalars.contains(glyph) ? 2 : "┈┉".unicodeScalars.contains(glyph) ? 4 : 3
      Self.dashes(columns, parts) { fillPixels($0, center - half..<center - half + scale * heavy) }
    case "┆", "┇", "┊", "┋", "╎", "╏":
      let parts =
        "╎╏".unicodeScalars.contains(glyph) ? 2 : "┊┋".unicodeScalars.contains(glyph) ? 4 : 3
      Self.dashes(rows, parts) { fillPixels(middle - half..<middle - half + scale * heavy, $0) }
    case "═", "║": doubled(glyph == "═", scale)
    case "╭": Self.bend(SIMD2(0.5, 1), SIMD2(1, 0.5), stroke)
    case "╮": Self.bend(SIMD2(0.5, 1), SIMD2(0, 0.5), stroke)
    case "╯": Self.bend(SIMD2(0.5, 0), SIMD2(0, 0.5), stroke)
    case "╰": Self.bend(SIMD2(0.5, 0), SIMD2(1, 0.5), stroke)
    case "╱": stroke(SIMD2(0, 1), SIMD2(1, 0))
    case "╲": stroke(SIMD2(0, 0), SIMD2(1, 1))
    case "╳":
      stroke(SIMD2(0, 1), SIMD2(1, 0))
      stroke(SIMD2(0, 0), SIMD2(1, 1))
    case "╴": fillPixels(0..<middle, center - half..<center - half + scale)
    case "╶": fillPixels(middle..<columns, center - half..<center - half + scale)
    case "╵": fillPixels(middle - half..<middle - half + scale, 0..<center)
    case "╷": fillPixels(middle - half..<middle - half + scale, center..<rows)
    default: drawLetter(BitmapFont.missing, bold: false)
    }
  }

  private static func dashes(_ length: Int, _ parts: Int, _ draw: (Range<Int>) -> Void) {
    for part in 0..<parts {
      let start = part * length / parts
      draw(start..<start + max(1, (length / parts * 3 + 3) / 5))
    }
  }

  private mutating func doubled(_ isLevel: Bool, _ scale: Int) {
    for offset in [-2, 1] {
      let start = (isLevel ? rows : columns) / 2 + offset * scale
      let line = start..<start + scale
      if isLevel { fillPixels(0..<columns, line) } else { fillPixels(line, 0..<rows) }
    }
  }

  /// A quarter of an ellipse between the middles of two sides.
  private static func bend(
    _ start: SIMD2<Float>, _ end: SIMD2<Float>, _ stroke: (SIMD2<Float>, SIMD2<Float>) -> Void
  ) {
    let middle = SIMD2<Float>(0.5, 0.5)
    var last = start
    for step in 1...8 {
      let t = Float(step) / 8
      let place =
        start * ((1 - t) * (1 - t)) + middle * (2 * t * (1 - t)) + end * (t * t)
      stroke(last, place)
      last = place
    }
  }

  /// A line with round ends, in pixels of the cell.
  private mutating func drawStroke(from start: SIMD2<Float>, to end: SIMD2<Float>, width: Float) {
    Capsule(start, end, width: width).cover(columns, rows) { x, y, amount in
      let index = y * columns + x
      coverage[index] = max(coverage[index], UInt8(amount * 255))
    }
  }

  /// The mask with everything within a pixel and a half of scale 1 of the glyph, for text over pictures.
  func halo(scale: Int) -> [UInt8] {
    var result = coverage
    for y in 0..<rows {
      for x in 0..<columns {
        var most: UInt8 = 0
        for v in max(0, y - scale)...min(rows - 1, y + scale) {
          for u in max(0, x - scale)...min(columns - 1, x + scale) {
            most = max(most, coverage[v * columns + u])
          }
        }
        result[y * columns + x] = most
      }
    }
    return result
  }
}
