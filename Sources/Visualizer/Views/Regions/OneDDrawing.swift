import Canvas
import Foundation

extension OneDScene {
  /// The part of the curve that holds nearly all of the line's mass: the range of the s axis.
  private var reach: ClosedRange<Double> { CurveAxes.range(of: s, density: base, above: 2e-3) }

  private var name: String { axis == 0 ? "z₁" : "z₂" }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = OneDLayout(body)
    drawCurve(state, layout.curve, on: &canvas)
    drawBase(state, layout.below, on: &canvas)
    drawSide(state, layout.side, on: &canvas)
    drawEquality(state, layout, on: &canvas)
    if let picture = layout.picture { drawPicture(state, picture, on: &canvas) }
    if let numbers = layout.numbers { drawNumbers(state, numbers, on: &canvas) }
  }

  private func drawCurve(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(frame.columns >= 44 ? "the map along \(name)" : "map", theme.strong),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText("up: s, distance along the image", theme.faint),
        right: frame.columns >= 70
          ? StyledText("slope ds/dz: ", theme.faint) + gridLegend(state, width: 18) : nil), state)
    guard !inside.isEmpty, let low = z.first, let high = z.last else { return }
    let axes = CurveAxes(rect: inside, x: low...high, y: reach)
    canvas.drawCarried(
      [(bin.lowerBound, image.lowerBound), (bin.upperBound, image.upperBound)], axes,
      Theme(state.medium).model, state)
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows, mixing: .mean)
    for index in z.indices.dropFirst() {
      raster.line(
        from: axes.dot(z[index - 1], s[index - 1]), to: axes.dot(z[index], s[index]),
        style: colors.style(for: Float(log(max(stretch[index], 1e-9)))))
    }
    canvas.draw(raster, at: inside.column, inside.row, legible: true, medium: state.medium)
  }

  private func drawBase(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("p_z on the line", theme.text),
        right: StyledText(name + " ▸", theme.faint)),
      bottom: BorderTitles(
        left: StyledText("bin \(bin.lowerBound.text(2)) to \(bin.upperBound.text(2))", theme.model),
        right: frame.columns >= 50
          ? StyledText("mass \(baseMass.text(4))", theme.model) : nil), state)
    guard !inside.isEmpty, let low = z.first, let high = z.last else { return }
    let axes = CurveAxes(rect: inside, x: low...high, y: 0...(1.15 * max(base.max() ?? 1, 1e-9)))
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    for index in z.indices.dropFirst() {
      let inBin = bin.contains(z[index])
      if inBin {
        raster.line(
          from: axes.dot(z[index], base[index]), to: axes.dot(z[index], 0), style: theme.model)
      }
    }
    raster.polyline(zip(z, base).map { axes.dot($0, $1) }, style: theme.text)
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
  }

  private func drawSide(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(frame.columns >= 23 ? "q(s) on the image" : "q(s)", theme.text)),
      bottom: BorderTitles(
        left: StyledText("mass \(imageMass.text(4))", theme.model)), state)
    guard !inside.isEmpty else { return }
    let (density, reach) = (density, reach)
    let shown = zip(s, density).filter { reach.contains($0.0) && $0.1.isFinite }
    let top = 1.1 * max(shown.map(\.1).max() ?? 1, 1e-9)
    let axes = CurveAxes(rect: inside, x: 0...top, y: reach)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    // Neighbouring places may be several dots apart, so strokes between them fill the area.
    for index in s.indices.dropFirst() where density[index].isFinite {
      guard s[index] >= image.lowerBound, s[index - 1] <= image.upperBound else { continue }
      let pieces = 12
      for piece in 0...pieces {
        let place = s[index - 1] + (s[index] - s[index - 1]) * Double(piece) / Double(pieces)
        guard image.contains(place) else { continue }
        raster.line(
          from: axes.dot(0, place), to: axes.dot(density[index], place), style: theme.model)
      }
    }
    raster.polyline(
      zip(s, density).map { reach.contains($0) ? axes.dot($1, $0) : SIMD2(repeating: .nan) },
      style: theme.text)
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
  }

  /// Says that both densities hold the same mass in the bin, where a larger screen has room between them.
  private func drawEquality(_ state: State, _ layout: OneDLayout, on canvas: inout Canvas) {
    guard layout.picture != nil, layout.side.columns >= 20, layout.below.rows >= 5,
      layout.numbers?.column != layout.side.column
    else { return }
    let theme = Theme(state.medium)
    let frame = Rect(
      column: layout.side.column, row: layout.below.row, columns: layout.side.columns,
      rows: layout.below.rows)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the same bin", theme.text)), state
    ).inset(columns: 1, rows: 0)
    func fact(
      _ label: String, _ value: Double, _ decimals: Int, _ style: Style, _ reading: String
    ) -> StyledText {
      let digits = value.text(decimals).shows(reading)
      return factLine(label, StyledText(digits, style), theme, width: inside.columns)
    }
    /// A mass as a mean density times a width.
    func group(
      _ sign: String, _ words: String, _ name: String, _ range: ClosedRange<Double>, _ mass: Double,
      _ side: String
    )
      -> [StyledText]
    {
      let width = range.upperBound - range.lowerBound
      return [
        StyledText(sign + " ", theme.model) + StyledText(words, theme.text),
        fact("mean \(name)", mass / max(width, 1e-9), 4, theme.text, "band.density.\(side)"),
        fact("× width", width, 2, theme.text, "band.width.\(side)"),
        fact("= mass", mass, 4, theme.model, "band.mass.\(side)"),
      ]
    }
    let above = group("▲", "on the image", "q", image, imageMass, "x")
    let left = group("◀", "on the line", "p_z", bin, baseMass, "z")
    let isTall = inside.rows >= 9
    let lines =
      isTall ? above + [""] + left : [above[0], above[3], left[0], left[3]]
    let first = inside.row + max(0, (inside.rows - lines.count) / 2)
    canvas.write(
      lines: lines,
      in: Rect(
        column: inside.column, row: first, columns: inside.columns,
        rows: max(0, inside.endRow - first)))
  }

  /// Data space, with the line's image on it.
  private func drawPicture(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the image in data space", theme.text),
        right: StyledText("z ▶ f", theme.model)), state)
    guard !inside.isEmpty else { return }
    let viewport = state.dataViewport(frame)
    drawDensity(
      modelDensity, maximum: densityMaximum, under: .lines, state, viewport, on: &canvas)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    let dots = curve.map { viewport.dot($0) }
    raster.polyline(dots, style: theme.strong)
    let marked = zip(z, dots).filter { bin.contains($0.0) }.map(\.1)
    raster.polyline(marked, style: theme.model.emphasised)
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
    let middle = z.indices.min { abs(s[$0]) < abs(s[$1]) } ?? 0
    drawProbe(SIMD2<Double>(curve[middle]), state, viewport, on: &canvas)
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the bin", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let width = inside.columns
    let middle = z.indices.min { abs(s[$0]) < abs(s[$1]) } ?? 0
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let (before, after) = (
      bin.upperBound - bin.lowerBound, image.upperBound - image.lowerBound
    )
    let long = width >= 30
    let growth = colors.style(for: Float(log(max(after / before, 1e-9))))
    func fact(_ label: String, _ value: String, _ style: Style) -> StyledText {
      factLine(label, StyledText(value, style), theme, width: width)
    }
    var lines = [
      fact(
        width >= 20 ? "width" : "", "\(before.text(2)) → \(after.text(2).shows("band.width.x"))",
        growth),
      fact(long ? "mass on the line" : "mass z", baseMass.text(4), theme.model),
      fact(
        long ? "mass on the image" : "mass s", imageMass.text(4).shows("band.mass.x"), theme.model),
      fact(
        long ? "slope ds/dz at the probe" : "ds/dz",
        stretch[middle].text(3).shows("probe.stretch.most"), theme.text),
      fact(
        long ? "p_z = q · ds/dz" : "p_z",
        base[middle].text(4).shows("probe.pz"), theme.text),
    ]
    if inside.rows >= 14 { lines += more(inside.columns, colors, theme) }
    let words = [
      "Where the curve is steep the flow stretches, and the same mass lies thinner at the side.",
      "arrows move the line and the bin, [ ] resize it, a takes the other axis, then marginals.",
    ]
    for word in words {
      lines.append(note: word, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// The line as a whole: where it is stretched most and least, and how long its image is.
  private func more(_ width: Int, _ colors: DivergingMap, _ theme: Theme) -> [StyledText] {
    let seen = z.indices.filter { reach.contains(s[$0]) && stretch[$0].isFinite }
    guard let most = seen.max(by: { stretch[$0] < stretch[$1] }),
      let least = seen.min(by: { stretch[$0] < stretch[$1] })
    else { return [] }
    func slope(_ words: String, _ index: Int) -> StyledText {
      let place = StyledText("at \(name) = \(z[index].text(2, plus: true))  ", theme.text)
      let value = StyledText(
        stretch[index].text(3).shows("probe.stretch.most"),
        colors.style(for: Float(log(max(stretch[index], 1e-9)))))
      return factLine(words, place + value, theme, width: width)
    }
    func range(_ words: String, _ range: ClosedRange<Double>) -> StyledText {
      let text =
        "\(range.lowerBound.text(2, plus: true)) to \(range.upperBound.text(2, plus: true))"
      return factLine(words, StyledText(text, theme.text), theme, width: width)
    }
    let length = reach.upperBound - reach.lowerBound
    return [
      range("\(name) in the bin", bin), range("s in the bin", image),
      slope("steepest", most), slope("flattest", least),
      factLine("length of the image", StyledText(length.text(2), theme.text), theme, width: width),
    ]
  }
}
