import Canvas

extension GridCells {
  /// Tints each pixel by its cell's expansion or contraction.
  func draw(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    guard state.medium.colors != .mono, state.medium.glyphs != .ascii else { return }
    let map = DivergingMap(limit: logDetLimit, medium: state.medium)
    let rect = viewport.rect
    let paper = state.medium.backdrop.color
    func color(_ pixel: Int) -> RGB? {
      guard logDet.indices.contains(pixel), logDet[pixel].isFinite,
        let ink = map.style(for: logDet[pixel]).foreground
      else { return nil }
      return paper.blended(toward: ink, by: isDark[pixel] ? 0.34 : 0.5)
    }
    for row in 0..<rect.rows {
      for column in 0..<rect.columns {
        let upper = color(2 * row * rect.columns + column)
        let lower = color((2 * row + 1) * rect.columns + column)
        guard upper != nil || lower != nil else { continue }
        canvas[rect.column + column, rect.row + row] =
          upper == lower
          ? Cell(" ", Style(background: upper))
          : Cell("▀", Style(foreground: upper ?? paper, background: lower ?? paper))
      }
    }
  }
}
