import Canvas
import Flows

/// Why there is nothing to see yet.
func drawEmpty(_ state: State, in rect: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let lines = wrapped(state.trouble ?? "preparing the flow", rect.columns)
  for (row, line) in lines.enumerated() {
    canvas.write(
      StyledText(line, state.trouble == nil ? theme.faint : theme.alarm), in: rect,
      row: max(0, (rect.rows - lines.count) / 2) + row, alignment: .center)
  }
}
