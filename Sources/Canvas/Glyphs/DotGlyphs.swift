/// Which glyph shows a pattern of 2 × 4 dots, on every rung of the glyph ladder.
///
/// Dots are numbered as in braille: bits 0–2 and 6 are the left column from the top, bits 3–5 and
/// 7 the right one (Unicode chapter 21.1).
enum DotGlyphs {
  /// The bit of a dot; `x` in 0..<2, `y` in 0..<4.
  @inline(__always) static func bit(_ x: Int, _ y: Int) -> UInt8 {
    y == 3 ? (x == 0 ? 0x40 : 0x80) : 1 << UInt8(truncatingIfNeeded: x * 3 + y)
  }

  static func braille(_ dots: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(0x2800) + UInt32(dots)) ?? " "
  }

  /// Quadrants, each lit where any of its two dots is.
  static func quadrant(_ dots: UInt8) -> Unicode.Scalar {
    var corners = 0
    if dots & 0x03 != 0 { corners |= 1 }
    if dots & 0x18 != 0 { corners |= 2 }
    if dots & 0x44 != 0 { corners |= 4 }
    if dots & 0xA0 != 0 { corners |= 8 }
    return quadrants[corners]
  }

  static func asciiDots(count: Int) -> Unicode.Scalar {
    switch count {
    case 0: " "
    case 1...2: "."
    case 3...4: ":"
    default: "*"
    }
  }

  /// The dots that an earlier picture put into a cell, so that a later one can add its own.
  static func dots(of glyph: Unicode.Scalar) -> UInt8 {
    if (0x2800...0x28FF).contains(glyph.value) { return UInt8(truncatingIfNeeded: glyph.value) }
    guard (0x2580...0x259F).contains(glyph.value), let corners = quadrants.firstIndex(of: glyph)
    else { return 0 }
    return (corners & 1 != 0 ? 0x03 : 0) | (corners & 2 != 0 ? 0x18 : 0)
      | (corners & 4 != 0 ? 0x44 : 0) | (corners & 8 != 0 ? 0xA0 : 0)
  }

  private static let quadrants: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]
}
