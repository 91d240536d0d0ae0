import Canvas

/// Where the parts of a panel with a list are.
struct PanelPlaces {
  var box: Rect
  var list: Rect
  /// The entry on the list's first line.
  var first: Int

  /// The frame of a box with room for so many cells, or as many as the screen has.
  static func frame(columns: Int, rows: Int, atRight: Bool = false, _ state: State) -> Rect {
    let width = min(state.columns, columns + 4)
    let height = min(state.rows, rows + 2)
    return Rect(
      column: atRight ? state.columns - width : (state.columns - width) / 2,
      row: (state.rows - height) / 2, columns: width, rows: height)
  }
}

/// Gives a key to the open panel.
func updatePanel(_ state: inout State, _ key: Key) -> PanelAnswer {
  guard let panel = state.panel, key != .interrupt else { return .leave }
  switch panel {
  case .share:
    state.panel = nil
    return [.escape, .enter, "y"].contains(key) ? .effects([]) : .leave
  case .palette(let palette): return palette.update(&state, key)
  case .options(let form): return form.update(&state, key).map { .effects($0) } ?? .leave
  }
}

/// What a panel makes of a key.
enum PanelAnswer {
  /// The key is left to the key table.
  case leave
  case effects([Effect])
  /// An action that was chosen by its name.
  case perform(Action)
}

/// Types pasted text into the field of the open panel, if it has one. Control characters and line ends are
/// left out, so that pasted text can do nothing but be typed.
func pasteIntoPanel(_ state: inout State, _ text: String) {
  let line = String(String.UnicodeScalarView(text.unicodeScalars.filter(\.isVisible)))
  guard !line.isEmpty else { return }
  switch state.panel {
  case .palette(var palette):
    palette.type(line)
    state.panel = .palette(palette)
  case .options(var form):
    form.type(line)
    state.panel = .options(form)
  case .share, nil: break
  }
}

extension Unicode.Scalar {
  /// Whether it can be seen in a line of text, as a blank can.
  fileprivate var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    default: true
    }
  }
}

/// Draws what lies over the screen, if anything does.
func drawOverlay(_ state: State, on canvas: inout Canvas) {
  switch state.overlay {
  case .help: Help.draw(state, on: &canvas)
  case .panel(.share(let line)): drawShare(line, state, on: &canvas)
  case .panel(.palette(let palette)): palette.draw(state, on: &canvas)
  case .panel(.options(let form)): form.draw(state, on: &canvas)
  case nil: break
  }
}

extension Canvas {
  /// A framed box in the middle of the screen with room for so many cells, or as many as there are.
  /// - Returns: the room inside, with a blank column on either side.
  mutating func drawBox(
    columns wanted: Int, rows: Int, title: String, bottom: String, atRight: Bool = false,
    _ state: State
  ) -> Rect {
    let theme = Theme(state.medium)
    let frame = PanelPlaces.frame(columns: wanted, rows: rows, atRight: atRight, state)
    fill(frame)
    let bottom = bottom.count + 6 <= frame.columns ? bottom : "Esc closes"
    let inside = drawFrame(
      frame, top: BorderTitles(left: StyledText(title, theme.strong)),
      bottom: BorderTitles(right: StyledText(bottom, theme.faint)), style: theme.focusedBorder,
      medium: state.medium)
    return inside.inset(columns: 1, rows: 0)
  }
}
