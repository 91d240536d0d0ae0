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
      ("+", "✚"), (">", "→▶▸►›»⇒≥⟶"), ("<", "←◀◂◄‹«⇐≤⟵"), ("^", "↑▲▴"), ("v", "↓▼▾✓✔√"),
      ("~", "…≈∼±"), ("'", "‘’′"), ("\"", "“”″"), ("S", "Σ∑∫"), ("s", "σ"), ("p", "π"),
      ("u", "µμ"), ("d", "∂δ"), ("D", "Δ"), ("e", "ε"), ("l", "λ"), ("t", "θτ"), ("f", "φ"),
      ("8", "∞"), ("0", "⁰₀"), ("1", "¹₁"), ("2", "²₂"), ("3", "³₃"), ("5", "⁵₅"), ("T", "ᵀ"),
      ("k", "ᵏₖ"),
      ("z", "ᶻ"), ("i", "ᵢ"), ("R", "ℝ"), ("N", "𝒩"), ("c", "©"), ("#", "■▪"), ("/", "⁄╱÷"),
      ("\\", "╲"), ("X", "╳"), ("a", "àáâãäåα"), ("b", "β"), ("g", "γ"), ("n", "ñ"),
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
      } else if cell.glyph == "±" {
        result.writePlusMinus(at: index)
      } else {
        result.cells[index].glyph = glyphs.nearest(cell.glyph)
      }
    }
    return result
  }

  /// Writes `+-` in a cell and the empty one beside it: either sign alone would say something else.
  private mutating func writePlusMinus(at index: Int) {
    let column = index % columns
    let isFreeAfter = column + 1 < columns && cells[index + 1].glyph == " "
    let first = isFreeAfter || column == 0 ? index : index - 1
    let isFree = isFreeAfter || (column > 0 && cells[first].glyph == " ")
    guard isFree else { return cells[index].glyph = "~" }
    (cells[first].glyph, cells[first + 1].glyph) = ("+", "-")
    (cells[first].style, cells[first + 1].style) = (cells[index].style, cells[index].style)
  }
}
