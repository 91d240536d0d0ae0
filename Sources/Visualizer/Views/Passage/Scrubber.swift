import Canvas

/// The way from z to x with the place on it that is shown.
struct Scrubber {
  /// How far from z (0) to x (1).
  var depth: Double
  /// Stages of the way, and how many lie behind.
  var stages: Int
  var passed: Int
  /// What the frame is, the longest form first.
  var captions: [String]

  func draw(_ state: State, _ layout: MorphLayout, on canvas: inout Canvas) {
    let frame = layout.scrubber
    let theme = Theme(state.medium)
    let playing = state[Passage.self].playing
    let sign =
      playing > 0 ? "▶ plays" : playing < 0 ? "◀ plays back" : "m plays, [ ] or the mouse scrub"
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("depth", theme.text), right: StyledText(sign, theme.faint)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 1, inside.columns >= 12 else { return }
    let track = layout.track
    let last = track.columns - 1
    let place = Int((depth * Double(last)).rounded())
    canvas.write(StyledText("z", theme.text), at: inside.column, inside.row)
    canvas.write(StyledText("x", theme.text), at: inside.endColumn - 1, inside.row)
    for column in 0...last {
      canvas[track.column + column, track.row] = Cell(
        column < place ? "━" : "─", column < place ? theme.model : theme.border)
    }
    // Marks that would touch each other are left out.
    let pitch = max(1, (2 * stages + last - 1) / max(1, last))
    for index in stride(from: 0, through: stages, by: pitch) {
      let column = Int((Double(index) / Double(max(1, stages)) * Double(last)).rounded())
      canvas[track.column + column, track.row] = Cell(
        "┼", index <= passed ? theme.model : theme.border)
    }
    canvas[track.column + place, track.row] = Cell("●", theme.strong)
    guard inside.rows >= 2 else { return }
    canvas.write(
      StyledText(captions.first { $0.count <= inside.columns } ?? "", theme.faint),
      at: inside.column, inside.row + 1)
  }
}
