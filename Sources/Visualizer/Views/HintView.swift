import Canvas

/// The last line: a message if there is one, else as many hints from the key table as fit.
func drawHints(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  if let trouble = state.trouble, state.message == nil {
    canvas.write(
      StyledText(" ✖ \(trouble)", theme.alarm), at: frame.column, frame.row,
      maxWidth: frame.columns)
    return
  }
  if let message = state.message {
    canvas.write(
      StyledText(" \(message)", theme.text), at: frame.column, frame.row, maxWidth: frame.columns)
    return
  }
  canvas.write(hintLine(state, theme, width: frame.columns), at: frame.column, frame.row)
}

/// Whole hints only, in the order of usefulness.
private func hintLine(_ state: State, _ theme: Theme, width: Int) -> StyledText {
  var line = StyledText(" ")
  for binding in KeyTable.hints {
    let hint =
      StyledText(binding.keys[0].label, theme.key)
      + StyledText(" \(wording(binding, state))", theme.faint)
    let gap = line.width > 1 ? 3 : 0
    guard line.width + gap + hint.width < width else { continue }
    line += StyledText(String(repeating: " ", count: gap)) + hint
  }
  return line
}

/// The hint as it applies now.
private func wording(_ binding: Binding, _ state: State) -> String {
  switch binding.action {
  case .toggleRunning where state.running: "pause"
  case .zoom where state.zoomed: "unzoom"
  default: binding.hint ?? ""
  }
}
