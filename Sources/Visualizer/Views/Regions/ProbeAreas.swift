import Canvas
import Foundation
import Learning

// The chain rule at the probe as a table.
extension ProbeScene {
  /// What each layer makes of an area, what all layers up to it make of it, and log p after them.
  func drawAreas(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("areas multiply, layer by layer", theme.text),
        right: StyledText("z ▶ f", theme.model)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 4 else { return }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let column = (inside.columns - 14) / 3
    func line(
      _ name: String, _ cells: [String], _ style: Style, name nameStyle: Style
    ) -> StyledText {
      StyledText(name.fitted(to: 14).trailing(14), nameStyle)
        + StyledText(cells[0].leading(column), style)
        + StyledText(cells.dropFirst().map { $0.leading(column) }.joined(), theme.text)
    }
    let logBase = ledger.number("probe.logpz")
    var total = 0.0
    let lines = ledger.terms.map { term in
      total += term.logDet
      return line(
        term.name,
        [
          ("×" + exp(term.logDet).significant).shows("probe.area.layer.1"),
          ("×" + exp(total).significant).shows("probe.area"),
          (logBase - total).text(3).shows("probe.logpx"),
        ], colors.style(for: Float(term.logDet)), name: theme.text)
    }
    // Of many layers the first and the last ones show.
    let room = inside.rows - 2
    var shown = lines
    if lines.count > room {
      let rest = StyledText("\(lines.count - room + 1) more", theme.faint)
      shown = Array(lines.prefix(room - 2)) + [rest] + lines.suffix(1)
    }
    let start = line(
      "z", ["", "×1", logBase.text(3).shows("probe.logpz")], theme.text, name: theme.text)
    let titles = ["area", "so far", "log p there"].map { $0.leading(column) }.joined()
    let heading = StyledText("after".trailing(14) + titles, theme.faint)
    // Apart where there is room.
    let pitch = min(5, max(1, inside.rows / (shown.count + 2)))
    for (index, text) in ([heading, start] + shown).enumerated() {
      canvas.write(
        text, at: inside.column, inside.row + pitch * index, maxWidth: inside.columns)
    }
  }
}
