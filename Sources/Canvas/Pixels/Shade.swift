extension Canvas {
  /// Tints the pixels of a mask over a heatmap, two pixels per cell.
  ///
  /// With colours each pixel moves toward the colour as far as it is covered; without, or without half blocks,
  /// its dots are lit in a checkerboard.
  ///
  /// - Parameters:
  ///   - shape: as wide as `rect` and twice as high.
  ///   - amount: 0 changes nothing, 1 shows only the colour.
  public mutating func shade(
    _ shape: PixelCoverage, in rect: Rect, style: Style, amount: Float, medium: Medium
  ) {
    guard !rect.isEmpty, shape.columns == rect.columns, shape.rows == 2 * rect.rows else { return }
    let mask = shape.amounts
    guard let color = style.foreground, medium.colors != .mono, medium.glyphs != .ascii else {
      shadeWithDots(mask.map { $0 > 0.5 }, rect, style, medium)
      return
    }
    let visible = rect.intersection(bounds)
    let paper = medium.backdrop.color
    // Sixteen colours have no tones in between.
    let isWhole = medium.colors == .ansi16
    let share = isWhole ? 1 : amount
    for row in visible.row..<visible.endRow {
      let upperStart = (row - rect.row) * 2 * rect.columns - rect.column
      for column in visible.column..<visible.endColumn {
        var (above, below) = (mask[upperStart + column], mask[upperStart + rect.columns + column])
        guard above > 0 || below > 0 else { continue }
        let cell = self[column, row]
        let isPair = cell.glyph == "▀"
        var upper = (isPair ? cell.style.foreground : cell.style.background) ?? paper
        var lower = cell.style.background ?? paper
        if isWhole { (above, below) = (above.rounded(), below.rounded()) }
        upper = upper.blended(toward: color, by: share * above)
        lower = lower.blended(toward: color, by: share * below)
        self[column, row] =
          upper == lower
          ? Cell(" ", Style(background: upper))
          : Cell("▀", Style(foreground: upper, background: lower))
      }
    }
  }

  private mutating func shadeWithDots(
    _ mask: [Bool], _ rect: Rect, _ style: Style, _ medium: Medium
  ) {
    var raster = DotRaster(columns: rect.columns, rows: rect.rows)
    for row in 0..<2 * rect.rows {
      for column in 0..<rect.columns where mask[row * rect.columns + column] {
        let corner = SIMD2(Float(2 * column), Float(2 * row))
        raster.point(corner, style: style)
        raster.point(corner + 1, style: style)
      }
    }
    draw(raster, at: rect.column, rect.row, medium: medium)
  }
}
