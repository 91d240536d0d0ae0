extension Canvas {
  /// The picture as text with SGR escape sequences (ECMA-48), for `cat` in a terminal.
  ///
  /// Only changes of style are written, every line ends in the terminal's own style, and blanks in
  /// that style at the end of a line are left out.
  public func ansi(depth: ColorDepth) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(cells.count * 8)
    for row in 0..<rows {
      let line = cells[row * columns..<(row + 1) * columns]
      let end =
        line.lastIndex { $0.glyph != " " || depth.resolve($0.style) != .plain }.map { $0 + 1 }
        ?? line.startIndex
      var current = ResolvedStyle.plain
      for cell in line[..<end] {
        let style = depth.resolve(cell.style)
        if style != current {
          SGR.append(from: current, to: style, into: &bytes)
          current = style
        }
        if cell.glyph.value < 0x80 {
          bytes.append(UInt8(truncatingIfNeeded: cell.glyph.value))
        } else {
          bytes.append(contentsOf: UTF8.encode(cell.glyph) ?? UTF8.encodedReplacementCharacter)
        }
      }
      if current != .plain { SGR.append(from: current, to: .plain, into: &bytes) }
      bytes.append(0x0A)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Select Graphic Rendition: the escape sequence that changes one style into another.
enum SGR {
  static func append(from old: ResolvedStyle, to new: ResolvedStyle, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: [0x1B, 0x5B])
    let start = bytes.count
    if new != .plain {
      if (old.bold && !new.bold) || (old.dim && !new.dim) {
        // One code ends bold and dim; the one that stays is set again.
        append(22, to: &bytes, start)
        if new.bold { append(1, to: &bytes, start) }
        if new.dim { append(2, to: &bytes, start) }
      } else {
        if new.bold && !old.bold { append(1, to: &bytes, start) }
        if new.dim && !old.dim { append(2, to: &bytes, start) }
      }
      if new.underline != old.underline { append(new.underline ? 4 : 24, to: &bytes, start) }
      if new.reverse != old.reverse { append(new.reverse ? 7 : 27, to: &bytes, start) }
      if new.foreground != old.foreground { append(new.foreground, 30, to: &bytes, start) }
      if new.background != old.background { append(new.background, 40, to: &bytes, start) }
    }
    bytes.append(0x6D)  // An empty list means the plain style.
  }

  private static func append(
    _ color: ResolvedColor, _ base: UInt8, to bytes: inout [UInt8], _ start: Int
  ) {
    switch color {
    case .standard: append(base + 9, to: &bytes, start)
    case .index(let index) where index < 8: append(base + index, to: &bytes, start)
    case .index(let index) where index < 16: append(base + 52 + index, to: &bytes, start)
    case .index(let index):
      for code in [base + 8, 5, index] { append(code, to: &bytes, start) }
    case .rgb(let color):
      for code in [base + 8, 2, color.red, color.green, color.blue] {
        append(code, to: &bytes, start)
      }
    }
  }

  private static func append(_ code: UInt8, to bytes: inout [UInt8], _ start: Int) {
    if bytes.count > start { bytes.append(0x3B) }
    if code >= 100 { bytes.append(0x30 + code / 100) }
    if code >= 10 { bytes.append(0x30 + code / 10 % 10) }
    bytes.append(0x30 + code % 10)
  }
}
