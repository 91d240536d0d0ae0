extension Canvas {
  /// Draws a field of signed numbers as hues and a field of amounts as light, two pixels per cell, and
  /// finer where the medium has pixels.
  ///
  /// Without colours only the light is drawn, by how much ink a glyph has.
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
      // Ink is seen as its share of the cell, light as its power.
      drawHeatmap(
        light.map { max($0, 0).squareRoot() }, in: rect, range: 0...1, medium: medium)
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
