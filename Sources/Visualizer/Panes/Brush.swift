import Canvas
import Flows
import Foundation

/// The brush, and what to do with it, over the target's picture.
func drawBrush(_ painting: Painting, _ state: State, _ viewport: Viewport, on canvas: inout Canvas)
{
  let theme = Theme(state.medium)
  var ring = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
  let places = (0..<40).map { index in
    let angle = Float(index) / 40 * 2 * .pi
    let offset = SIMD2(cos(angle), sin(angle)) * Float(2 * painting.deviation)
    return viewport.dot(SIMD2<Float>(painting.brush) + offset)
  }
  let hasPixels = state.medium.scale != nil && state.medium.colors != .mono
  if hasPixels {
    let center = viewport.dot(SIMD2<Float>(painting.brush))
    // An edge of the backdrop's colour, so that it is seen on what is painted.
    let edge = Style(foreground: state.medium.backdrop.color)
    for (style, weight) in [(edge, Float(2.6)), (theme.strong, 1.2)] {
      ring.weight = weight
      ring.polyline(places, style: style, closed: true)
      for arm in [SIMD2<Float>(1, 0), SIMD2(0, 1)] {
        ring.line(from: center - arm, to: center + arm, style: style)
      }
    }
  } else {
    for place in places { ring.point(place, style: theme.strong) }
  }
  canvas.draw(ring, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
  if !hasPixels, let cell = viewport.cell(SIMD2<Float>(painting.brush)) {
    canvas[cell.column, cell.row] = Cell("+", theme.probe)
  }
  if painting.dots.isEmpty {
    canvas.write(
      StyledText("drag, or arrows and space", theme.text), in: viewport.rect, row: 1,
      alignment: .center)
  }
}
