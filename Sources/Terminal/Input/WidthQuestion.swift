import Canvas

/// Asks a terminal how many columns it gives the glyphs of pictures: it prints some, and asks where the cursor is.
/// In a terminal that is set to Chinese, Japanese or Korean, or that does not speak UTF-8, they are wider than the
/// C library believes, and every row would be shifted.
struct WidthQuestion: Hashable {
  private static let samples: [(glyphs: String, needed: GlyphSet)] = [
    ("\u{2580}\u{2500}\u{2588}", .blocks), ("\u{28FF}\u{2801}", .braille),
  ]

  /// How many answers have come.
  private var answers = 0
  /// Whether the glyphs of each rung take one column; `nil` before the answer.
  private(set) var isSingle: [GlyphSet: Bool] = [:]

  /// The text writes over the beginning of the cursor's line, which must be empty, and empties it again.
  static var text: [UInt8] {
    Array("\u{1B}7".utf8) + samples.flatMap { Array("\r\($0.glyphs)\u{1B}[6n".utf8) }
      + Array("\r\u{1B}[K\u{1B}8".utf8)
  }

  /// Takes note of where the cursor is.
  mutating func note(column: Int) {
    guard answers < Self.samples.count else { return }
    let sample = Self.samples[answers]
    isSingle[sample.needed] = column == 1 + sample.glyphs.unicodeScalars.count
    answers += 1
  }

  /// Whether all answers have come, and every glyph takes one column.
  var isProved: Bool { isSingle.count == Self.samples.count && isSingle.values.allSatisfy(\.self) }

  /// The highest rung up to this one that is not known to be too wide.
  func best(upTo wanted: GlyphSet) -> GlyphSet {
    if isSingle[.blocks] == false { return .ascii }
    return wanted == .braille && isSingle[.braille] == false ? .blocks : wanted
  }
}
