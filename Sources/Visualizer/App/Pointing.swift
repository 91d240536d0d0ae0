/// What the mouse does besides pointing at pictures: the wheel, and clicks on lists and hints. Never
/// needed, as there is a key for each.

/// Turns the wheel by one notch over a cell.
func turnWheel(_ notches: Int, column: Int, row: Int, on state: inout State) -> [Effect] {
  if state.helpOpen {
    return perform(.scroll(-3 * notches), on: &state)
  }
  if state.panel != nil {
    return carryOut(updatePanel(&state, notches > 0 ? .up : .down), on: &state) ?? []
  }
  if state.race != nil { return [] }
  if state.painting != nil { return perform(.paint(.width(notches)), on: &state) }
  return state.shown.scroll(notches, column: column, row: row, state)
    .map { perform($0, on: &state) } ?? []
}

/// Presses the mouse while something lies over the panes: on a line of its list that line counts,
/// outside it closes.
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
  case .share:
    // It stays, to be selected with the mouse.
    break
  case nil: break
  }
  return []
}
