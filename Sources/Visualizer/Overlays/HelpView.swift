import Canvas

/// The help overlay, of two pages. The first is made from the key table: it describes the focused pane or
/// the view, then every key, in as many columns as fit. The second is the glossary. Both scroll where the
/// screen is too small.
enum Help {
  private static let columnWidth = KeyTable.labelWidth + KeyTable.helpWidth

  /// How far the open page can be scrolled.
  static func lastStart(_ state: State) -> Int {
    switch state.helpPlace?.page {
    case .keys: return KeysPage(state).last
    case .glossary: return glossaryLastStart(state)
    case nil: return 0
    }
  }

  /// How many lines a page has, with one of the page before it at the top.
  static func pageRows(_ state: State) -> Int { max(1, state.rows - 3) }

  static func draw(_ state: State, on canvas: inout Canvas) {
    switch state.helpPlace?.page {
    case .keys: drawKeys(state, on: &canvas)
    case .glossary: drawGlossary(state, on: &canvas)
    case nil: break
    }
  }

  /// The pages' names, the open one strong, and the key that turns them.
  static func tabs(_ state: State, _ theme: Theme) -> BorderTitles {
    func name(_ text: String, _ page: HelpPlace.Page) -> StyledText {
      StyledText(text, state.helpPlace?.page == page ? theme.strong : theme.faint)
    }
    return BorderTitles(
      left: name("keys", .keys) + StyledText(" │ ", theme.faint) + name("glossary", .glossary),
      right: StyledText("Tab ", theme.key) + StyledText("turns the page", theme.faint))
  }

  /// The lines of the keys' page, and where it stands on the screen.
  private struct KeysPage {
    /// What is said of the focused pane or the view, above all keys.
    let here: [StyledText]
    /// All keys, in columns.
    let lists: [[StyledText]]
    let frame: Rect
    /// The first line that shows when the page is scrolled to its end.
    let last: Int

    init(_ state: State) {
      let theme = Theme(state.medium)
      let available = max(1, (state.columns - 4 + 3) / (columnWidth + 3))
      lists = columns(
        min(available, 2),
        KeyTable.entries(in: state.mode.name, byHand: !state.knobs.isEmpty)
          + state.ownKeys.entries, theme)
      let width = min(state.columns, lists.count * (columnWidth + 3) + 1)
      here = Help.here(state, columns: lists.count, width: width - 4, theme)
      let tallest = here.count + (lists.map(\.count).max() ?? 0)
      let height = min(state.rows, tallest + 2)
      frame = Rect(
        column: (state.columns - width) / 2, row: (state.rows - height) / 2, columns: width,
        rows: height)
      last = max(0, tallest - (height - 2))
    }
  }

  private static func drawKeys(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let page = KeysPage(state)
    let (here, lists, frame) = (page.here, page.lists, page.frame)
    let first = min(state.helpScroll, page.last)
    let more = first < page.last ? "space: more · Esc closes" : "? or Esc closes"
    canvas.fill(frame)
    let inside = canvas.drawFrame(
      frame, top: tabs(state, theme),
      bottom: BorderTitles(right: StyledText(more, theme.faint)), style: theme.focusedBorder,
      medium: state.medium)
    for (row, line) in here.dropFirst(first).prefix(inside.rows).enumerated() {
      canvas.write(line, at: inside.column + 1, inside.row + row, maxWidth: inside.columns - 1)
    }
    let hereRows = max(0, here.count - first)
    for (index, list) in lists.enumerated() {
      let column = inside.column + 1 + index * (columnWidth + 3)
      let visible = list.dropFirst(max(0, first - here.count)).prefix(
        max(0, inside.rows - hereRows))
      for (row, line) in visible.enumerated() {
        canvas.write(
          line, at: column, inside.row + hereRows + row, maxWidth: max(0, inside.endColumn - column)
        )
      }
    }
  }

  /// Describes the focused pane or the view, with the keys that have a meaning of their own there, in as
  /// many columns as the other keys.
  private static func here(
    _ state: State, columns: Int, width: Int, _ theme: Theme
  ) -> [StyledText] {
    let warned = warnings(state, width: width, theme)
    guard let help = state.paneHelp else { return warned }
    let rows = help.rows(in: state.mode.name).map { row in
      StyledText(row.label.trailing(KeyTable.labelWidth), theme.key)
        + StyledText(row.help, theme.text)
    }
    let height = (rows.count + columns - 1) / columns
    let table = (0..<height).map { row in
      stride(from: row, to: rows.count, by: height).reduce(StyledText("")) { line, index in
        let gap = index == row ? 0 : max(1, columnWidth + 3 - line.width % (columnWidth + 3))
        return line + StyledText("".leading(gap)) + rows[index]
      }
    }
    return warned + [StyledText("Here: \(help.title)", theme.model)]
      + wrapped(ColorNames(state.medium).filled(help.text), max(1, width)).map {
        StyledText($0, theme.faint)
      } + table + [""]
  }

  /// The warnings about the data and about the figures on screen; they come before anything else.
  private static func warnings(_ state: State, width: Int, _ theme: Theme) -> [StyledText] {
    guard let count = state.warningCount else { return [] }
    return [StyledText(count, theme.alarm)]
      + state.warnings.flatMap { warning in
        wrapped(warning.text, max(1, width)).map { StyledText($0, theme.text) } + [""]
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

extension PaneHelp {
  /// A row for each key, with the label that the key table has. A key that the table does not have is left
  /// out.
  func rows(in mode: ModeName) -> [(label: String, help: String)] {
    let entries = KeyTable.entries(in: mode)
    let rows = keys.compactMap { action, help in
      entries.first { $0.bindings.contains { $0.action == action } }.map { ($0.label, help) }
    }
    return rows + (mouse.map { [("mouse", $0)] } ?? [])
  }
}

extension State {
  /// The help of the focused pane or of the view on screen; `nil` in a race and while painting.
  var paneHelp: PaneHelp? {
    switch mode.below.name {
    case .race, .paint: nil
    case .watch, .lesson: shown.help(self)
    }
  }
}

extension OwnKeys {
  /// Rows for the help.
  fileprivate var entries: [HelpEntry] {
    pairs.map { HelpEntry($0.own.label, "your own key for \($0.meant.label)", .screen, []) }
  }
}
