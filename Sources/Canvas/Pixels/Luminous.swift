extension Canvas {
  /// Draws a field of signed numbers as hues and a field of amounts as light, two pixels per cell, and
  /// finer where the medium has pixels.
  ///
  /// Without colours the light is how much ink a glyph has, and the sign is its kind.
  ///
  /// - Parameters:
  ///   - values: row-major from the top, `2·rect.rows × rect.columns`, or finer.
  ///   - light: as many, from 0 (nothing) to 1.
  public mutating func drawLuminous(
    _ values: [Float], light: [Float], in rect: Rect, limit: Float, medium: Medium
  ) {
    guard let samples = rect.samples(of: values.count), light.count >= values.count else { return }
    if samples > 1 {
      drawLuminous(
        values.halfBlocks(in: rect, samples: samples),
        light: light.halfBlocks(in: rect, samples: samples), in: rect, limit: limit,
        medium: medium)
      return place(samples: samples, in: rect, medium) {
        PixelImage(luminous: values, light: light, columns: $0, limit: limit, medium: medium)
      }
    }
    guard medium.colors != .mono else {
      drawSigned(values, light: light, in: rect, limit: limit, medium.glyphs)
      return
    }
    let map = LuminousMap(limit: limit, medium: medium)
    let visible = rect.intersection(bounds)
    for row in visible.row..<visible.endRow {
      let upperStart = (row - rect.row) * 2 * rect.columns - rect.column
      let lowerStart = upperStart + rect.columns
      for column in visible.column..<visible.endColumn {
        let upper = map.color(
          value: values[upperStart + column], light: light[upperStart + column])
        let lower = map.color(
          value: values[lowerStart + column], light: light[lowerStart + column])
        self[column, row] = Cell(upper: upper, lower: lower, glyphs: medium.glyphs)
      }
    }
  }

  /// Without colours the light is ink, and what the ink is made of is the sign: `+` and `#` above zero,
  /// `-` and `=` below, shades at zero.
  private mutating func drawSigned(
    _ values: [Float], light: [Float], in rect: Rect, limit: Float, _ glyphs: GlyphSet
  ) {
    let visible = rect.intersection(bounds)
    for row in visible.row..<visible.endRow {
      let start = (row - rect.row) * 2 * rect.columns - rect.column
      for column in visible.column..<visible.endColumn {
        let (upper, lower) = (start + column, start + rect.columns + column)
        // Ink is seen as its share of the cell, light as its power.
        let ink = max(0.5 * (light[upper] + light[lower]), 0).squareRoot()
        let side = SignRamp.side(of: 0.5 * (values[upper] + values[lower]), limit: limit)
        self[column, row] =
          ink == ink
          ? Cell(
            DensityRamp.glyph(min(ink, 1), SignRamp.ramp(side, glyphs)), Style(bold: side > 0))
          : Cell("?")
      }
    }
  }
}

/// Glyphs for the two sides of a signed number where there are no colours, in the order of their ink.
enum SignRamp {
  private static let above = Array(" .++##".unicodeScalars)
  private static let below = Array(" .--==".unicodeScalars)
  /// No glyph of the other two.
  private static let plainNeutral = Array(" .:oO@".unicodeScalars)

  /// 1, 0 or −1; small numbers count as zero, as in the map of colours.
  static func side(of value: Float, limit: Float) -> Int {
    guard abs(value) >= DivergingMap.neutral * limit else { return 0 }
    return value > 0 ? 1 : -1
  }

  static func ramp(_ side: Int, _ glyphs: GlyphSet) -> [Unicode.Scalar] {
    if side == 0 { return glyphs == .ascii ? plainNeutral : DensityRamp.blocks }
    return side > 0 ? above : below
  }
}

extension Cell {
  /// Two pixels above each other; where there are no half blocks, their mean.
  init(upper: RGB, lower: RGB, glyphs: GlyphSet) {
    if upper == lower {
      self.init(" ", Style(background: upper))
    } else if glyphs == .ascii {
      self.init(" ", Style(background: upper.blended(toward: lower, by: 0.5)))
    } else {
      self.init("▀", Style(foreground: upper, background: lower))
    }
  }
}
