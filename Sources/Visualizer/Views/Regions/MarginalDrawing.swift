import Canvas
import Foundation

extension MarginalScene {
  private var before: String { axis == 0 ? "z₁" : "z₂" }
  private var after: String { axis == 0 ? "x₁" : "x₂" }

  /// The ranges of the axes: where nearly all of the mass lies.
  private func reach(_ marginal: Marginal) -> ClosedRange<Double> {
    CurveAxes.range(of: marginal.places, density: marginal.density, above: 4e-3)
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = OneDLayout(body)
    drawMap(state, layout.curve, on: &canvas)
    drawBase(state, layout.below, on: &canvas)
    drawSide(state, layout.side, on: &canvas)
    if let picture = layout.picture { drawPoints(state, picture, on: &canvas) }
    if let numbers = layout.numbers { drawNumbers(state, numbers, on: &canvas) }
    drawKey(state, layout, on: &canvas)
  }

  /// Whether the bin's points show alone: without colours to dim, the others would hide them.
  private func hidesOthers(_ medium: Medium) -> Bool { [.mono, .ansi16].contains(medium.colors) }

  /// The flow's points in data space, those of the bin bright.
  private func drawPoints(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the flow's points in x", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        right: StyledText(
          hidesOthers(state.medium) ? "· from the bin" : "· bright: from the bin", theme.model)),
      state)
    guard !inside.isEmpty, points.count == cloud.count else { return }
    let viewport = state.dataViewport(frame)
    let isFew = hidesOthers(state.medium)
    let dim = theme.model.dimmed(state.medium, by: 0.45)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    for isIn in [false, true] where isIn || !isFew {
      for (point, pair) in zip(points, cloud) where bin.contains(pair.x) == isIn {
        raster.point(viewport.dot(point), style: isIn ? theme.model.emphasised : dim)
      }
    }
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
  }

  /// What the lines are, in the corner between the two densities.
  private func drawKey(_ state: State, _ layout: OneDLayout, on canvas: inout Canvas) {
    guard let numbers = layout.numbers, layout.picture != nil, layout.side.columns >= 20,
      layout.below.rows >= 6, numbers.column != layout.side.column
    else { return }
    let theme = Theme(state.medium)
    let frame = Rect(
      column: layout.side.column, row: layout.below.row, columns: layout.side.columns,
      rows: layout.below.rows)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the lines above", theme.text)), state
    ).inset(columns: 1, rows: 0)
    var keys: [(sign: String, words: String, style: Style)] = [
      ("—", "density of \(after)", theme.text), ("┄", "the bin's points", theme.strong),
      ("▒", "bin, in order", theme.model),
    ]
    if target != nil { keys.append(("┄", "target's density", theme.data)) }
    var lines = keys.map {
      StyledText($0.sign + " ", $0.style) + StyledText($0.words, theme.faint)
    }
    let notes = [
      "In order: as much mass below every place of \(after) as below its place of \(before).",
      "The flow itself takes the bin's points elsewhere: to the dotted line inside.",
    ]
    for note in notes {
      lines.append(note: note, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// The points before and after the flow, and the increasing map.
  private func drawMap(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(
          frame.columns >= 44 ? "marginals: \(before) to \(after)" : "\(before) to \(after)",
          theme.strong), right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText("up: \(after)", theme.faint),
        right: frame.columns >= 44
          ? StyledText(
            hidesOthers(state.medium) ? "· the bin's points" : "· the flow's points", theme.model)
            + StyledText("  — map in order", theme.strong) : nil), state)
    guard !inside.isEmpty else { return }
    let axes = CurveAxes(rect: inside, x: reach(base), y: reach(data))
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    let dim = theme.model.dimmed(state.medium, by: 0.6)
    let isFew = hidesOthers(state.medium)
    for point in cloud where !isFew || bin.contains(point.x) {
      raster.point(
        axes.dot(point.x, point.y), style: bin.contains(point.x) ? theme.model.emphasised : dim)
    }
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
    canvas.drawCarried(
      [(bin.lowerBound, binImage.lowerBound), (bin.upperBound, binImage.upperBound)], axes,
      theme.model, state)
    var curve = DotRaster(columns: inside.columns, rows: inside.rows)
    curve.polyline(zip(base.places, image).map { axes.dot($0, $1) }, style: theme.strong)
    canvas.draw(curve, at: inside.column, inside.row, joined: false, medium: state.medium)
  }

  private func drawBase(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let mass = base.mass(in: bin)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("p(\(before)), base", theme.text),
        right: StyledText(before + " ▸", theme.faint)),
      bottom: BorderTitles(
        left: StyledText("bin \(bin.lowerBound.text(2)) to \(bin.upperBound.text(2))", theme.model),
        right: frame.columns >= 50 ? StyledText("mass \(mass.text(4))", theme.model) : nil), state)
    guard !inside.isEmpty else { return }
    let top = 1.15 * max(base.density.max() ?? 1, 1e-9)
    let axes = CurveAxes(rect: inside, x: reach(base), y: 0...top)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    raster.polyline(zip(base.places, base.density).map { axes.dot($0, $1) }, style: theme.text)
    for place in CurveAxes.steps(bin, across: 4 * inside.columns) {
      let height = Marginal.at(place, base.places, base.density)
      raster.line(from: axes.dot(place, 0), to: axes.dot(place, height), style: theme.model)
    }
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
  }

  private func drawSide(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(frame.columns >= 18 ? "p(\(after)), data" : "p(\(after))", theme.text)),
      bottom: BorderTitles(
        left: StyledText("mass \(data.mass(in: binImage).text(4))", theme.model)), state)
    guard !inside.isEmpty else { return }
    let peak = max(data.density.max() ?? 1, target?.density.max() ?? 0, 1e-9)
    let axes = CurveAxes(rect: inside, x: 0...1.1 * peak, y: reach(data))
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    func outline(_ marginal: Marginal, _ style: Style, dotted: Bool) {
      raster.isDotted = dotted
      raster.polyline(zip(marginal.places, marginal.density).map { axes.dot($1, $0) }, style: style)
    }
    if let target { outline(target, theme.data, dotted: true) }
    outline(data, theme.text, dotted: false)
    raster.isDotted = false
    for place in CurveAxes.steps(binImage, across: 8 * inside.rows) {
      let length = Marginal.at(place, data.places, data.density)
      raster.line(from: axes.dot(0, place), to: axes.dot(length, place), style: theme.model)
    }
    outline(share, theme.strong, dotted: true)
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the bin", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let width = inside.columns
    let long = width >= 32
    let (short, wide) = (bin.upperBound - bin.lowerBound, binImage.upperBound - binImage.lowerBound)
    let growth = DivergingMap(limit: logDetLimit, medium: state.medium).style(
      for: Float(log(max(wide / short, 1e-9))))
    func fact(_ label: String, _ value: String, _ style: Style) -> StyledText {
      factLine(label, StyledText(value, style), theme, width: width)
    }
    var lines = [
      fact(width >= 20 ? "width" : "", "\(short.text(2)) → \(wide.text(2))", growth),
      fact(long ? "mass in \(before)" : "mass z", base.mass(in: bin).text(4), theme.model),
      fact(
        long ? "mass in \(after), in order" : "mass x", data.mass(in: binImage).text(4),
        theme.model),
      fact(
        long ? "mass of the bin's own points" : width >= 20 ? "its points" : "flow",
        share.mass.text(4), theme.strong),
      fact(
        long ? "spread of \(after) that \(before) tells" : "told", (100 * told).text(0) + " %",
        theme.text),
    ]
    let isRoomy = inside.rows >= 14
    if isRoomy { lines += more(width, theme) }
    let words = [
      "Curve: the increasing map; the bin keeps its mass on it.",
      // The rest in the longer form or the shorter one.
      isRoomy
        ? "Dots: the flow itself. \(after) depends on the other coordinate too, so the bin's points spread: "
          + "the dotted line inside the density at the side is where they end up."
        : "Dots: the flow itself. \(after) depends on the other coordinate too: they spread.",
      "a goes through slices and marginals of both axes; arrows move the bin, [ and ] resize it.",
    ]
    for word in words {
      lines.append(
        note: word, width: inside.columns, rows: inside.rows, isApart: isRoomy, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// Where the bin is, where it would be in order, and where its points are.
  private func more(_ width: Int, _ theme: Theme) -> [StyledText] {
    func range(_ words: String, _ range: ClosedRange<Double>) -> StyledText {
      let text =
        "\(range.lowerBound.text(2, plus: true)) to \(range.upperBound.text(2, plus: true))"
      return factLine(words, StyledText(text, theme.text), theme, width: width)
    }
    let own = cloud.filter { bin.contains($0.x) && $0.y.isFinite }.map(\.y)
    let mean = own.reduce(0, +) / Double(max(own.count, 1))
    let variance =
      own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(own.count - 1, 1))
    let spread = "\(mean.text(2, plus: true)) ± \(variance.squareRoot().text(2))"
    return [
      range("\(before) in the bin", bin), range("\(after) in order", binImage),
      factLine(
        "\(after) of its points, mean ± sd", StyledText(own.count > 1 ? spread : "–", theme.text),
        theme,
        width: width),
    ]
  }
}
