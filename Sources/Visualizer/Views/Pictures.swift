import Canvas
import Flows

// The three pictures of planes. Each draws inside its pane's border.

/// Base space: data pulled back through the inverse, over the base density. A trained flow makes the
/// points look as if the base had drawn them.
func drawBase(_ scene: Scene, _ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
  drawDensity(
    scene.baseDensity, maximum: scene.baseMaximum, strength: 0.55, state, viewport, on: &canvas)
  drawPoints(scene.pulledBack, Theme(state.medium).data, state, viewport, on: &canvas)
  drawProbe(scene.ledger?.z, state, viewport, on: &canvas)
}

/// Data space: the model's density, the warped grid over it, its samples on top.
func drawData(_ scene: Scene, _ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
  let gridShows = state.layers.contains(.grid)
  let strength: Float = state.layers.contains(.samples) ? 0.55 : gridShows ? 0.8 : 1
  drawDensity(
    scene.modelDensity, maximum: scene.dataMaximum, strength: strength, state, viewport,
    on: &canvas)
  if gridShows { drawGrid(scene.grid, state, viewport, on: &canvas) }
  if state.layers.contains(.samples) {
    drawPoints(scene.samples, Theme(state.medium).model, state, viewport, on: &canvas)
  }
  drawProbe(scene.ledger?.x, state, viewport, on: &canvas)
}

/// The target: its true density where that is known, and data points.
func drawTarget(_ scene: Scene, _ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
  let pointsShow = scene.targetDensity == nil || state.layers.contains(.samples)
  drawDensity(
    scene.targetDensity, maximum: scene.dataMaximum, strength: pointsShow ? 0.55 : 1, state,
    viewport, on: &canvas)
  if pointsShow {
    drawPoints(scene.data, Theme(state.medium).data, state, viewport, on: &canvas)
  }
  drawProbe(scene.ledger?.x, state, viewport, on: &canvas)
}

/// The range of log|det| that the diverging colours span, in nats.
let logDetLimit: Float = 2

/// A density as a heatmap. Colours follow its square root: the eye then sees tails as well as peaks.
private func drawDensity(
  _ density: [Float]?, maximum: Float, strength: Float, _ state: State, _ viewport: Viewport,
  on canvas: inout Canvas
) {
  guard let density, state.layers.contains(.heatmap) else { return }
  var top = maximum
  // A target of unknown density leaves the model's own peak as the scale.
  if top <= 0 { top = density.reduce(0) { $1.isFinite ? max($0, $1) : $0 } }
  let factor = top > 0 ? 1 / top : 0
  canvas.drawHeatmap(
    density.map { ($0 * factor).squareRoot() }, in: viewport.rect, map: state.colorMap,
    range: 0...1, strength: strength, medium: state.medium)
}

private func drawPoints(
  _ points: [SIMD2<Float>], _ style: Style, _ state: State, _ viewport: Viewport,
  on canvas: inout Canvas
) {
  var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
  for point in points { raster.point(viewport.dot(point), style: style) }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
}

private func drawGrid(
  _ lines: [Scene.GridLine], _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  let map = DivergingMap(limit: logDetLimit, medium: state.medium)
  var raster = DotRaster(
    columns: viewport.rect.columns, rows: viewport.rect.rows, mixing: .mean)
  for line in lines {
    let places = line.points.map { viewport.dot($0) }
    for index in places.indices.dropFirst() {
      raster.line(
        from: places[index - 1], to: places[index],
        style: map.style(for: 0.5 * (line.logDet[index - 1] + line.logDet[index])))
    }
  }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
}

/// The probe's cell.
private func drawProbe(
  _ point: SIMD2<Double>?, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  guard let point, let cell = viewport.cell(SIMD2<Float>(point)) else { return }
  canvas[cell.column, cell.row] = Cell(
    state.medium.glyphs == .ascii ? "X" : "◆", Theme(state.medium).probe)
}

/// The colours of the warped grid with the numbers at their ends: `log|det| −2 ▇▆▅▃▁▃▅▆▇ +2`.
func gridLegend(_ state: State, width: Int) -> StyledText {
  let strip = DivergingMap(limit: logDetLimit, medium: state.medium).legend(
    width: width >= 18 ? 9 : 5)
  return width >= 28 ? StyledText("log|det| ", Theme(state.medium).faint) + strip : strip
}
