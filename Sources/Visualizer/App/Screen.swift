import Canvas
import Flows

/// The whole screen, a pure function of the state and what was evaluated for it.
func drawScreen(_ state: State, _ scene: Scene) -> Canvas {
  var canvas = Canvas(columns: state.columns, rows: state.rows)
  let layout = state.layout
  guard let header = layout.header else {
    canvas.write(
      StyledText("enlarge", Theme(state.medium).text), in: canvas.bounds, row: state.rows / 2,
      alignment: .center)
    return canvas
  }
  drawHeader(state, in: header, on: &canvas)
  if state.view == .main {
    for slot in layout.slots {
      drawPane(slot, scene, state, on: &canvas)
    }
  } else if let body = layout.body {
    drawView(scene.view, state, in: body, on: &canvas)
  }
  if let hints = layout.hints { drawHints(state, in: hints, on: &canvas) }
  drawPanel(state, on: &canvas)
  if state.helpOpen { Help.draw(state, on: &canvas) }
  return canvas.adapted(to: state.medium.glyphs)
}

/// The whole screen of a race.
func drawRaceScreen(_ race: Race, _ scene: RaceScene, _ state: State) -> Canvas {
  var canvas = Canvas(columns: state.columns, rows: state.rows)
  guard drawRace(race, scene, state, on: &canvas) else { return canvas }
  let last = Rect(column: 0, row: state.rows - 1, columns: state.columns, rows: 1)
  drawHints(state, in: last, on: &canvas)
  if state.helpOpen { Help.draw(state, on: &canvas) }
  return canvas.adapted(to: state.medium.glyphs)
}
