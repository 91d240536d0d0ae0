import Canvas
import Flows
import Foundation

extension FieldScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = MorphLayout(body)
    drawPicture(state, layout, on: &canvas)
    drawNumbers(state, layout.side, on: &canvas)
    morph.drawScrubber(
      state, layout, captions: isVelocity ? velocityCaptions : layerCaptions, on: &canvas)
  }

  private var velocityCaptions: [String] {
    guard scoreLevel == nil else {
      return [
        "arrows: ∇ log p of data with so much noise, −ε_θ/σ; particles: the flow's, between the solver's steps",
        "arrows: the score −ε_θ/σ at this noise", "the score",
      ]
    }
    return [
      "arrows: f(x, t) at this very t; particles: between the solver's steps on straight lines",
      "arrows are exact; particles go straight between steps", "the field at this t",
    ]
  }

  private var layerCaptions: [String] {
    [
      "arrows: where the layer at hand takes each place; a discrete flow has no velocity in between",
      "arrows: where this layer takes each place", "what this layer moves",
    ]
  }

  /// The name of what moves points here.
  private var mover: String {
    if let scoreLevel { return "score, σ \(scoreLevel.significant)" }
    if let time = moment.time {
      return "f(x, t) at t = \(time.text(2))"
        + (layerCount > 1 ? " of flow \(moment.layer + 1)" : "")
    }
    return "\(morph.stages[min(morph.passed, morph.stages.count - 1)].name) moves"
  }

  private func drawPicture(_ state: State, _ layout: MorphLayout, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let frame = layout.picture
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(mover, theme.strong), right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(right: legend(state, width: frame.columns - 6)), state)
    guard !inside.isEmpty else { return }
    let viewport = layout.viewport(extent: morph.extent, state)
    if let terrain {
      terrain.draw(state, viewport, on: &canvas)
    } else {
      drawDensity(
        morph.density, maximum: morph.densityMaximum, under: .lines, state, viewport, on: &canvas)
    }
    drawTrails(state, viewport, on: &canvas)
    drawArrows(state, viewport, on: &canvas)
    drawHeads(state, viewport, on: &canvas)
  }

  /// What the colours mean.
  private func legend(_ state: State, width: Int) -> StyledText {
    let theme = Theme(state.medium)
    guard !showsLength(state) else {
      let name = scoreLevel != nil ? "score" : isVelocity ? "speed" : "distance"
      return state.colorMap.legend(
        from: name + " 0", to: Double(fullLength).significant,
        style: theme.faint, medium: state.medium)
    }
    let strip = DivergingMap(limit: logDetLimit, medium: state.medium).legend(width: 9)
    let name = isVelocity ? "divergence " : "log|det dx/dz| "
    return strip.width + name.count <= width ? StyledText(name, theme.faint) + strip : strip
  }

  private func style(_ arrow: Arrow, _ state: State) -> Style {
    guard showsLength(state) else {
      return DivergingMap(limit: logDetLimit, medium: state.medium).style(for: arrow.growth)
    }
    let share = min(arrow.length / fullLength, 1)
    guard state.medium.colors != .mono else { return Style(bold: share > 0.5) }
    return Style(
      // The first part of the map is left out: its colours cannot be told from the backdrop.
      foreground: state.colorMap.color(at: 0.3 + 0.7 * share, on: state.medium))
  }

  /// Draws each arrow as a shaft of dots with a head of dots at its end, in the exact direction. Where
  /// there are no fine dots, the head is a sign over the shaft's last cell, in the nearest of eight
  /// directions.
  private func drawArrows(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    var heads: [(tip: SIMD2<Float>, direction: SIMD2<Float>, style: Style)] = []
    let reach = Float(spacing) - 2
    for arrow in arrows where arrow.length.isFinite {
      let direction = SIMD2(arrow.vector.x, -arrow.vector.y) / max(arrow.length, 1e-9)
      let length = reach * min(arrow.length / fullLength, 1)
      let style = style(arrow, state)
      let middle = viewport.dot(arrow.place)
      let tip = middle + direction * (length / 2)
      // An arrow shorter than two dots becomes a dot.
      raster.line(
        from: middle - direction * (length / 2), to: length < 2 ? middle : tip, style: style)
      guard length >= 2 else { continue }
      if state.medium.glyphs == .braille {
        for barb in ArrowHead.barbs(direction, length: min(2.6, 0.4 * length)) {
          raster.line(from: tip, to: tip + barb, style: style)
        }
      } else {
        heads.append((tip, direction, style))
      }
    }
    canvas.draw(
      raster, at: viewport.rect.column, viewport.rect.row, joined: false, legible: true,
      medium: state.medium)
    for head in heads {
      // The cell of the shaft's last dot; past the edge of a cell by a hair there is none of it.
      let end = head.tip - 0.5 * head.direction
      let (column, row) = (Int((end.x / 2).rounded(.down)), Int((end.y / 4).rounded(.down)))
      guard viewport.rect.columns > column, viewport.rect.rows > row, column >= 0, row >= 0 else {
        continue
      }
      canvas.write(
        StyledText(ArrowHead.glyph(head.direction, state.medium.glyphs), head.style),
        at: viewport.rect.column + column, viewport.rect.row + row)
    }
  }

  /// How many particles a picture has room for. A layer moves points along straight lines, which would
  /// grow into a mesh.
  private func particleCount(_ viewport: Viewport) -> Int {
    let room = max(12, viewport.rect.columns * viewport.rect.rows / 48)
    return min(morph.samples.count, room, isVelocity ? 90 : 40)
  }

  /// Where the particles have been of late: in this layer, or in the last third of a solver's steps.
  private func drawTrails(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    // Strokes made of characters would be taken for arrows.
    guard state.medium.glyphs != .ascii else { return }
    let theme = Theme(state.medium)
    let style = theme.model.dimmed(state.medium, by: 0.55)
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    raster.isDotted = state.medium.colors == .mono
    for particle in 0..<particleCount(viewport) {
      let recent = isVelocity ? max(1, morph.stages.count / 3) : morph.fraction > 0 ? 0 : 1
      let behind = morph.passage.points.prefix(morph.passed + 1).suffix(recent + 1)
        .map { viewport.dot($0[particle]) }
      raster.polyline(behind + [viewport.dot(morph.samples[particle])], style: style)
    }
    canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
  }

  /// Where the particles are.
  private func drawHeads(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    let style = Theme(state.medium).model.emphasised
    guard state.medium.scale == nil else {
      var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
      raster.weight = 2.4
      for point in morph.samples.prefix(particleCount(viewport)) {
        raster.point(viewport.dot(point), style: style)
      }
      return canvas.draw(
        raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
    }
    for particle in 0..<particleCount(viewport) {
      guard let cell = viewport.cell(morph.samples[particle]) else { continue }
      canvas.write(StyledText("•", style), at: cell.column, cell.row)
    }
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    guard frame.columns >= 24 else { return }
    let theme = Theme(state.medium)
    // The text takes what it needs, and the curves the rest.
    let needed = lines(state, theme, frame.inset().inset(columns: 1, rows: 0)).count + 2
    let plots = frame.rows >= 22
    let parts = frame.rows(
      plots && frame.rows - needed >= 9 ? .cells(needed) : .share(1),
      plots && frame.rows - needed >= 9
        ? .share(1) : .cells(plots ? max(10, frame.rows * 2 / 5) : 0))
    let inside = canvas.drawPanel(
      parts[0],
      top: BorderTitles(
        left: StyledText(isVelocity ? "what moves the points" : "what the layer does", theme.text)),
      state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    canvas.write(lines: lines(state, theme, inside), in: inside)
    guard plots else { return }
    drawStages(state, parts[1], on: &canvas)
  }

  private func lines(_ state: State, _ theme: Theme, _ inside: Rect) -> [StyledText] {
    let width = min(inside.columns, 64)
    let speeds = riding.vectors.map { Double(($0 * $0).sum().squareRoot()) }.filter(\.isFinite)
    let growths = riding.growth.filter(\.isFinite).map(Double.init)
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let growth = mean(growths)
    func fact(_ label: String, _ value: String, _ style: Style) -> StyledText {
      factLine(label, StyledText(value, style), theme, width: width)
    }
    let long = width >= 38
    var lines = [
      fact(
        isVelocity
          ? (long ? "speed of the particles, mean" : "speed, mean")
          : (long ? "distance that points move, mean" : "moves, mean"), mean(speeds).significant,
        theme.text),
      fact(long ? "  greatest" : "  most", (speeds.max() ?? 0).significant, theme.text),
      fact(
        isVelocity
          ? (long ? "divergence at the particles, mean" : "divergence")
          : (long ? "log|det dx/dz|, mean" : "log|det|"),
        growth.text(3, plus: true).shows(isVelocity ? "" : "probe.logdet.layer.1"),
        colors.style(for: Float(growth))),
      fact(
        isVelocity
          ? (width >= 44 ? "so mean log p changes by, a time unit" : "so log p by")
          : (long ? "so mean log p changes by" : "so log p by"),
        (-growth).text(3, plus: true).shows(isVelocity ? "" : "probe.logdet.layer.1"), theme.text),
    ]
    lines.append(
      fact(
        long ? "an arrow of full length" : "full arrow", Double(fullLength).significant, theme.text)
    )
    if let detour {
      lines.append(
        fact(long ? "way / straight line, mean" : "way / line", detour.text(3), theme.model))
    }
    if let terrain {
      return lines
        + terrain.lines(
          state.medium, key: key(state), width: inside.columns, rows: inside.rows - lines.count)
    }
    for word in words(state) {
      lines.append(note: word, width: inside.columns, rows: inside.rows, theme)
    }
    return lines
  }

  /// What the arrows are.
  private func words(_ state: State) -> [String] {
    let solved = FlowFamily.all.filter(\.forwardMethod.isSolved).map(\.name)
    return scoreLevel != nil
      ? [
        "Arrows are the score −ε_θ/σ: they point to where data with so much noise are denser.",
        "The flow's velocity is (x + score)·σ/α, times how fast the noise goes. It moves the particles.",
        "\(key(state)), [ ] scrub, m plays.",
      ]
      : isVelocity
        ? [
          "dx/dt = f(x, t): every particle follows the arrow under it.",
          "d log p/dt = −div f: density thins where arrows spread and thickens where they meet.",
          "\(key(state)), [ ] scrub, m plays.",
        ]
        : [
          "Arrows show how far the layer moves each place, all to one scale; dots are the samples on "
            + "their way, with where they have been.",
          "Flows with a velocity are \(solved.joined(separator: " and ")).",
          "\(key(state)), [ ] scrub, m plays.",
        ]
  }

  /// What the key `a` does, which goes to the next form.
  private func key(_ state: State) -> String {
    if FieldView.showsSpeed(state) { return "a shows the score" }
    if FieldView.wantsScore(state) { return "a shows the terrain" }
    return FieldView.wantsTerrain(state)
      ? "a colours by \(isVelocity ? "divergence" : "log|det dx/dz|")"
      : "a colours by \(isVelocity ? "speed" : "distance")"
  }

  /// How far points move and how much they spread, stage by stage: each with its own axis where there is
  /// room for two.
  private func drawStages(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    func series(_ values: [Double], _ style: Style, _ label: String, dotted: Bool) -> Plot.Series {
      .init(
        points: values.enumerated().map { SIMD2(Double($0) + 0.5, $1) }, style: style,
        label: label, isDotted: dotted)
    }
    let distance = series(stageTravel, theme.model, "distance", dotted: false)
    let growth = series(stageGrowth, theme.strong, "log|det dx/dz|", dotted: true)
    let stage = isVelocity ? "step of the solver" : "layer"
    guard frame.rows >= 18 else {
      return drawPlot([distance, growth], "each \(stage), mean", state, frame, on: &canvas)
    }
    let halves = frame.rows(.share(1), .share(1))
    drawPlot(
      [distance], "how far each \(stage) moves points, mean", state, halves[0], on: &canvas)
    drawPlot(
      [growth], "log|det dx_k/dz_k| of each \(stage), mean", state, halves[1], on: &canvas)
  }

  private func drawPlot(
    _ series: [Plot.Series], _ title: String, _ state: State, _ frame: Rect,
    on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let count = Double(max(1, morph.stages.count))
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText(title, theme.text)), state)
    var series = series
    // The title names a curve that is alone.
    if series.count == 1 { series[0].label = nil }
    canvas.drawPlot(
      Plot(
        series: series, references: [.init(y: 0, label: "", style: theme.border)],
        xRange: 0...count, xLabel: "stage", cursor: morph.depth * count, axisStyle: theme.faint,
        minimumLabelWidth: 5),
      in: inside, medium: state.medium)
  }
}
