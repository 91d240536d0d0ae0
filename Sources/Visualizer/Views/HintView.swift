import Canvas

/// The last line: a message if there is one, then as many hints from the key table as fit.
///
/// A message too long for the line takes the lines above it as well.
func drawHints(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  var column = frame.column
  if let message = state.message ?? state.trouble.map({ "✖ \($0)" }) {
    let style = state.message == nil ? theme.alarm : theme.text
    let lines = wrapped(message, max(1, frame.columns - 2))
    let first = max(1, frame.endRow - lines.count)
    for (offset, line) in lines.enumerated() {
      canvas.fill(Rect(row: first + offset, columns: frame.columns, rows: 1))
      column = canvas.write(StyledText(line, style), at: frame.column + 1, first + offset)
    }
    column += 2
  }
  canvas.write(hintLine(state, theme, width: frame.endColumn - column), at: column, frame.row)
}

/// Whole hints only, in the order of usefulness.
private func hintLine(_ state: State, _ theme: Theme, width: Int) -> StyledText {
  var line = StyledText(" ")
  var hints = KeyTable.hints(in: state.mode, view: state.view)
  if state.slow != nil {
    // The keys of slow motion come after those that lead out.
    let own = hints.filter { [.step, .slowMotion].contains($0.action) }
    hints.removeAll { own.contains($0) }
    hints.insert(contentsOf: own, at: min(3, hints.count))
  }
  for binding in hints {
    let hint =
      StyledText(label(binding), theme.key)
      + StyledText(" \(wording(binding, state))", theme.faint)
    let gap = line.width > 1 ? 3 : 0
    guard line.width + gap + hint.width < width else { continue }
    line += StyledText(String(repeating: " ", count: gap)) + hint
  }
  return line
}

/// The key, or both where two keys do the same in two directions.
private func label(_ binding: Binding) -> String {
  binding.action == .lens(.adjust(1)) ? "[ ]" : binding.keys[0].label
}

/// The hint as it applies now.
private func wording(_ binding: Binding, _ state: State) -> String {
  switch binding.action {
  case .toggleRunning where state.running: "pause"
  case .race(.toggleRunning) where state.race?.running == true: "pause"
  case .zoom where state.zoomed: "unzoom"
  case .step where state.slow != nil: "next part"
  case .slowMotion where state.speed == .slowMotion: "whole steps"
  case .step where state.pastStep != nil: "forward"
  case .lens(.play) where state.lens.playing != 0: "stop"
  case .lens(.adjust) where state.view == .estimates: "layer"
  case .lens(.adjust) where state.view == .mass || state.view == .oneD: "size"
  default: binding.hint ?? ""
  }
}
