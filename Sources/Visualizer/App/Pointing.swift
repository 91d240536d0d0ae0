// What the mouse does: it points at pictures, lists and hints. A key does the same everywhere.

/// Presses the mouse on a cell: on a line of the open panel, on a hint, or on what is on screen.
func pressMouse(column: Int, row: Int, _ state: inout State) -> [Effect] {
  if state.panel != nil { return clickPanel(column: column, row: row, on: &state) }
  if let view = state.viewInStrip(column: column, row: row) {
    return perform(.choose(.view(view)), on: &state)
  }
  if let key = state.hintedKey(column: column, row: row) { return update(&state, .key(key)) }
  return point(column: column, row: row, &state)
}

/// Moves the mouse to a cell with its button held: draws a stroke while painting, and else does what
/// a click there does.
func dragMouse(column: Int, row: Int, _ state: inout State) -> [Effect] {
  stroke(toColumn: column, row: row, &state) ?? point(column: column, row: row, &state)
}

/// Points at what is on screen; nothing can be pointed at under an overlay.
private func point(column: Int, row: Int, _ state: inout State) -> [Effect] {
  guard state.overlay == nil else { return [] }
  switch state.mode.below {
  case .race(let race):
    clickRace(race, column: column, row: row, &state)
    return []
  case .paint:
    return paintDot(underColumn: column, row: row, &state)
      ?? clickRun(column: column, row: row, on: &state)
  case .watch, .lesson:
    return clickRun(column: column, row: row, on: &state)
  }
}

/// Focuses the pane under a cell; in a picture of a space also places the probe there, and on the loss
/// curve goes to the step there.
private func clickRun(column: Int, row: Int, on state: inout State) -> [Effect] {
  if state.view != .main { return clickView(column: column, row: row, on: &state) }
  guard let (pane, frame) = state.layout.pane(column: column, row: row) else { return [] }
  state.focus = pane
  if let action = pane.content.click(column: column, row: row, in: frame, state) {
    return perform(action, on: &state)
  }
  guard let space = pane.content.space,
    let viewport = pane.content.viewport(in: frame, state),
    viewport.rect.contains(column: column, row: row)
  else { return [] }
  state.probe = Probe(
    space: space, point: SIMD2<Double>(viewport.data(column: column, row: row)))
  return []
}

/// Does what the view on screen says of a click; in its picture of a space places the probe there.
private func clickView(column: Int, row: Int, on state: inout State) -> [Effect] {
  guard let body = state.layout.body else { return [] }
  let view = state.shown
  if let action = view.click(column: column, row: row, in: body, on: &state) {
    return perform(action, on: &state)
  }
  if let probe = view.viewports(in: body, state).probe(column: column, row: row) {
    state.probe = probe
  }
  return []
}

/// Turns the wheel over a cell by so many notches.
func turnWheel(_ notches: Int, column: Int, row: Int, on state: inout State) -> [Effect] {
  switch state.overlay {
  case .help: return perform(.scroll(-3 * notches), on: &state)
  case .panel:
    return carryOut(updatePanel(&state, notches > 0 ? .up : .down), on: &state) ?? []
  case nil: break
  }
  switch state.mode.below {
  case .race: return []
  case .paint: return perform(.paint(.width(notches)), on: &state)
  case .watch, .lesson:
    let action = state.shown.scroll(notches, column: column, row: row, state)
    return action.map { perform($0, on: &state) } ?? []
  }
}

/// Presses the mouse while a panel is open: chooses the line of its list under the cell, and closes
/// the panel on a cell outside of it.
func clickPanel(column: Int, row: Int, on state: inout State) -> [Effect] {
  switch state.panel {
  case .palette(var palette):
    let places = palette.places(state)
    guard places.box.contains(column: column, row: row) else {
      state.panel = nil
      return []
    }
    let line = places.first + row - places.list.row
    guard places.list.contains(column: column, row: row), palette.matches.indices.contains(line)
    else { return [] }
    palette.selection = line
    return carryOut(palette.update(&state, .enter), on: &state) ?? []
  case .options(var form):
    let places = form.places(state)
    guard places.box.contains(column: column, row: row) else {
      state.panel = nil
      return []
    }
    guard places.list.contains(column: column, row: row) else { return [] }
    form.selection = places.first + row - places.list.row
    (form.typed, form.problem) = (nil, nil)
    state.panel = .options(form)
  case .lessons(var list):
    let places = list.places(state)
    guard places.box.contains(column: column, row: row) else {
      state.panel = nil
      return []
    }
    let line = places.first + row - places.list.row
    guard places.list.contains(column: column, row: row), list.shown(state).indices.contains(line)
    else { return [] }
    list.selection = line
    return carryOut(list.update(&state, .enter), on: &state) ?? []
  case .share:
    // It stays open, so that the user can select its text with the mouse.
    break
  case nil: break
  }
  return []
}
