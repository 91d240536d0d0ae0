import Canvas
import Foundation

// The layers view's table, and its film.
extension LayersScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 76
    let parts = body.columns(
      .share(1), .cells(wide ? min(body.columns * 9 / 20, 100) : 0))
    drawTable(state, parts[0], on: &canvas)
    if wide { drawFilm(state, parts[1], on: &canvas) }
  }

  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(
          frame.columns >= 60
            ? "log|det dx_k/dz_k| of each layer over the data" : "log|det dx_k/dz_k|",
          theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText(
          addsUp(rows.map(\.mean), to: total, decimals: 3) ? "Σ mean " : "Σ mean, rounded ",
          theme.faint)
          + StyledText(total.text(3, plus: true), theme.strong).shows("nll.volume"),
        right: barLegend(state)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 3 else { return }
    let columns = Columns(of: self, in: inside)
    drawHead(columns, theme, on: &canvas)
    let room = inside.rows - 1
    let remarks = remarks(width: inside.columns)
    let said = remarks.reduce(0) { $0 + $1.count }
    let pitch = min(max((room - said - 2) / max(1, rows.count), 1), 8)
    let shown = rows.prefix(rows.count > room ? room - 1 : rows.count)
    drawRest(rows[shown.count...], columns, theme, on: &canvas)
    for (index, row) in shown.enumerated() {
      drawRow(row, columns, at: inside.row + 1 + index * pitch, pitch, state, on: &canvas)
    }
    // A remark stands whole or not at all.
    var line = inside.row + 2 + shown.count * pitch
    for remark in remarks where line + remark.count <= inside.endRow {
      canvas.write(
        lines: remark.map { StyledText($0, theme.faint) },
        in: Rect(column: inside.column, row: line, columns: inside.columns, rows: remark.count))
      line += remark.count
    }
  }

  /// Where the table's columns are, and what they show.
  private struct Columns {
    let inside: Rect
    let nameWidth: Int
    /// Where the bars go, on any row.
    let bars: Rect
    /// The value at the right edge of the bars; the left edge is its negative.
    let scale: Double
    let hasTravel: Bool
    let hasGradient: Bool
    /// Cells that the numbers take.
    let numbers: Int

    init(of scene: LayersScene, in inside: Rect) {
      self.inside = inside
      // Steps of a solver share one gradient; the remarks tell it.
      hasGradient = scene.rows.contains { $0.gradient != nil } && !scene.areSteps
      hasTravel = inside.columns >= (hasGradient ? 54 : 46)
      nameWidth = min(scene.rows.map(\.name.count).max() ?? 5, 14)
      numbers = 15 + (hasTravel ? 7 : 0) + (hasGradient ? 9 : 0)
      bars = Rect(
        column: inside.column + nameWidth + 1, row: inside.row,
        columns: max(0, inside.columns - nameWidth - numbers - 1) | 1, rows: 1)
      scale = scene.barsEnd ?? barScale(reaching: scene.reach)
    }
  }

  private func drawHead(_ columns: Columns, _ theme: Theme, on canvas: inout Canvas) {
    let inside = columns.inside
    var head = "mean".leading(8) + "± sd".leading(7)
    if columns.hasTravel { head += "moves".leading(7) }
    if columns.hasGradient { head += "gradient".leading(9) }
    canvas.write(StyledText("layer", theme.faint), at: inside.column, inside.row)
    canvas.writeTrailing(StyledText(head, theme.faint), before: inside.endColumn, inside.row)
    if columns.bars.columns >= 17 {
      canvas.writeBarScale(columns.scale, above: columns.bars, row: inside.row, theme.faint)
    }
  }

  /// The layers that have no room, in one line: how many, and the sum of their means.
  private func drawRest(
    _ rest: ArraySlice<Row>, _ columns: Columns, _ theme: Theme, on canvas: inout Canvas
  ) {
    guard !rest.isEmpty else { return }
    let (inside, last) = (columns.inside, columns.inside.endRow - 1)
    let mean = rest.reduce(0) { $0 + $1.mean }.text(3, width: 8, plus: true)
    canvas.write(StyledText("\(rest.count) more", theme.faint), at: inside.column, last)
    canvas.writeTrailing(
      StyledText(mean.trailing(columns.numbers - 1), theme.faint), before: inside.endColumn, last)
  }

  /// A layer's line; where rows are far apart, also how log|det| is spread.
  private func drawRow(
    _ row: Row, _ columns: Columns, at y: Int, _ pitch: Int, _ state: State,
    on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    var bar = columns.bars
    bar.row = y
    canvas.write(
      StyledText(row.name.fitted(to: columns.nameWidth), theme.text), at: columns.inside.column, y)
    drawMean(row, columns.scale, bar, state, on: &canvas)
    if pitch >= 3 {
      bar.row += 1
      drawSpread(row, columns.scale, bar, rows: pitch - 2, state, on: &canvas)
    }
    var text =
      row.mean.text(3, width: 8, plus: true).shows("probe.logdet.layer.1")
      + row.spread.text(3, width: 7)
    if columns.hasTravel { text += row.travel.text(2, width: 7) }
    if columns.hasGradient { text += row.gradient.map { $0.text(3, width: 9) } ?? "–".leading(9) }
    canvas.writeTrailing(StyledText(text, theme.text), before: columns.inside.endColumn, y)
  }

  /// A bar for the mean, and a thread from one standard deviation below it to one above.
  private func drawMean(
    _ row: Row, _ scale: Double, _ bar: Rect, _ state: State, on canvas: inout Canvas
  ) {
    guard bar.columns >= 5 else { return }
    let theme = Theme(state.medium)
    let colors = DivergingMap(limit: 1, medium: state.medium)
    canvas.drawBar(
      row.mean, in: bar, range: -scale...scale, positive: colors.style(for: 1),
      negative: colors.style(for: -1), axis: theme.border, medium: state.medium)
    func column(_ value: Double) -> Int {
      let share = min(max((value / scale + 1) / 2, 0), 1)
      return bar.column + Int((share * Double(bar.columns - 1)).rounded())
    }
    guard row.spread.isFinite, row.mean.isFinite else { return }
    let (low, high) = (column(row.mean - row.spread), column(row.mean + row.spread))
    for place in low...high {
      guard canvas[place, bar.row].glyph == " " || canvas[place, bar.row].glyph == "│" else {
        continue
      }
      let glyph: Unicode.Scalar = place == low ? "├" : place == high ? "┤" : "─"
      canvas[place, bar.row] = Cell(low == high ? "│" : glyph, theme.faint)
    }
  }

  /// How log|det| is spread over the points: a histogram on the bars' own scale, as high as `rows`.
  private func drawSpread(
    _ row: Row, _ scale: Double, _ bar: Rect, rows: Int, _ state: State, on canvas: inout Canvas
  ) {
    guard bar.columns >= 9, rows > 0 else { return }
    var counts = [Int](repeating: 0, count: bar.columns)
    for term in row.terms where abs(Double(term)) <= scale {
      let share = (Double(term) / scale + 1) / 2
      counts[Int((share * Double(bar.columns - 1)).rounded())] += 1
    }
    guard let most = counts.max(), most > 0 else { return }
    let blocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let style = Theme(state.medium).faint
    for (column, count) in counts.enumerated() where count > 0 {
      // In eighths of a cell, from below.
      let height = max(1, count * 8 * rows / most)
      for level in 0..<rows where height > 8 * level {
        canvas[bar.column + column, bar.row + rows - 1 - level] = Cell(
          blocks[min(height - 8 * level, 8) - 1], style)
      }
    }
  }

  /// Which layer does the work, in words: the lines of each remark.
  private func remarks(width: Int) -> [[String]] {
    guard let volume = rows.max(by: { $0.spread < $1.spread }),
      let mover = rows.max(by: { $0.travel < $1.travel })
    else { return [] }
    let all = rows.reduce(0) { $0 + $1.travel * $1.travel }
    var words: [String] = []
    let share = all > 0 ? mover.travel * mover.travel / all : 0
    if rows.count > 1, all > 1e-12 {
      words.append(
        share * Double(rows.count) < 1.5
          ? "All \(areSteps ? "steps" : "layers") move points about as far."
          : "\(mover.name) moves points most, \((100 * share).text(0)) % of all squared movement.")
    }
    if areSteps, let gradient = rows.first?.gradient {
      words.append(
        "All steps share the field's parameters; their gradient is \(gradient.significant).")
    }
    if volume.spread > 1e-6 {
      words.append(
        "\(volume.name) shapes density most: its log|det dx_k/dz_k| differs most from place to place, by "
          + "±\(volume.spread.text(2)) nats.")
    } else {
      words.append("No layer changes volume differently from place to place.")
    }
    return words.map { wrapped($0, width) }
  }

  /// The data's points after every stage, as many pictures as fit.
  private func drawFilm(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let across = frame.columns >= 51 ? 3 : 2
    let width = frame.columns / across
    let high = max(1, frame.rows / max(4, (width - 2) / 2 + 2))
    let count = min(points.count, max(2, across * high))
    // The first is always z and the last x.
    let chosen = (0..<count).map { $0 * (points.count - 1) / max(1, count - 1) }
    let theme = Theme(state.medium)
    let rowsUsed = (count + across - 1) / across
    let lines = frame.rows((0..<rowsUsed).map { _ in .share(1) })
    for (index, stage) in chosen.enumerated() {
      let cell = lines[index / across].columns((0..<across).map { _ in .share(1) })[index % across]
      let name = stage == 0 ? "z" : stage == points.count - 1 ? "x" : names[stage]
      let style = stage == 0 || stage == points.count - 1 ? theme.strong : theme.text
      let inside = canvas.drawPanel(
        cell, top: BorderTitles(left: StyledText(name, style)), state)
      guard !inside.isEmpty else { continue }
      let viewport = Viewport(rect: inside, extent: extent)
      drawPoints(points[stage], theme.data, state, viewport, on: &canvas)
    }
  }
}
