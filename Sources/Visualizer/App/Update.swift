import Canvas
import Flows

/// The only way the state changes: pure, and total over every event.
///
/// - Returns: what the outside world must do now.
public func update(_ state: inout State, _ event: Event) -> [Effect] {
  switch event {
  case .key(let key):
    if let effects = carryOut(updatePanel(&state, key), on: &state) { return effects }
    guard let binding = KeyTable.binding(of: key, in: state.mode) else {
      state.message = nil
      return []
    }
    state.message = nil
    return perform(binding.action, on: &state)
  case .paste(let text):
    pasteIntoPanel(&state, text)
  case .resize(let columns, let rows):
    state.columns = max(0, columns)
    state.rows = max(0, rows)
  case .medium(let medium):
    state.medium = medium
  case .tick(let seconds):
    state.shown.advance(by: seconds, &state)
  case .click(let column, let row):
    if state.panel != nil { return clickPanel(column: column, row: row, on: &state) }
    if let key = state.hintedKey(column: column, row: row) { return update(&state, .key(key)) }
    return click(column: column, row: row, on: &state)
  case .drag(let column, let row):
    if let effects = stroke(toColumn: column, row: row, &state) { return effects }
    return click(column: column, row: row, on: &state)
  case .release: break
  case .scroll(let notches, let column, let row):
    return turnWheel(notches, column: column, row: row, on: &state)
  case .raceSnapshot(let snapshot):
    guard let race = state.race, race.lanes == snapshot.lanes.map(\.run.settings) else { return [] }
    state.race?.snapshot = snapshot
    state.ageMessage()
  case .notice(let text):
    state.message = text
  case .snapshot(let snapshot):
    // The training thread says at which step something changed.
    guard snapshot.settings.isSameRun(as: state.settings) else { return [] }
    state.settings = snapshot.settings
    if snapshot.trouble != nil { state.running = false }
    if state.resumesFrom != nil {
      state.resumesFrom = nil
      state.pastStep = nil
    }
    state.snapshot = snapshot
    state.ageMessage()
  }
  return []
}

/// Does what an overlay answers; `nil` where it leaves the key to the key table.
func carryOut(_ answer: PanelAnswer, on state: inout State) -> [Effect]? {
  switch answer {
  case .leave: nil
  case .effects(let effects): effects
  case .perform(let action): perform(action, on: &state)
  }
}

/// Does what a key, a choice or a click means. Each group of actions has its own function, which leaves
/// the others alone.
func perform(_ action: Action, on state: inout State) -> [Effect] {
  switch action {
  case .race(let action): perform(action, on: &state)
  case .paint(let action): perform(action, on: &state)
  case .choose(let choice): choose(choice, &state)
  case .beginRace: beginRace(&state)
  case .toggleRunning, .step, .stepBack, .travel, .resume, .slowMotion, .faster, .slower:
    performTraining(action, &state)
  case .restart, .reseed, .cycleFlow, .chooseFlow, .cycleTarget, .cycleBase:
    performExperiment(action, &state)
  case .toggle, .cycleGrid, .cyclePicture, .cycleColorMap, .moveProbe, .swapProbe, .scroll:
    performPicture(action, &state)
  case .cycleFocus, .zoom, .cycleView, .view, .help, .back, .quit, .share, .commands, .options:
    performScreen(action, &state)
  }
}

/// A click focuses the pane under it; in a picture of a space it also places the probe there, and on
/// the loss curve it goes to the step there.
private func click(column: Int, row: Int, on state: inout State) -> [Effect] {
  guard !state.helpOpen, state.panel == nil else { return [] }
  if let race = state.race {
    if let lane = state.raceLayout(race).lane(column: column, row: row) { state.race?.focus = lane }
    return []
  }
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
  if state.painting != nil, pane == .target || pane == .data {
    state.focus = .target
    return paintDot(at: SIMD2<Double>(viewport.data(column: column, row: row)), &state)
  }
  state.probe = Probe(
    space: space, point: SIMD2<Double>(viewport.data(column: column, row: row)))
  return []
}

/// A click in a view does what the view says; in its picture of a space it places the probe there.
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
