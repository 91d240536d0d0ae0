import Canvas
import Flows

/// The change-of-variables formula at the probe, with its numbers filled in.
///
/// Wide: the formula on the left, the layers' waterfall on the right. Narrow: one below the other,
/// as far as the rows reach.
func drawLedger(_ ledger: Ledger, _ state: State, in inside: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  if inside.columns >= 54 {
    let parts = inside.columns(.cells(26), .share(1), gap: 2)
    write(facts(ledger, theme, rows: inside.rows), in: parts[0], on: &canvas)
    drawWaterfall(ledger, state, in: parts[1], on: &canvas)
    return
  }
  let short = inside.rows < ledger.rows.count + 9
  let facts = facts(ledger, theme, rows: short ? min(inside.rows, 9) : 9)
  write(facts, in: inside, on: &canvas)
  let rest = Rect(
    column: inside.column, row: inside.row + facts.count + 1, columns: inside.columns,
    rows: inside.rows - facts.count - 1)
  if rest.rows >= 3 { drawWaterfall(ledger, state, in: rest, on: &canvas) }
}

/// The ledger in three lines, for screens with no room for its pane.
func drawLedgerStrip(_ ledger: Ledger, _ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let column = frame.column + 1
  let room = max(0, frame.columns - 2)
  let sum = number(ledger.logDet, theme.text)
  var first =
    StyledText("x ", theme.faint) + StyledText(ledger.x.text, theme.text)
    + StyledText("  f⁻¹▸  z ", theme.faint) + StyledText(ledger.z.text, theme.text)
  let jacobian = ledger.jacobian
  let matrix = [jacobian.0, jacobian.1, jacobian.2, jacobian.3].map { $0.text(2, width: 5, plus: true) }
  let matrixText =
    StyledText("   dz/dx ", theme.faint)
    + StyledText("\(matrix[0]) \(matrix[1]) / \(matrix[2]) \(matrix[3])", theme.text)
  if first.width + matrixText.width <= room { first += matrixText }
  let second =
    StyledText("log p(x) = log p_z(z) + Σ log|det| = ", theme.faint)
    + number(ledger.logBase, theme.text) + StyledText(" + ", theme.faint) + sum
    + StyledText(" = ", theme.faint) + number(ledger.logDensity, theme.model)
  var third =
    StyledText("Σ ", theme.faint)
    + layerTerms(ledger, theme, room: room - 34)
  let check =
    StyledText("  finite differences ", theme.faint)
    + number(ledger.finiteDifferenceLogDet, theme.text) + agreement(ledger, theme)
  if third.width + check.width <= room { third += check }
  let shortSecond =
    StyledText("log p(x) = ", theme.faint) + number(ledger.logBase, theme.text)
    + StyledText(" + ", theme.faint) + sum + StyledText(" = ", theme.faint)
    + number(ledger.logDensity, theme.model)
  canvas.write(first, at: column, frame.row, maxWidth: room)
  canvas.write(second.width <= room ? second : shortSecond, at: column, frame.row + 1, maxWidth: room)
  canvas.write(third, at: column, frame.row + 2, maxWidth: room)
}

/// Every layer's term in a row, as many as fit.
private func layerTerms(_ ledger: Ledger, _ theme: Theme, room: Int) -> StyledText {
  var text = StyledText()
  for row in ledger.rows {
    let term = StyledText(row.logDet.text(1, width: 4, plus: true) + " ", theme.text)
    if text.width + term.width > room {
      return text + StyledText("…", theme.faint)
    }
    text += term
  }
  return text
}

private func number(_ value: Double, _ style: Style) -> StyledText {
  StyledText(value.text(3, width: 6, plus: true), style)
}

/// Whether the finite differences agree with the layers' sum.
private func agreement(_ ledger: Ledger, _ theme: Theme) -> StyledText {
  let gap = abs(ledger.finiteDifferenceLogDet - ledger.logDet)
  // Central differences in Double lose about half the digits; what is left is far below 1e-3.
  return gap < 1e-3 ? StyledText(" ✓", theme.model) : StyledText(" ✗", theme.alarm)
}

