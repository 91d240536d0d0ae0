import Canvas

// What the pictures of planes are drawn with.

/// The range of log|det| that the diverging colours span, in nats.
let logDetLimit: Float = 2

/// What is drawn over a density, which makes room for it.
enum Foreground {
  case nothing, lines, points
  /// Thin lines in the colours of expansion and contraction, with the density in sight between them.
  case grid

  /// How much of the heatmap's colour remains. Sixteen colours have no darker tones to give.
  func strength(_ medium: Medium) -> Float {
    switch self {
    case .nothing: 1
    case _ where medium.colors == .ansi16: 1
    case .lines: medium.backdrop == .light ? 0.35 : 0.33
    case .points: medium.backdrop == .light ? 0.4 : 0.55
    case .grid: medium.backdrop == .light ? 0.4 : 0.45
    }
  }
}

/// Square roots of a density, 1 where it reaches the maximum. Where no maximum is known, as for a target
/// of unknown density, the density's own peak takes its place.
func densityHeights(_ density: [Float], maximum: Float) -> [Float] {
  var top = maximum
  if top <= 0 { top = density.reduce(0) { $1.isFinite ? max($0, $1) : $0 } }
  let factor = top > 0 ? 1 / top : 0
  return density.map { ($0 * factor).squareRoot() }
}

/// A density as a heatmap. Colours follow its square root: the eye then sees tails as well as peaks.
///
/// A screen without colours shows contours instead where something is drawn over the density.
/// - Parameter density: at the viewport's pixels.
func drawDensity(
  _ density: [Float]?, maximum: Float, under foreground: Foreground, _ state: State,
  _ viewport: Viewport, on canvas: inout Canvas
) {
  guard let density else { return }
  let heights = densityHeights(density, maximum: maximum)
  if state.medium.colors == .mono, foreground != .nothing {
    // Heights at one and two standard deviations of a normal distribution.
    drawContours(
      heights, levels: [0.78, 0.37], style: Style(dim: true), viewport, medium: state.medium,
      on: &canvas)
    return
  }
  canvas.drawHeatmap(
    heights, in: viewport.rect, map: state.colorMap, range: 0...1,
    strength: foreground.strength(state.medium), fade: 0.25, medium: state.medium)
}

func drawPoints(
  _ points: [SIMD2<Float>], _ style: Style, _ state: State, _ viewport: Viewport,
  on canvas: inout Canvas
) {
  var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
  for point in points { raster.point(viewport.dot(point), style: style) }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
}

func drawGrid(
  _ lines: [Scene.GridLine], _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  let map = DivergingMap(limit: logDetLimit, medium: state.medium)
  var raster = DotRaster(
    columns: viewport.rect.columns, rows: viewport.rect.rows, mixing: .mean)
  let alarm = Theme(state.medium).alarm
  for line in lines {
    let places = line.points.map { viewport.dot($0) }
    for index in places.indices.dropFirst() {
      let logDet = 0.5 * (line.logDet[index - 1] + line.logDet[index])
      guard logDet.isFinite else { continue }
      let folded = line.folded[index - 1] || line.folded[index]
      raster.line(
        from: places[index - 1], to: places[index], style: folded ? alarm : map.style(for: logDet))
    }
  }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
}

/// The colours of board and grid by name, with the numbers at their ends:
/// `log|det dx/dz| −2 ▇▆▅▃▁▃▅▆▇ +2`. The longest form for a width; the shortest may be wider.
func gridLegend(_ state: State, width: Int) -> StyledText {
  let map = DivergingMap(limit: logDetLimit, medium: state.medium)
  func form(_ name: String, _ cells: Int) -> StyledText {
    StyledText(name, Theme(state.medium).faint) + map.legend(width: cells)
  }
  let name = "log|det dx/dz| "
  let forms = [form(name, 9), form(name, 5), form(name, 3), form("log|det| ", 3), form("", 5)]
  return forms.first { $0.width <= width } ?? forms[forms.count - 1]
}

/// What dots of a colour are: `· samples of the model`.
func dotLegend(_ words: String, _ style: Style) -> StyledText { StyledText("· " + words, style) }

extension [StyledText] {
  /// The first, longest form that fits.
  func fitting(_ width: Int) -> StyledText? { first { $0.width <= width } }
}

/// What the bars' colours mean, the same as on the grid: `■ f expands ■ contracts`.
func barLegend(_ state: State) -> StyledText {
  let map = DivergingMap(limit: 1, medium: state.medium)
  return StyledText("■ f expands ", map.style(for: 1))
    + StyledText("■ contracts", map.style(for: -1))
}
