import Canvas
import Learning

/// The grid's cells as they lie in data space, pixel by pixel: what a flow does to area, in flat
/// colours.
struct GridCells: Sendable {
  /// log|det df/dz| at each pixel of the picture, in nats; NaN outside the grid.
  var logDet: [Float]
  /// Whether a pixel's cell is one of the dark squares, so that neighbours can be told apart.
  var isDark: [Bool]

  /// - Parameter spacing: between the grid's lines, in units of base space.
  init(_ evaluator: Evaluator, _ model: Model, _ viewport: Viewport, spacing: Float) {
    let back = evaluator.inverse(viewport.pixelCenters(), of: model)
    let reach = GridTracer.baseReach
    logDet = zip(back.z, back.logDet).map { z, logDet in
      abs(z.x) <= reach && abs(z.y) <= reach ? -logDet : .nan
    }
    isDark = back.z.map { z in
      let place = z / spacing
      guard abs(place.x) < 1e6, abs(place.y) < 1e6 else { return false }
      return (Int(place.x.rounded(.down)) + Int(place.y.rounded(.down))).isMultiple(of: 2)
    }
  }

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
