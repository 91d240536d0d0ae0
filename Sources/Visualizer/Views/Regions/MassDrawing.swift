import Canvas
import Foundation
import Learning

extension MassScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let pair = PairLayout(body)
    drawSide(
      base, "z · base space", "z", state, pair.first, state.baseViewport(pair.first),
      on: &canvas)
    drawSide(
      data, "x · data space", "x", state, pair.second, state.dataViewport(pair.second),
      on: &canvas)
    drawTable(state, pair.side, on: &canvas)
    drawBars(state, pair.below, on: &canvas)
  }

  /// log of how much f grows the region's area.
  private var growth: Double { log(number("mass.area.x") / number("mass.area.z")) }

  private func drawSide(
    _ side: Side, _ title: String, _ short: String, _ state: State, _ frame: Rect,
    _ viewport: Viewport, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let here: Probe.Space = short == "z" ? .base : .data
    let owns = here == measured.space
    let name = frame.columns >= 30 ? title : short
    let area = StyledText("area \(number("mass.area.\(short)").significant)", theme.text)
    let mass =
      StyledText("mass ", theme.faint)
      + StyledText(massText(number("mass.\(short)")), theme.model)
    let both = area + StyledText("  ") + mass
    let caption = both.width + 4 <= frame.columns ? both : mass
    let arrow = here == .data ? "z ▶ f" : "f⁻¹ ◀ x"
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(name, owns ? theme.strong : theme.text),
        right: owns
          ? StyledText("drawn here", theme.faint) : StyledText(arrow, theme.model)),
      bottom: BorderTitles(left: caption),
      state)
    guard !inside.isEmpty else { return }
    drawDensity(side.density, maximum: side.maximum, under: .lines, state, viewport, on: &canvas)
    let style = regionStyle(state)
    canvas.shade(
      side.mask, in: viewport.rect, style: style, amount: 0.45, medium: state.medium)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    raster.polyline(
      (here == .base ? measured.base : measured.data).outline.corners.map { viewport.dot($0) },
      style: style, closed: true)
    canvas.draw(raster, at: inside.column, inside.row, legible: true, medium: state.medium)
    if owns { drawProbe(measured.region.center, state, viewport, on: &canvas) }
  }

  /// The region's look: the data's accent would say data, so it is plain and bright.
  private func regionStyle(_ state: State) -> Style { Theme(state.medium).strong }

  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the same \(measured.region.shape.rawValue)", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let column = inside.columns >= 34 ? 9 : inside.columns >= 22 ? 7 : 6
    let width = min(inside.columns, 46)
    func row(_ label: String, _ left: String, _ right: String, _ style: Style) -> StyledText {
      let room = width - 2 * column
      return StyledText(label.fitted(to: room).trailing(room), theme.faint)
        + StyledText(left.leading(column) + right.leading(column), style)
    }
    let decimals = inside.columns >= 34 ? 4 : 3
    func text(_ name: String) -> String {
      let value = number(name)
      if value.isNaN { return "–" }
      // Decimals that line up; where they would show zeros, a power of ten or that it is small.
      guard value > 0, value < 0.001 else { return value.text(value < 10 ? decimals : 2) }
      let exact = NumberText.scientific(value)
      return exact.count < column ? exact : "<.001"
    }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let numbers = [
      row("", "z", "x", theme.strong),
      row("area", text("mass.area.z"), text("mass.area.x"), colors.style(for: Float(growth))),
      row(
        width >= 34 ? "mass, ∫ density" : width >= 22 ? "∫ mass" : "mass", text("mass.z"),
        text("mass.x"),
        theme.model.emphasised),
      row(
        width >= 34 ? "mass, samples" : width >= 22 ? "samples" : "hits", text("mass.samples.z"),
        text("mass.samples.x"),
        theme.text),
      row(
        width >= 34 ? "target's points" : width >= 22 ? "target" : "data", "", text("mass.target"),
        theme.data),
      row(
        width >= 34 ? "mass / area" : width >= 22 ? "density" : "dens",
        text("mass.density.z"),
        text("mass.density.x"), theme.text),
    ]
    let factor = number("mass.area.x") / number("mass.area.z")
    let verb = factor >= 1 ? "expands" : "contracts"
    let words = [
      "f \(verb) this region's area \((factor >= 1 ? factor : 1 / factor).significant) times.",
      "Its mass stays, so its density \(factor >= 1 ? "falls" : "rises") as much: "
        + "that is the change of variables.",
    ]
    let gap = abs(log(number("mass.z") / number("mass.x")))
    let cause =
      state.family?.forwardMethod.isSolved == true
      ? "the solver's finite steps (key o)" : "following the edge with finitely many points"
    var notes: [String] = []
    if gap > 0.02, gap.isFinite {
      let percent = (100 * (exp(gap) - 1)).significant
      notes.append("The two masses differ by \(percent) %: the error of \(cause).")
    }
    notes += [
      "∫: each side by its own density over its own outline.",
      "samples: \(sampleCount.grouped) of the base, and their images.",
      "arrows move it, [ ] resize, a makes it a \(measured.region.shape == .circle ? "box" : "circle"), "
        + "x draws in the other space.",
    ]
    var lines = numbers
    if inside.rows >= 14 {
      lines +=
        [""] + words.flatMap { wrapped($0, inside.columns) }.map { StyledText($0, theme.text) }
    }
    for note in notes {
      lines.append(note: note, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// Four decimals, or a power of ten where those would show zeros.
  private func massText(_ value: Double) -> String {
    value == 0 || value >= 0.001 ? value.text(4) : NumberText.scientific(value)
  }

  /// Area and mass of both sides as bars of a common length each.
  private func drawBars(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("area changes, mass stays", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 2 else { return }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    var rows: [(label: String, value: Double, reach: Double, style: Style)] = []
    let areas = (z: number("mass.area.z"), x: number("mass.area.x"))
    let masses = (z: number("mass.z"), x: number("mass.x"))
    let (area, mass) = (max(areas.z, areas.x), max(masses.z, masses.x))
    rows.append(("area z", areas.z, area, theme.text))
    rows.append(("area x", areas.x, area, colors.style(for: Float(growth))))
    rows.append(("mass z", masses.z, mass, theme.model))
    rows.append(("mass x", masses.x, mass, theme.model))
    let pitch = inside.rows >= 11 ? min((inside.rows + 1) / 4, 6) : inside.rows >= 8 ? 2 : 1
    if inside.rows < 4 { rows = Array(rows.prefix(2)) }
    for (index, row) in rows.enumerated() {
      let y = inside.row + index * pitch + (index >= 2 && pitch == 1 && inside.rows >= 5 ? 1 : 0)
      guard y < inside.endRow else { break }
      canvas.write(StyledText(row.label, theme.faint), at: inside.column, y)
      let bar = Rect(
        column: inside.column + 8, row: y, columns: max(1, inside.columns - 17), rows: 1)
      for thick in 0..<max(1, pitch - 1) {
        var line = bar
        line.row += thick
        canvas.drawBar(
          row.value, in: line, range: 0...max(row.reach, 1e-9), positive: row.style,
          negative: row.style, axis: theme.border, medium: state.medium)
      }
      canvas.writeTrailing(
        StyledText(massText(row.value), row.style), before: inside.endColumn, y)
    }
  }
}
