import Canvas
import Flows

/// The panel that shows the command line, in as many lines as it needs.
func drawShare(_ line: String, _ state: State, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let width = max(10, min(canvas.columns - 6, 100))
  let command = wrapped(line, width).flatMap { brokenWords($0, width) }
  let about = wrapped(
    "Sent to the clipboard (OSC 52). Where the terminal may not allow that, the line is printed when you "
      + "leave.", width)
  let rows =
    command.map { StyledText($0, theme.strong) } + [""]
    + about.map { StyledText($0, theme.faint) }
  let inside = canvas.drawBox(
    columns: width, rows: rows.count, title: "this state, as a command", bottom: "Esc closes", state
  )
  for (row, text) in rows.prefix(inside.rows).enumerated() {
    canvas.write(text, at: inside.column, inside.row + row)
  }
}

/// A text cut into lines of a width, wherever that falls: for words longer than a line.
private func brokenWords(_ line: String, _ width: Int) -> [String] {
  var rest = line[...]
  var lines: [String] = []
  while rest.count > width {
    lines.append(String(rest.prefix(width)))
    rest = rest.dropFirst(width)
  }
  return lines + [String(rest)]
}
