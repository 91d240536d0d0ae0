import Canvas

/// The help overlay, made from the key table: in as many columns as fit, scrolled where they do not.
enum Help {
  private static let columnWidth = KeyTable.labelWidth + KeyTable.helpWidth

  /// How far the help can be scrolled at most, whatever the screen.
  static var lineLimit: Int {
    KeyTable.entries(in: .paint).count + 2 * HelpEntry.Group.allCases.count
  }

  static func draw(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let available = max(1, (canvas.columns - 4 + 3) / (columnWidth + 3))
    let lists = columns(min(available, 2), KeyTable.entries(in: state.mode), theme)
    let tallest = lists.map(\.count).max() ?? 0
    let width = min(canvas.columns, lists.count * (columnWidth + 3) + 1)
    let height = min(canvas.rows, tallest + 2)
    let frame = Rect(
      column: (canvas.columns - width) / 2, row: (canvas.rows - height) / 2, columns: width,
      rows: height)
    let last = max(0, tallest - (frame.rows - 2))
    let first = min(state.helpScroll, last)
    let more = first < last ? "PgDn for more" : "? or Esc closes"
    canvas.fill(frame)
    let inside = canvas.drawFrame(
      frame, top: BorderTitles(left: StyledText("keys", theme.strong)),
      bottom: BorderTitles(right: StyledText(more, theme.faint)), style: theme.focusedBorder,
      medium: state.medium)
    for (index, list) in lists.enumerated() {
      let column = inside.column + 1 + index * (columnWidth + 3)
      for (row, line) in list.dropFirst(first).prefix(inside.rows).enumerated() {
        canvas.write(
          line, at: column, inside.row + row, maxWidth: max(0, inside.endColumn - column))
      }
    }
  }

  /// The groups in reading order, with a blank line between them.
  private static func columns(
    _ count: Int, _ entries: [HelpEntry], _ theme: Theme
  ) -> [[StyledText]] {
    let groups = HelpEntry.Group.allCases.map { group in
      lines(of: entries.filter { $0.group == group }, titled: group.rawValue, theme)
    }.filter { $0.count > 1 }
    let total = groups.map(\.count).reduce(groups.count - 1, +)
    var lists: [[StyledText]] = [[]]
    for group in groups {
      let current = lists[lists.count - 1]
      if lists.count < count, !current.isEmpty, current.count + group.count / 2 >= total / count {
        lists.append(group)
      } else {
        lists[lists.count - 1] = current + (current.isEmpty ? [] : [""]) + group
      }
    }
    return lists
  }

  private static func lines(
    of entries: [HelpEntry], titled title: String, _ theme: Theme
  ) -> [StyledText] {
    [StyledText(title, theme.model)]
      + entries.map { entry in
        StyledText(entry.label.trailing(KeyTable.labelWidth), theme.key)
          + StyledText(entry.help, theme.text)
      }
  }
}
