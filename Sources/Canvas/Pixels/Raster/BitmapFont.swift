/// The letters and signs of the raster font: what a picture of pixels shows in a cell.
///
/// A glyph is 16 × 32 dots, and outlines are read out of them at any scale. Lines of boxes, blocks and braille
/// are not in the table: ``GlyphMask`` draws them by rule, so that they meet exactly.
enum BitmapFont {
  static let columns = 16
  static let rows = 32

  /// A glyph's rows from the top, the leftmost dot in the highest bit; `nil` where the font has none.
  static func glyph(_ scalar: Unicode.Scalar) -> [UInt16]? { glyphs[scalar] }

  /// The glyph for what the font lacks: an empty box.
  static let missing: [UInt16] = (0..<rows).map { row in
    switch row {
    case 5, 6, 24, 25: 0x3FFC
    case 7...23: 0x300C
    default: 0
    }
  }

  private static let glyphs: [Unicode.Scalar: [UInt16]] = {
    var glyphs: [Unicode.Scalar: [UInt16]] = [:]
    for line in (letters + "\n" + signs).split(separator: "\n") {
      guard let scalar = line.unicodeScalars.first else { continue }
      glyphs[scalar] = rows(of: line.unicodeScalars.dropFirst(2).map(\.value))
    }
    return glyphs
  }()

  /// A line of the table: six dots a character, from `0` up; `~` and a character repeat six empty dots so
  /// often.
  private static func rows(of line: [UInt32]) -> [UInt16] {
    var sixes: [UInt32] = []
    var place = 0
    while place < line.count {
      if line[place] == 0x7E, place + 1 < line.count {
        sixes += Array(repeating: 0, count: Int(line[place + 1]) - 0x30)
        place += 2
      } else {
        sixes.append(line[place] &- 0x30)
        place += 1
      }
    }
    return (0..<rows).map { row in
      (0..<columns).reduce(0) { bits, column in
        let dot = row * columns + column
        let isLit = dot / 6 < sixes.count && sixes[dot / 6] >> UInt32(5 - dot % 6) & 1 == 1
        return bits << 1 | (isLit ? 1 : 0)
      }
    }
  }
}
