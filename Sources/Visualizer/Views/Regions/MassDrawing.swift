import Canvas
import Foundation

extension MassScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let pair = PairLayout(body)
    drawSide(
      base, "z · base space", "z", .base, state, pair.first, state.baseViewport(pair.first),
      on: &canvas)
    drawSide(
      data, "x · data space", "x", .data, state, pair.second, state.dataViewport(pair.second),
      on: &canvas)
    if let truth, let sides = pair.sides(below: 10) {
      drawTarget(truth, state, sides.upper, pair.sized(in: sides.upper), on: &canvas)
      drawTable(state, sides.lower, on: &canvas)
    } else {
      drawTable(state, pair.side, on: &canvas)
    }
    drawBars(state, pair.below, on: &canvas)
  }

  /// log of how much f grows the region's area.
  private var growth: Double { log(number("mass.area.x") / number("mass.area.z")) }

  private func drawSide(
    _ side: Side, _ title: String, _ short: String, _ here: Probe.Space, _ state: State,
    _ frame: Rect, _ viewport: Viewport, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let owns = here == measured.space
    let name = frame.columns >= 30 ? title : short
    let areaName = here == .base ? "mass.area.z" : "mass.area.x"
    let massName = here == .base ? "mass.z" : "mass.x"
    let area = StyledText(
      "area " + number(areaName).significant.shows(areaName), theme.text)
    let mass =
      StyledText("mass ", theme.faint)
      + StyledText(massText(number(massName)), theme.model).shows(massName)
    let both = area + StyledText("  ") + mass
    let caption = [both, mass].first { $0.width + 4 <= frame.columns }
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
    drawRegion(here, state, viewport, on: &canvas)
    if owns { drawProbe(measured.region.center, state, viewport, on: &canvas) }
  }

  /// The target's density, with the region of data space on it.
  private func drawTarget(
    _ truth: [Float], _ state: State, _ frame: Rect, _ picture: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let share =
      StyledText("its points ", theme.faint)
      + StyledText(
        massText(number("mass.target")), theme.data
      ).shows("mass.target")
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("target, the region of x", theme.data)),
      bottom: BorderTitles(left: share), state)
    guard !inside.isEmpty else { return }
    let viewport = state.dataViewport(picture)
    drawDensity(truth, maximum: data.maximum, under: .lines, state, viewport, on: &canvas)
    drawRegion(.data, state, viewport, on: &canvas)
  }

  private func drawRegion(
    _ space: Probe.Space, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
  ) {
    let style = regionStyle(state)
    let outline = (space == .base ? measured.base : measured.data).outline.corners
    canvas.shade(
      viewport.inside(of: outline), in: viewport.rect, style: style, amount: 0.45,
      medium: state.medium)
    canvas.drawOutline(outline, style: style, state, viewport)
  }

  /// The style of the region: plain and bright, since each accent colour already has a meaning.
  private func regionStyle(_ state: State) -> Style { Theme(state.medium).strong }

  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the same \(measured.region.shape.rawValue)", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    var lines = numbers(state, columns: inside.columns)
    if inside.rows >= 14 {
      lines +=
        [""]
        + words(state).flatMap { wrapped($0, inside.columns) }.map { StyledText($0, theme.text) }
    }
    for note in notes(state) {
      lines.append(note: note, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// The numbers of both sides as a table, with labels as long as there is room for.
  private func numbers(_ state: State, columns: Int) -> [StyledText] {
    let theme = Theme(state.medium)
    let column = columns >= 50 ? 14 : columns >= 34 ? 9 : columns >= 22 ? 7 : 6
    let decimals = columns >= 34 ? 4 : 3
    let width = columns
    func text(_ name: String) -> String { digits(number(name)).shows(name) }
    func digits(_ value: Double) -> String {
      if value.isNaN { return "–" }
      // Small values would only show zeros: a power of ten takes their place, or `<.001`.
      guard value > 0, value < 0.001 else { return value.text(value < 10 ? decimals : 2) }
      let exact = NumberText.scientific(value)
      return exact.count < column ? exact : "<.001"
    }
    func row(_ labels: [String], _ left: String, _ right: String, _ style: Style) -> StyledText {
      let label = labels[width >= 34 ? 0 : width >= 22 ? 1 : 2]
      let room = width - 2 * column
      return StyledText(label.fitted(to: room).trailing(room), theme.faint)
        + StyledText(left.leading(column) + right.leading(column), style)
    }
    func row(_ labels: [String], _ name: String, _ style: Style) -> StyledText {
      row(labels, text("mass.\(name)z"), text("mass.\(name)x"), style)
    }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    return [
      row(["", "", ""], "z", "x", theme.strong),
      row(["area", "area", "area"], "area.", colors.style(for: Float(growth))),
      row(["mass, ∫ density", "∫ mass", "mass"], "", theme.model.emphasised),
      row(["mass, samples", "samples", "hits"], "samples.", theme.text),
      row(["target's points", "target", "data"], "", text("mass.target"), theme.data),
      row(["mass / area", "density", "dens"], "density.", theme.text),
    ]
  }

  /// What the numbers say.
  private func words(_ state: State) -> [String] {
    if let reason = state.handBreak {
      return [
        "Why the masses differ: \(reason).",
        "What arrives in x from other z as well, p(x) leaves out: mass "
          + "of the density is not mass that arrived, which the samples count.",
      ]
    }
    let factor = exp(growth)
    let grows = factor >= 1
    return [
      "f \(grows ? "expands" : "contracts") this region's area "
        + "\((grows ? factor : 1 / factor).significant.shows("mass.area.x")) times.",
      "Its mass stays, so its density \(grows ? "falls" : "rises") as much: "
        + "that is the change of variables.",
    ]
  }

  /// How the numbers are computed, how exact they are, and what the keys do.
  private func notes(_ state: State) -> [String] {
    let gap = abs(log(number("mass.z") / number("mass.x")))
    let cause =
      state.family?.forwardMethod.isSolved == true
      ? "the solver's finite steps (key o)" : "following the edge with finitely many points"
    var notes: [String] = []
    if gap > 0.02, gap.isFinite, state.handBreak == nil {
      let percent = (100 * (exp(gap) - 1)).significant
      notes.append("The two masses differ by \(percent) %: the error of \(cause).")
    }
    return notes + [
      "∫: each side by its own density over its own outline.",
      "samples: \(sampleCount.grouped) of the base, and their images.",
      "arrows move it, [ ] resize, a makes it a \(measured.region.shape == .circle ? "box" : "circle"), "
        + "x draws in the other space.",
    ]
  }

  /// Four decimals, or a power of ten where those would show zeros.
  private func massText(_ value: Double) -> String {
    value == 0 || value >= 0.001 ? value.text(4) : NumberText.scientific(value)
  }

  /// Bars for the area and for the mass of both sides; the larger of two is as long as there is room.
  private func drawBars(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("areas and masses", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 2 else { return }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    var rows: [(label: String, value: Double, reach: Double, style: Style, reading: String)] = []
    let areas = (z: number("mass.area.z"), x: number("mass.area.x"))
    let masses = (z: number("mass.z"), x: number("mass.x"))
    let (area, mass) = (max(areas.z, areas.x), max(masses.z, masses.x))
    rows.append(("area z", areas.z, area, theme.text, "mass.area.z"))
    rows.append(("area x", areas.x, area, colors.style(for: Float(growth)), "mass.area.x"))
    rows.append(("mass z", masses.z, mass, theme.model, "mass.z"))
    rows.append(("mass x", masses.x, mass, theme.model, "mass.x"))
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
        canvas.mark(line, ReadingMark.of(row.reading))
      }
      canvas.writeTrailing(
        StyledText(massText(row.value), row.style).shows(row.reading), before: inside.endColumn, y)
    }
  }
}
