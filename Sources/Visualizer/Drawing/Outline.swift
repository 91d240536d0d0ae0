import Canvas

extension Canvas {
  /// Draws a closed line in data coordinates: as a line where the medium has pixels, at half blocks where these
  /// can be coloured, and else in dots.
  mutating func drawOutline(
    _ corners: [SIMD2<Float>], isDotted: Bool = false, style: Style, _ state: State,
    _ viewport: Viewport
  ) {
    let medium = state.medium
    if medium.scale == nil, medium.colors != .mono, medium.glyphs != .ascii {
      return shade(
        viewport.outline(of: corners, dash: isDotted ? 2 : nil), in: viewport.rect, style: style,
        amount: 0.75, medium: medium)
    }
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    raster.isDotted = isDotted
    raster.polyline(corners.map { viewport.dot($0) }, style: style, closed: true)
    draw(
      raster, at: viewport.rect.column, viewport.rect.row, legible: medium.scale == nil,
      medium: medium)
  }
}
