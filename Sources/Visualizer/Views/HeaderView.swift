import Canvas
import Flows

/// The title line: what is being trained, how far it is, how good it is.
///
/// Parts are dropped from the least important on until the rest fits; every part has a fixed width.
func drawHeader(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let right = score(state, theme)
  var left = StyledText(" flowscope ", theme.strong)
  if state.columns < 44 { left = " " }
  let name = title(state, theme, full: state.columns >= 100, named: state.columns >= 34)
  let status = runState(state, theme, full: state.columns >= 72)
  let room = frame.columns - right.width
  var line = left + name
  if line.width + 2 + status.width > room { line = StyledText(" ") + name }
  if line.width + 2 + status.width <= room {
    let gap = state.columns >= 100 ? room - line.width - status.width - 3 : 2
    line += StyledText(String(repeating: " ", count: max(2, gap))) + status
  }
  canvas.write(line, at: frame.column, frame.row, maxWidth: room)
  canvas.writeTrailing(right, before: frame.endColumn, frame.row)
}

/// `realnvp ×8 on moons · base N(0, I) · seed 1`
private func title(_ state: State, _ theme: Theme, full: Bool, named: Bool) -> StyledText {
  let layers = state.settings.layers ?? state.family?.defaultLayers ?? 0
  var text = StyledText(state.settings.flow, theme.model)
  if named { text += StyledText(" ×\(layers)", theme.text) }
  text += StyledText(" on ", theme.faint) + StyledText(state.settings.target, theme.data)
  if full {
    let base = Bases.all.first { $0.name == state.settings.base }?.notation ?? state.settings.base
    text += StyledText(" · base \(base) · seed \(state.settings.seed)", theme.faint)
  }
  return text
}

/// `step 1,240  ▶ ×10  3,900 steps/s`
private func runState(_ state: State, _ theme: Theme, full: Bool) -> StyledText {
  let step = (state.snapshot?.step ?? 0).grouped
  var text = StyledText("step ", theme.faint) + StyledText(step.trailing(8), theme.text)
  if state.trouble != nil {
    text += StyledText("✖ stopped ", theme.alarm)
  } else if state.running {
    text += StyledText("▶ \(state.speed)".trailing(10), theme.strong)
  } else {
    let sign = state.medium.glyphs == .ascii ? "=" : "‖"
    text += StyledText("\(sign) paused  ", theme.faint)
  }
  if full {
    let pace = state.snapshot?.stepsPerSecond ?? 0
    let number = pace > 0 ? Int(pace.rounded()).grouped + " steps/s" : ""
    text += StyledText(number.leading(14), theme.faint)
  }
  return text
}

/// The distance to the target where it is known, else the held-out NLL.
private func score(_ state: State, _ theme: Theme) -> StyledText {
  let heldOut = state.snapshot?.heldOut
  let short = state.columns < 60
  let label = heldOut != nil && heldOut?.kl == nil ? "NLL " : "KL "
  let number = heldOut.map { ($0.kl ?? $0.nll).text(3, width: 6) } ?? "     –"
  return StyledText(label, theme.faint) + StyledText(number, theme.strong)
    + StyledText(short ? " " : " nats ", theme.faint)
}
