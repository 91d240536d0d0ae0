import Canvas
import Foundation

/// Where the morph's parts go.
struct MorphLayout {
  var picture: Rect
  var side: Rect
  var scrubber: Rect

  init(_ body: Rect) {
    let parts = body.rows(.share(1), .cells(body.rows >= 10 ? 4 : 0))
    scrubber = parts[1]
    let rows = parts[0].rows
    let width = min(
      2 * (rows - 2) + 2, max(body.columns - 32, body.columns >= 56 ? 24 : body.columns))
    let columns = parts[0].columns(.cells(body.columns < 56 ? body.columns : width), .share(1))
    (picture, side) = (columns[0], columns[1])
  }

  /// The cells between z and x.
  var track: Rect {
    let inside = scrubber.inset().inset(columns: 3, rows: 0)
    return Rect(
      column: inside.column, row: inside.row, columns: inside.columns, rows: min(1, inside.rows))
  }

  /// How far from z to x a cell of the scrubber stands; `nil` elsewhere.
  func depth(column: Int, row: Int) -> Double? {
    guard scrubber.contains(column: column, row: row), track.columns > 1 else { return nil }
    return min(max(Double(column - track.column) / Double(track.columns - 1), 0), 1)
  }

  func viewport(extent: Float, _ state: State) -> Viewport {
    state.viewport(picture.inset(), extent: Double(extent))
  }
}

