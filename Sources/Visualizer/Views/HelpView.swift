import Canvas

/// The help overlay, made from the key table: in as many columns as fit, scrolled where they do not.
enum Help {
  /// How far the help can be scrolled at most, whatever the screen.
  static var lineLimit: Int { lines(Theme(Medium(colors: .mono, glyphs: .ascii))).count }

  /// Widest line of the table.
  private static let entryWidth = 48
  private static let labelWidth = 10

  static func draw(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let blocks = Binding.Group.allCases.map { lines(of: $0, theme) }
    let available = max(1, (canvas.columns - 4) / (entryWidth + 2))
    let columns = min(available, 3)
    let columnLists = balanced(blocks, into: columns)
    let tallest = columnLists.map(\.count).max() ?? 0
    let width = min(canvas.columns, columns * (entryWidth + 2) + 4)
    let height = min(canvas.rows, tallest + 2)
    let frame = Rect(
      column: (canvas.columns - width) / 2, row: (canvas.rows - height) / 2, columns: width,
      rows: height)
    let inside = frame.inset()
    let last = max(0, tallest - inside.rows)
    let first = min(state.helpScroll, last)
    canvas.fill(frame, with: Cell(" "))
    let more = first < last ? "PgDn more" : "? or Esc closes"
    canvas.drawFrame(
      frame, top: BorderTitles(left: StyledText("Keys", theme.strong)),
      bottom: BorderTitles(right: StyledText(more, theme.faint)), style: theme.focusedBorder,
      medium: state.medium)
    for (index, list) in columnLists.enumerated() {
      let column = inside.column + 1 + index * (entryWidth + 2)
      for (row, line) in list.dropFirst(first).prefix(inside.rows).enumerated() {
        canvas.write(
          line, at: column, inside.row + row, maxWidth: max(0, inside.endColumn - column))
      }
    }
  }

  /// Whole groups, the fullest columns first, in reading order.
  private static func balanced(_ blocks: [[StyledText]], into columns: Int) -> [[StyledText]] {
    let total = blocks.map(\.count).reduce(0, +)
    let share = (total + columns - 1) / columns
    var lists: [[StyledText]] = [[]]
    for block in blocks {
      if let count = lists.last?.count, count > 0, lists.count < columns,
        count + block.count > share + 2
      {
        lists.append([])
      }
      if let last = lists.last, !last.isEmpty { lists[lists.count - 1].append("") }
      lists[lists.count - 1] += block
    }
    return lists
  }

  private static func lines(_ theme: Theme) -> [StyledText] {
    Binding.Group.allCases.flatMap { lines(of: $0, theme) + [""] }
  }

  private static func lines(of group: Binding.Group, _ theme: Theme) -> [StyledText] {
    [StyledText(group.rawValue, theme.model)]
      + KeyTable.entries(of: group).map { label, help in
        StyledText(label.trailing(labelWidth), theme.key) + StyledText(help, theme.text)
      }
  }
}
