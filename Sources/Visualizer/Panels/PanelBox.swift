import Canvas

// The Panels folder: what panels are made of, and those that only need the state. A panel is an overlay that
// takes the keys; `OpenPanel` hands them on.

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

/// What a panel makes of a key.
enum PanelAnswer {
  /// The key is left to the key table.
  case leave
  case effects([Effect])
  /// An action that was chosen by its name.
  case perform(Action)
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
