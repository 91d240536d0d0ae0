import Canvas

// The glossary, as the second page of the help.
extension Help {
  /// The width of the glossary's text on a screen.
  private static func glossaryWidth(_ state: State) -> Int { max(1, min(state.columns - 4, 92)) }

  /// The lines of the glossary, and where each entry begins.
  private static func glossary(
    _ state: State, _ theme: Theme
  ) -> (lines: [StyledText], starts: [Int]) {
    let width = glossaryWidth(state)
    let indent = width >= 56 ? 20 : 2
    let here = Set(state.wordsHere.map(\.word))
    // Without colours only these words are bold.
    let other = state.medium.colors == .mono && !here.isEmpty ? theme.text : theme.key
    var (lines, starts): ([StyledText], [Int]) = ([], [])
    for entry in Glossary.entries {
      starts.append(lines.count)
      // The words that what is in front uses are marked.
      let name = StyledText(
        entry.word, here.contains(entry.word) ? theme.model.emphasised : other)
      let text = wrapped(ColorNames(state.medium).filled(entry.text), max(1, width - indent)).map {
        StyledText($0, theme.text)
      }
      let blank = StyledText("".leading(indent))
      if indent > 2 {
        lines += text.enumerated().map { ($0 == 0 ? name.padded(to: indent) : blank) + $1 }
      } else {
        lines += [name] + text.map { blank + $0 }
      }
    }
    return (lines, starts)
  }

  private static func glossaryRows(_ state: State) -> Int { max(0, state.rows - 2) }

  static func glossaryLastStart(_ state: State) -> Int {
    max(0, glossary(state, Theme(state.medium)).lines.count - glossaryRows(state))
  }

  /// The line of the first word that what is in front uses.
  static func glossaryStart(_ state: State) -> Int {
    guard let word = state.wordsHere.first?.word,
      let index = Glossary.entries.firstIndex(where: { $0.word == word })
    else { return 0 }
    return min(glossary(state, Theme(state.medium)).starts[index], glossaryLastStart(state))
  }

  static func drawGlossary(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let lines = glossary(state, theme).lines
    let width = min(canvas.columns, glossaryWidth(state) + 4)
    let height = min(canvas.rows, lines.count + 2)
    let frame = Rect(
      column: (canvas.columns - width) / 2, row: (canvas.rows - height) / 2, columns: width,
      rows: height)
    let first = min(state.helpScroll, max(0, lines.count - (height - 2)))
    let rest = lines.count - first - (height - 2)
    canvas.fill(frame)
    let inside = canvas.drawFrame(
      frame, top: tabs(state, theme),
      bottom: BorderTitles(
        left: StyledText(
          state.wordsHere.isEmpty
            ? "" : ColorNames(state.medium).filled("{model}: words of what is in front"),
          theme.faint),
        right: StyledText(
          rest > 0
            ? "↓ space: more · Esc closes"
            : first > 0 ? "↑ PgUp: more · Esc closes" : "? or Esc closes",
          theme.faint)),
      style: theme.focusedBorder, medium: state.medium)
    canvas.write(
      lines: Array(lines.dropFirst(first)), in: inside.inset(columns: 1, rows: 0))
  }
}

extension State {
  /// The first line of the help's page that shows; 0 while the help is closed.
  public var helpScroll: Int {
    get { helpPlace?.firstLine ?? (helpPlace?.page == .glossary ? Help.glossaryStart(self) : 0) }
    set { helpPlace?.firstLine = newValue }
  }
}
