import Canvas
import Foundation
import Learning

// The picture, the table and the words of the remedies view.
extension RemediesScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = RemediesLayout(body)
    drawPicture(state, layout.picture, on: &canvas)
    drawTable(state, layout.table, on: &canvas)
    drawWords(state, layout.words, on: &canvas)
    if !layout.legend.isEmpty { drawLegend(state, layout.legend, on: &canvas) }
  }

  private func drawPicture(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let percent = current.score.bridge.map { "\((100 * $0).significant) %".shows("gap.mass") }
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the bridge ", theme.model) + StyledText("and the ", theme.text)
          + StyledText("target", theme.data),
        right: percent.map { StyledText($0, theme.model) }), state)
    guard !inside.isEmpty else { return }
    canvas.drawAccents(
      field, in: inside, positive: theme.model, negative: theme.data, medium: state.medium)
    guard let strip else { return }
    let viewport = state.dataViewport(frame)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    raster.isDotted = true
    for (start, end) in [(0, 3), (1, 2)] {
      raster.line(
        from: viewport.dot(strip[start]), to: viewport.dot(strip[end]), style: theme.faint)
    }
    canvas.draw(raster, at: inside.column, inside.row, legible: true, medium: state.medium)
  }

  /// A column of the table: its title, its width, and its text in a trial.
  private struct Column: Sendable {
    var title: String
    var width: Int
    var text: @Sendable (RemedyTrial) -> String
  }

  private static let columns: [Column] = [
    Column(title: "KL", width: 8) { trial in
      trial.score.kl?.text(4) ?? "–"
    },
    Column(title: "bridge %", width: 9) { trial in
      let mark = trial.score.bridgeIsCounted ? "*" : ""
      return (trial.score.bridge.map { (100 * $0).significant.shows("gap.mass") } ?? "–") + mark
    },
    Column(title: "stretch", width: 8) {
      $0.score.stretch.map { size($0).shows("gap.stretch") } ?? "–"
    },
    Column(title: "needed", width: 9) { $0.score.stretchNeeded.map(size) ?? "–" },
    Column(title: "step", width: 8) { $0.step.grouped },
    Column(title: "parameters", width: 11) { $0.parameters.grouped },
  ]

  private static func size(_ stretch: Double) -> String { stretch.significant + "×" }

  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("remedies", theme.text),
        right: StyledText("[ ] learn with another", theme.faint)), state
    ).inset(columns: 1, rows: 0)
    let names = Remedy.all.map { $0.name }
    let first = 2 + (names.map(\.count).max() ?? 0)
    var (columns, width) = ([Column](), first)
    for column in Self.columns where width + column.width <= inside.columns {
      columns.append(column)
      width += column.width
    }
    let rest = max(0, inside.columns - width)
    func line(_ name: String, _ cells: [String], _ style: Style) -> StyledText {
      let numbers = zip(cells, columns).map { $0.leading($1.width) }.joined()
      return StyledText(name.fitted(to: first).trailing(first + rest) + numbers, style)
    }
    canvas.write(
      line("", columns.map(\.title), theme.faint), at: inside.column, inside.row)
    let pitch = inside.rows >= 2 * names.count + 1 ? 2 : 1
    let present = Set(present.map { $0.name })
    for (index, name) in names.enumerated() where (index + 1) * pitch < inside.rows {
      let isPresent = present.contains(name)
      let trial = trials[name]
      canvas.write(
        line(
          (isPresent ? "▸ " : "  ") + name,
          columns.map { column in trial.map(column.text) ?? "" },
          isPresent ? theme.model.emphasised : trial == nil ? theme.faint : theme.text),
        at: inside.column, inside.row + (index + 1) * pitch)
    }
  }

  /// What the remedy at work does and costs, and what the columns mean.
  private func drawWords(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let title = present.first.map { $0.name } ?? "settings of your own"
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText(title, theme.model)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows > 0, inside.columns > 8 else { return }
    var lines: [StyledText] = []
    func append(_ words: String, _ style: Style) {
      let more = wrapped(words, inside.columns).map { StyledText($0, style) }
      lines.append(paragraph: more, rows: inside.rows, isApart: false)
    }
    for remedy in present {
      append("\(remedy.name): \(remedy.summary).", theme.text)
      append("The price: \(remedy.price).", theme.text)
    }
    if let lack { append(lack, theme.alarm) }
    if current.score.bridgeIsCounted || trials.values.contains(where: \.score.bridgeIsCounted) {
      append("* counted among samples: there is no density.", theme.faint)
    }
    if let kl = current.score.kl, let bound = current.score.klBound {
      append(
        "Training sees a bound: by it the KL is at most \(bound.text(4)); the integral gives \(kl.text(4)).",
        theme.text)
    }
    if let cells = current.score.cells {
      append(
        "Of cells \(cells.width.text(1)) wide the KL is \(cells.kl.text(4)); the bound that training sees "
          + "gives \(cells.gap.text(4)) nats away.", theme.text)
    }
    if present.isEmpty { append("[ and ] learn the target with a remedy.", theme.text) }
    append(
      "Bridge: the model's mass where the target has nothing. Needed: the Lipschitz constant of any map "
        + "of N(0, I) that leaves so little there; stretch: the greatest that was found in f, at samples of "
        + "the base and on the bridge's ground, which is finer than the grid of the invariants.",
      theme.faint)
    append(
      "KL: on \(heldOutCount(state)) held-out points; the header's is on "
        + "\(state.heldOut?.count.grouped ?? "fewer").", theme.faint)
    canvas.write(lines: lines, in: inside)
  }

  /// How many points the KL of the run on screen is measured on.
  private func heldOutCount(_ state: State) -> String {
    (state.running ? RemedyScore.Effort.live : .still).heldOut.grouped
  }

  /// What the picture's colours are.
  private func drawLegend(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("how to read it", theme.text)), state
    ).inset(columns: 1, rows: 0)
    let isPlain = state.medium.glyphs == .ascii || state.medium.colors == .mono
    let (plus, minus) = isPlain ? ("+ # ", "- = ") : ("■ ", "■ ")
    let share = (100 * Double(Self.fullShare)).text(0)
    let isNarrow = inside.columns < 42
    canvas.write(
      lines: [
        StyledText(plus, theme.model)
          + StyledText(
            isNarrow ? "the bridge, the model's" : "the model where the target has nothing;",
            theme.text),
        StyledText(
          "  full at \(share) % of \(isNarrow ? "target" : "the target's") peak", theme.faint),
        StyledText(minus, theme.data) + StyledText("the target", theme.text),
      ], in: inside)
  }
}
