extension Canvas {
  /// Tints the pixels of a mask over a heatmap, two pixels per cell, and finer where the medium has pixels.
  ///
  /// With colours each pixel moves toward the colour as far as it is covered; without, or without half blocks,
  /// its dots are lit in a checkerboard.
  ///
  /// - Parameters:
  ///   - shape: as wide as `rect` and twice as high, or finer.
  ///   - amount: 0 changes nothing, 1 shows only the colour.
  public mutating func shade(
    _ shape: PixelCoverage, in rect: Rect, style: Style, amount: Float, medium: Medium
  ) {
    guard let samples = rect.samples(of: shape.amounts.count),
      shape.columns == samples * rect.columns, shape.rows == 2 * samples * rect.rows
    else { return }
    let mask = shape.amounts.halfBlocks(in: rect, samples: samples)
    guard let color = style.foreground, medium.colors != .mono, medium.glyphs != .ascii else {
      shadeWithDots(mask.map { $0 > 0.5 }, rect, style, medium)
      return
    }
    if samples > 1, medium.scale != nil {
      shadeImage(shape, in: rect, color: color, amount: amount, medium)
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
        replace(
          column, row,
          by: upper == lower
            ? Cell(" ", Style(background: upper))
            : Cell("▀", Style(foreground: upper, background: lower)))
      }
    }
  }

  /// Tints the image that shows in a rectangle; where there is none of the same fineness, the backdrop.
  private mutating func shadeImage(
    _ shape: PixelCoverage, in rect: Rect, color: RGB, amount: Float, _ medium: Medium
  ) {
    func tint(_ image: inout PixelImage) {
      for index in image.pixels.indices where shape.amounts[index] > 0 {
        image.pixels[index] = image.pixels[index].blended(
          toward: color, by: amount * shape.amounts[index])
      }
    }
    for index in pictures.indices.reversed() where pictures[index].rect == rect {
      guard case .image(var image) = pictures[index].content, image.columns == shape.columns,
        image.rows == shape.rows
      else { continue }
      pictures[index].content = .image(PixelImage(columns: 0, rows: 0, fill: color))
      tint(&image)
      pictures[index].content = .image(image)
      return
    }
    var image = PixelImage(columns: shape.columns, rows: shape.rows, fill: medium.backdrop.color)
    tint(&image)
    place(image, in: rect)
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