extension MorphScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = MorphLayout(body)
    drawPicture(state, layout, on: &canvas)
    drawPath(state, layout.side, on: &canvas)
    drawScrubber(state, layout, captions: captions, on: &canvas)
  }

  /// The name of the place between z and x that is shown.
  private var place: String {
    if passed == 0, fraction == 0 { return "z · base space" }
    if passed == stages.count { return "x · data space" }
    if stages.allSatisfy(\.isSolverStep) { return "t = \(depth.text(2))" }
    if fraction == 0 { return "after \(stages[passed - 1].name)" }
    return "in \(stages[passed].name), \((fraction * 100).text(0)) %"
  }

  /// The row of the table for the place that is shown: within a layer that layer, as in the title.
  var marked: Int { fraction == 0 ? passed : min(passed + 1, stages.count) }

  private func drawPicture(_ state: State, _ layout: MorphLayout, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let frame = layout.picture
    let room = frame.columns - 6
    let folds = grid.contains { $0.folded.contains(true) }
    let (gridShows, samplesShow) = (state.layers.contains(.grid), state.layers.contains(.samples))
    let hasColors = gridShows || state.picture != .density
    let edges = StyledText("edges ±\(Double(extent).text(1))", theme.faint)
    let legend = hasColors ? scale.legend(state, width: room - edges.width - 2) : nil
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(place, theme.strong),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: folds
          ? StyledText("folds here", theme.alarm)
          : edges.width + (legend?.width ?? 0) + 2 <= room ? edges : nil,
        right: legend), state)
    guard !inside.isEmpty else { return }
    let viewport = layout.viewport(extent: extent, state)
    var plane = plane
    plane.logDet = plane.logDet.map { scale.shown($0) }
    drawPlane(
      plane, maximum: densityMaximum, baseMaximum: baseMaximum,
      under: samplesShow ? .points : gridShows ? .grid : .nothing, spacing: 0.75, state, viewport,
      on: &canvas)
    if depth > 0 { drawGhost(state, viewport, on: &canvas) }
    if gridShows {
      let lines = grid.map { line in
        Scene.GridLine(
          points: line.points, logDet: line.logDet.map { scale.shown($0) }, folded: line.folded)
      }
      drawGrid(lines, state, viewport, on: &canvas)
    }
    if samplesShow {
      // Not so many that they hide the density.
      let count = min(samples.count, max(100, inside.columns * inside.rows / 2))
      drawPoints(Array(samples.prefix(count)), theme.model, state, viewport, on: &canvas)
    }
    drawTrail(state, viewport, on: &canvas)
    drawProbe(SIMD2<Double>(probe), state, viewport, on: &canvas)
  }

  /// Where the board was before it was bent: its outer edge, and every fourth of its lines. On the board
  /// they are a shade, and beside it dots.
  private func drawGhost(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    guard state.medium.colors != .mono, state.medium.glyphs != .ascii else { return }
    let (unit, reach): (Float, Float) = (1.5, 3)
    var shape = PixelCoverage(columns: viewport.pixelColumns, rows: viewport.pixelRows)
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    let style = Theme(state.medium).faint
    let edge = log(baseMaximum) - 5
    func isOnBoard(_ point: SIMD2<Float>) -> Bool {
      let pixel = viewport.pixel(point)
      let (column, row) = (Int(pixel.x), Int(pixel.y))
      guard column >= 0, row >= 0, column < viewport.pixelColumns, row < viewport.pixelRows else {
        return false
      }
      return plane.logBase[row * viewport.pixelColumns + column] > edge
    }
    // Of eight pixels of a cell one is a line.
    let width = max(1, Float(viewport.samples) / 8)
    let step = viewport.pixelSize
    let count = max(1, Int(2 * reach / step))
    for place in stride(from: -reach, through: reach, by: unit) {
      for isUpright in [true, false] {
        var run: [SIMD2<Float>] = []
        for index in 0...count {
          let along = -reach + 2 * reach * Float(index) / Float(count)
          let point = isUpright ? SIMD2(place, along) : SIMD2(along, place)
          if isOnBoard(point) {
            run.append(viewport.pixel(point))
          } else {
            raster.point(viewport.dot(point), style: style)
            if run.count > 1 { shape.stroke(run, width: width) }
            run = []
          }
        }
        if run.count > 1 { shape.stroke(run, width: width) }
      }
    }
    canvas.shade(shape, in: viewport.rect, style: style, amount: 0.2, medium: state.medium)
    canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
  }

  /// The way that the probe has come.
  private func drawTrail(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    let behind = path.prefix(passed + 1) + [probe]
    raster.polyline(behind.map { viewport.dot($0) }, style: Theme(state.medium).strong)
    canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
  }

  /// The probe's way as a table, and log density along it.
  private func drawPath(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    guard frame.columns >= 24 else { return }
    let theme = Theme(state.medium)
    let plots = frame.rows >= stages.count + 16
    let parts = frame.rows(.share(1), .cells(plots ? max(10, frame.rows - stages.count - 6) : 0))
    let inside = canvas.drawPanel(
      parts[0],
      top: BorderTitles(
        left: StyledText(
          parts[0].columns >= 42 ? "the probe's way" : "log|det dx_k/dz_k|", theme.text),
        right: parts[0].columns >= 42 ? StyledText("log|det dx_k/dz_k|", theme.faint) : nil),
      bottom: BorderTitles(right: barLegend(state)), state
    ).inset(columns: 1, rows: 0)
    drawTable(state, inside, on: &canvas)
    guard plots else { return }
    let plot = canvas.drawPanel(
      parts[1],
      top: BorderTitles(
        left: StyledText("log density along the way", theme.text)
          + StyledText(" · nats", theme.faint)), state)
    let points = (0...stages.count).map { SIMD2(Double($0), logDensity(after: $0)) }
    canvas.drawPlot(
      Plot(
        series: [.init(points: points, style: theme.model)],
        xRange: 0...Double(max(1, stages.count)), xLabel: "stage",
        cursor: depth * Double(stages.count), axisStyle: theme.faint, minimumLabelWidth: 5),
      in: plot, medium: state.medium)
  }

  private func drawTable(_ state: State, _ inside: Rect, on canvas: inout Canvas) {
    guard inside.rows >= 3 else { return }
    let theme = Theme(state.medium)
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let showsPoint = inside.columns >= 48
    let showsSum = inside.columns >= 34
    func line(
      _ name: StyledText, _ point: String, _ term: StyledText, _ sum: String, _ style: Style
    ) -> StyledText {
      var right = showsPoint ? StyledText(point.leading(18), style) : StyledText()
      right += StyledText(" ") + term
      if showsSum { right += StyledText(sum.leading(9), style) }
      let room = inside.columns - right.width - 1
      return name.padded(to: max(0, room)) + StyledText(" ") + right
    }
    canvas.write(
      line(
        StyledText("stage", theme.faint), "point", StyledText("log|det|".leading(9), theme.faint),
        "log p", theme.faint), at: inside.column, inside.row)
    let all = stages.count + 1
    // Where not all of them fit, the last line says how many do not.
    let rows = all < inside.rows ? all : inside.rows - 2
    let first = min(max(0, marked - rows / 2), max(0, all - rows))
    if rows < all {
      canvas.write(
        StyledText("  \(all - rows) more: [ ] scrub", theme.faint), at: inside.column,
        inside.endRow - 1)
    }
    for (offset, index) in (first...stages.count).prefix(rows).enumerated() {
      let reached = index <= passed
      let current = index == marked
      let style = current ? theme.strong : reached ? theme.text : theme.faint
      let name = index == 0 ? "z" : stages[index - 1].name
      let term = index == 0 ? nil : Double(pathLogDets[index - 1])
      let marker = current ? "▸ " : "  "
      canvas.write(
        line(
          StyledText(marker + name, style), SIMD2<Double>(path[index]).text,
          StyledText(
            (term?.text(3, plus: true) ?? "").shows("probe.logdet.layer.1").leading(9),
            reached ? colors.style(for: Float(term ?? 0)) : theme.faint),
          logDensity(after: index).text(3)
            .shows(index == 0 ? "probe.logpz" : "probe.logpx"), style),
        at: inside.column, inside.row + 1 + offset)
    }
  }

  /// The way from z to x with the place on it that is shown.
  /// - Parameter captions: what the frame is, the longest form first.
  func drawScrubber(
    _ state: State, _ layout: MorphLayout, captions: [String], on canvas: inout Canvas
  ) {
    Scrubber(depth: depth, stages: stages.count, passed: passed, captions: captions)
      .draw(state, layout, on: &canvas)
  }

  /// Whether the picture shows what the flow computes, or an interpolation, in forms of falling length.
  private var captions: [String] {
    if fraction == 0 {
      return [
        "exact: the flow's own points and log-determinants at this depth", "exact at this depth",
      ]
    }
    if stages[passed].isSolverStep {
      return [
        "in between: interpolated on a straight line from one step of the solver to the next",
        "in between: interpolated between solver steps", "interpolated between steps",
      ]
    }
    if stages[passed].blends {
      return [
        "in between: the layer blended with the identity, (1 − s)·h + s·layer(h), which is a layer of its kind",
        "in between: blended with the identity, itself such a layer", "in between: a blended layer",
      ]
    }
    return [
      "in between: interpolated on straight lines; the flow has no meaning here, so the density may pile up",
      "in between: interpolated, not a state of the flow", "interpolated, not the flow",
    ]
  }
}
