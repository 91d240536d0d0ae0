import Canvas

/// The only way the state changes: pure, and total over every event.
///
/// It hands each event on: to the overlay that is open, to the mode, or to the view on screen.
///
/// - Returns: what the outside world must do now.
public func update(_ state: inout State, _ event: Event) -> [Effect] {
  switch event {
  case .key(let key): return keepingLesson(&state) { press(key, &$0) }
  case .paste(let text): pasteIntoPanel(&state, text)
  case .resize(let columns, let rows):
    state.columns = max(0, columns)
    state.rows = max(0, rows)
    state.makeRoomForLesson()
  case .medium(let medium): state.medium = medium
  case .tick(let seconds):
    state.shown.advance(by: seconds, &state)
    state.viewStrip = state.viewStrip?.after(seconds: seconds)
    state.lesson?.pass(seconds: seconds)
  case .click(let column, let row, let within):
    let place = PointerPlace(column: column, row: row, within: within)
    return keepingLesson(&state) { pressMouse(place, &$0) }
  case .drag(let column, let row, let within):
    let place = PointerPlace(column: column, row: row, within: within)
    return keepingLesson(&state) { dragMouse(place, &$0) }
  case .hover(let column, let row, let within):
    moveBrush(to: PointerPlace(column: column, row: row, within: within), &state)
  case .release: break
  case .scroll(let notches, let column, let row):
    return keepingLesson(&state) { turnWheel(notches, column: column, row: row, on: &$0) }
  case .notice(let text): state.message = text
  case .snapshot(let snapshot): receive(snapshot, &state)
  case .raceSnapshot(let snapshot): receive(snapshot, &state)
  case .observed(let seen): return observe(seen, &state)
  case .measured(let measurements, for: .swapProbe(let probe)):
    if let ledger = measurements.ledger, state.probe == probe {
      state.probe = probe.partner(ledger)
      state.message = state.probe.space.drivingWords
    }
  }
  return []
}

/// Lets the open panel have a key, else does what the key table says in this mode.
private func press(_ key: Key, _ state: inout State) -> [Effect] {
  if let effects = carryOut(updatePanel(&state, key), on: &state) { return effects }
  if state.typeInViewStrip(key) { return [] }
  if turnHelp(key, &state) { return [] }
  if let effects = pressLesson(key, &state) { return effects }
  state.message = nil
  guard
    let binding = KeyTable.binding(
      of: state.ownKeys.meant(by: key), in: state.mode.below.name, byHand: !state.knobs.isEmpty)
  else { return [] }
  return perform(binding.action, on: &state)
}

/// Lets the help have the keys while it is open: it pages, scrolls and closes. What lies behind it cannot be
/// seen, so of all other keys only those act that open something in its place.
/// - Returns: whether the help took the key.
private func turnHelp(_ key: Key, _ state: inout State) -> Bool {
  guard let place = state.helpPlace, key != .interrupt else { return false }
  switch key {
  case .tab, .right, .backTab, .left:
    let page = cycled(HelpPlace.Page.allCases, from: { $0 == place.page }, by: 1) ?? place.page
    state.helpPlace = HelpPlace(page: page)
  case .down: scrollHelp(by: 1, &state)
  case .up: scrollHelp(by: -1, &state)
  case .pageDown, " ": scrollHelp(by: Help.pageRows(state), &state)
  case .pageUp, "b": scrollHelp(by: -Help.pageRows(state), &state)
  case .home: scrollHelp(by: -state.helpScroll, &state)
  case .end: scrollHelp(by: Help.lastStart(state), &state)
  case .escape, .enter, "q": state.helpOpen = false
  default:
    let binding = KeyTable.binding(of: state.ownKeys.meant(by: key), in: state.mode.below.name)
    switch binding?.action {
    case .help, .commands, .options, .share, .lesson(.list): return false
    default: break
    }
  }
  return true
}

/// Does what a panel answers; `nil` where it leaves the key to the key table.
func carryOut(_ answer: PanelAnswer, on state: inout State) -> [Effect]? {
  switch answer {
  case .leave: nil
  case .effects(let effects): effects
  case .perform(let action): perform(action, on: &state)
  }
}

/// Does what a key, a choice or a click means. Each group of actions has a function of its own.
func perform(_ action: Action, on state: inout State) -> [Effect] {
  state.lesson?.attempt.counts[action.name, default: 0] += 1
  switch action {
  case .lesson(let action): return perform(action, on: &state)
  case .race(let action): return perform(action, on: &state)
  case .paint(let action): return perform(action, on: &state)
  case .choose(let choice): return choose(choice, &state)
  case .beginRace: return beginRace(&state)
  case .toggleRunning, .step, .stepBack, .travel, .resume, .slowMotion, .faster, .slower:
    return performTraining(action, &state)
  case .hand(let action): return perform(action, on: &state)
  case .restart, .reseed, .cycleFlow, .chooseFlow, .cycleTarget, .cycleBase:
    return performExperiment(action, &state)
  case .toggle, .cycleGrid, .cyclePicture, .cycleColorMap, .moveProbe, .swapProbe, .scroll:
    return performPicture(action, &state)
  case .cycleFocus, .zoom, .cycleView, .view, .help, .back, .quit, .share, .commands, .options:
    return performScreen(action, &state)
  }
}