/// Label on the left, value on the right, 26 cells in all.
private func facts(_ ledger: Ledger, _ theme: Theme, rows: Int) -> [StyledText] {
  func fact(_ label: String, _ value: StyledText) -> StyledText {
    StyledText(label.trailing(26 - value.width), theme.faint) + value
  }
  let j = ledger.jacobian
  func entry(_ value: Double) -> String { value.text(2, width: 6, plus: true) }
  let head = [
    fact("x", StyledText(ledger.x.text, theme.text)),
    fact("z = f⁻¹(x)", StyledText(ledger.z.text, theme.text)),
    fact("log p_z(z)", number(ledger.logBase, theme.text)),
    fact("Σ log|det|", number(ledger.logDet, theme.text)),
    fact("log p(x)", number(ledger.logDensity, theme.model.emphasised)),
  ]
  let check = [
    fact("finite differences", number(ledger.finiteDifferenceLogDet, theme.text))
      + agreement(ledger, theme)
  ]
  let matrix = [
    fact("dz/dx", StyledText(entry(j.0) + " " + entry(j.1), theme.text)),
    fact("", StyledText(entry(j.2) + " " + entry(j.3), theme.text)),
  ]
  if rows >= 10 { return head + [""] + check + [""] + matrix }
  return Array((head + check + matrix).prefix(rows))
}

private func write(_ lines: [StyledText], in rect: Rect, on canvas: inout Canvas) {
  for (row, line) in lines.prefix(rect.rows).enumerated() {
    canvas.write(line, at: rect.column, rect.row + row, maxWidth: rect.columns)
  }
}

/// Each layer's log-determinant as a bar that begins where the one before it ended; the last bar is
/// their sum.
private func drawWaterfall(
  _ ledger: Ledger, _ state: State, in rect: Rect, on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  let terms = condensed(ledger.rows, to: rect.rows - 2)
  let labelWidth = min(max(terms.map(\.name.count).max() ?? 0, 8), max(8, rect.columns / 3))
  let valueWidth = 7
  let bars = Rect(
    column: rect.column + labelWidth + 1, row: rect.row + 1,
    columns: rect.columns - labelWidth - valueWidth - 2, rows: terms.count + 1)
  guard bars.columns >= 5, rect.rows >= 3 else { return }
  var total = 0.0
  var reach = abs(ledger.logDet)
  for term in terms {
    total += term.logDet
    reach = max(reach, abs(total))
  }
  // A scale that doubles only when it must, so that bars do not breathe with every step.
  var scale = 1.0
  while scale < reach, scale < 1e6 { scale *= 2 }
  let bar = SignedBars(frame: bars, scale: scale, state: state)
  canvas.write(
    StyledText("layer", theme.faint), at: rect.column, rect.row, maxWidth: labelWidth)
  canvas.writeTrailing(
    StyledText("log|det|", theme.faint), before: rect.endColumn, rect.row)
  bar.drawScale(on: &canvas, row: rect.row)
  total = 0
  for (index, term) in terms.enumerated() {
    let row = bars.row + index
    canvas.write(StyledText(term.name, theme.text), at: rect.column, row, maxWidth: labelWidth)
    bar.draw(from: total, to: total + term.logDet, row: row, on: &canvas)
    total += term.logDet
    canvas.writeTrailing(
      StyledText(term.logDet.text(3, width: valueWidth, plus: true), theme.text),
      before: rect.endColumn, row)
  }
  let row = bars.row + terms.count
  canvas.write(StyledText("Σ", theme.strong), at: rect.column, row)
  bar.draw(from: 0, to: ledger.logDet, row: row, on: &canvas)
  canvas.writeTrailing(
    StyledText(ledger.logDet.text(3, width: valueWidth, plus: true), theme.strong),
    before: rect.endColumn, row)
}

/// At most `limit` terms; the last ones share a line when there are more.
private func condensed(_ rows: [Ledger.Row], to limit: Int) -> [Ledger.Row] {
  guard rows.count > limit, limit >= 2 else { return Array(rows.prefix(max(0, limit))) }
  var last = rows[limit - 1]
  last.name = "\(rows.count - limit + 1) more"
  last.logDet = rows[(limit - 1)...].map(\.logDet).reduce(0, +)
  return rows[..<(limit - 1)] + [last]
}

extension Style {
  /// The same, bold.
  var emphasised: Style {
    var style = self
    style.bold = true
    return style
  }
}
