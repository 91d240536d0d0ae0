extension GlyphSet {
  /// Whether a medium with this glyph set can show the scalar.
  public func draws(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .ascii: scalar.value < 0x7F
    case .blocks: !(0x2800...0x28FF).contains(scalar.value)
    case .braille: true
    }
  }

  /// The scalar, or the closest one that this glyph set can show, always one cell wide.
  public func nearest(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if draws(scalar) { return scalar }
    if (0x2800...0x28FF).contains(scalar.value) {
      let dots = UInt8(truncatingIfNeeded: scalar.value)
      return self == .blocks
        ? DotGlyphs.quadrant(dots) : DotGlyphs.asciiDots(count: dots.nonzeroBitCount)
    }
    if let known = Self.asciiFallback[scalar] { return known }
    switch scalar.value {
    case 0x2500...0x257F: return "+"
    case 0x2580...0x259F: return "#"
    default: return "?"
    }
  }

  private static let asciiFallback: [Unicode.Scalar: Unicode.Scalar] = {
    let groups: [(Unicode.Scalar, String)] = [
      ("-", "─━┄┅┈╌╴╶−–—‐⁻⏤"), ("|", "│┃┆┇┊╎▏▕¦∣‖∥"), ("=", "═≡"), ("_", "▁▂"), (" ", "\u{A0}"),
      (".", "·░"), (":", "▒"), ("%", "▓"), ("*", "•●∗★◆✦⋆"), ("o", "○◦◌◯"), ("x", "×✕✗✖"),
      ("+", "✚"), (">", "→▶▸►›»⇒≥⟶"), ("<", "←◀◂◄‹«⇐≤⟵⌫"), ("^", "↑▲▴"), ("v", "↓▼▾✓✔√"),
      ("~", "…≈∼±"), ("'", "‘’′"), ("\"", "“”″"), ("S", "Σ∑∫⇧"), ("s", "σˢ"), ("V", "∇"),
      ("p", "π"),
      ("u", "µμ"), ("d", "∂δ"), ("D", "Δ"), ("e", "ε"), ("l", "λ"), ("t", "θτ"), ("f", "φ"),
      ("?", "∞"), ("0", "⁰₀"), ("1", "¹₁"), ("2", "²₂"), ("3", "³₃"), ("5", "⁵₅"), ("T", "ᵀ"),
      ("k", "ᵏₖ"),
      ("z", "ᶻ"), ("i", "ᵢ"), ("R", "ℝ"), ("N", "𝒩"), ("c", "©"), ("#", "■▪"), ("/", "⁄╱÷↗↙"),
      ("\\", "╲↖↘"), ("X", "╳"), ("a", "àáâãäåα"), ("b", "β"), ("g", "γ"), ("n", "ñ"),
      ("E", "ÈÉÊË"), ("h", "ħ"), ("r", "ρ"), ("w", "ω"), ("J", "𝒥"),
    ]
    var table: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (plain, others) in groups {
      for scalar in others.unicodeScalars { table[scalar] = plain }
    }
    for (plain, others): (Unicode.Scalar, String) in [
      ("e", "èéêë"), ("o", "òóôõöø°"), ("u", "ùúûü"),
    ] {
      for scalar in others.unicodeScalars { table[scalar] = plain }
    }
    return table
  }()
}

extension Canvas {
  /// The same picture with every glyph replaced that the glyph set cannot show.
  ///
  /// Views draw for their medium already. This last pass replaces what is left, such as a `Σ` or a `·` in
  /// text.
  public func adapted(to glyphs: GlyphSet) -> Canvas {
    guard glyphs != .braille else { return self }
    var result = self
    for index in cells.indices where !glyphs.draws(cells[index].glyph) {
      let cell = cells[index]
      let isPair = cell.glyph == "▀" || cell.glyph == "▄" || cell.glyph == "█"
      if glyphs == .ascii, isPair, let mean = cell.backgroundBehindGlyph {
        result.cells[index] = Cell(" ", Style(background: mean))
      } else if glyphs == .ascii, let words = Self.asciiWords[cell.glyph],
        words.contains(where: { result.write(word: $0, at: index) })
      {
        continue
      } else {
        result.cells[index].glyph = glyphs.nearest(cell.glyph)
      }
    }
    return result
  }

  /// Signs that one letter of ASCII would turn into something else, and the words for them, the best first.
  private static let asciiWords: [Unicode.Scalar: [String]] = [
    "±": ["+-"], "∞": ["inf", "oo"], "≤": ["<="], "≥": [">="], "⌫": ["bksp", "bs"],
  ]

  /// Writes a word in a cell and the empty ones after it, or before it and its sign.
  /// - Returns: whether there is room for it.
  private mutating func write(word: String, at index: Int) -> Bool {
    let row = index - index % columns..<index - index % columns + columns
    let more = word.unicodeScalars.count - 1
    func isFree(_ range: Range<Int>) -> Bool {
      range.lowerBound >= row.lowerBound && range.upperBound <= row.upperBound
        && range.allSatisfy { cells[$0].glyph == " " }
    }
    // A word of letters stands apart from other letters and digits.
    func isApart(_ place: Int) -> Bool {
      guard row.contains(place), word.unicodeScalars.allSatisfy(\.properties.isAlphabetic) else {
        return true
      }
      let next = cells[place].glyph.properties
      return !next.isAlphabetic && next.numericType == nil
    }
    var start = index
    if !isFree(index + 1..<index + 1 + more) || !isApart(index + 1 + more) {
      let hasSign = index > row.lowerBound && "−-+".unicodeScalars.contains(cells[index - 1].glyph)
      let before = hasSign ? index - 1 : index
      guard isFree(before - more..<before), isApart(before - more - 1), isApart(index + 1) else {
        return false
      }
      start = index - more
      if hasSign { cells[before - more] = cells[before] }
    }
    let cell = cells[index]
    for (offset, letter) in word.unicodeScalars.enumerated() {
      cells[start + offset] = cell
      cells[start + offset].glyph = letter
    }
    return true
  }
}
