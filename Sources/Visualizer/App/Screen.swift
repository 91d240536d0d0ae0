import Canvas

/// The whole screen, a pure function of the state and what was evaluated for it.
func drawScreen(_ state: State, _ scene: Scene) -> Canvas {
  var canvas = Canvas(columns: state.columns, rows: state.rows)
  let fits =
    switch state.mode.below {
    case .race(let race): draw(race, scene, state, on: &canvas)
    case .watch, .paint, .lesson: drawRun(scene, state, on: &canvas)
    }
  guard fits else {
    let advice = state.race == nil && state.lesson == nil ? "enlarge" : "enlarge, or Esc"
    canvas.write(
      StyledText(advice, Theme(state.medium).text), in: canvas.bounds, row: state.rows / 2,
      alignment: .center)
    return canvas
  }
  if let hints = state.hintsFrame { drawHints(state, in: hints, on: &canvas) }
  if let run = state.lesson {
    drawLesson(run, LessonNumbers(values: scene.lessonNumbers), state, on: &canvas)
  }
  drawOverlay(state, on: &canvas)
  return canvas.adapted(to: state.medium.glyphs)
}

/// The run that is watched or painted for: its header, and its panes or a view.
/// - Returns: whether there is room for them.
private func drawRun(_ scene: Scene, _ state: State, on canvas: inout Canvas) -> Bool {
  let layout = state.layout
  guard let header = layout.header, let body = layout.body else { return false }
  drawHeader(state, in: header, on: &canvas)
  if state.view == .main {
    for slot in layout.slots {
      drawPane(slot, scene, state, on: &canvas)
    }
  } else {
    drawView(scene.view, state, in: body, on: &canvas)
  }
  drawCaption(state.shown.caption(scene, state), state, on: &canvas)
  return true
}

/// The line that says in words what is shown.
private func drawCaption(_ caption: Caption, _ state: State, on canvas: inout Canvas) {
  // A sentence with a hole says little: a form without what a lesson hides, or none.
  let secrets = state.lesson?.secretMarks ?? []
  let told = Caption(forms: caption.forms.filter { $0.marks.isDisjoint(with: secrets) })
  guard let frame = state.captionFrame, let text = told.text(room: frame.columns - 2) else {
    return
  }
  canvas.write(StyledText(text, Theme(state.medium).text), at: frame.column + 1, frame.row)
}

/// A race: its header, its lanes and their losses.
/// - Returns: whether there is room for them.
private func draw(
  _ race: Race, _ scene: Scene, _ state: State, on canvas: inout Canvas
) -> Bool {
  guard let layout = state.raceLayout(race) else { return false }
  drawRaceHeader(race, state, in: layout.header, on: &canvas)
  drawView(scene.view, state, in: layout.body, on: &canvas)
  drawCaption(scene.view?.caption(state) ?? Caption(), state, on: &canvas)
  return true
}
