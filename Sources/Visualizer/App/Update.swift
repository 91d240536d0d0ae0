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

func perform(_ action: Action, on state: inout State) -> [Effect] {
  switch action {
  case .quit:
    return [.quit]
  case .help:
    state.helpOpen.toggle()
    state.helpScroll = 0
  case .back:
    if state.helpOpen {
      state.helpOpen = false
    } else if state.lossCursor != nil {
      state.lossCursor = nil
    } else if state.view != .main {
      state.view = .main
    } else {
      state.zoomed = false
    }
  case .scroll(let lines):
    scrollHelp(by: lines, &state)
  case .moveProbe(_, let dy) where state.helpOpen:
    scrollHelp(by: -dy, &state)
  case .toggleRunning:
    if state.pastStep != nil { return goOn(&state) }
    state.running.toggle()
    return [.train(state.running ? .run : .pause)]
  case .step:
    if state.pastStep != nil { return look(at: .by(1), &state) }
    state.running = false
    return [.train(.step)]
  case .stepBack:
    return look(at: .by(-1), &state)
  case .beginRace: return beginRace(&state)
  case .race(let action): return perform(action, on: &state)
  case .paint(let action): return perform(action, on: &state)
  case .slowMotion:
    if state.speed == .slowMotion {
      state.speed = state.formerSpeed ?? .perFrame(10)
      state.message = "speed: \(state.speed.explanation)"
    } else {
      state.formerSpeed = state.speed
      state.speed = .slowMotion
      state.view = .main
      state.message = "slow motion: . is the next part of the step, M the speed from before"
    }
    return [.train(.speed(state.speed))]
  case .travel(let place):
    return look(at: place, &state)
  case .resume:
    return goOn(&state)
  case .faster, .slower:
    state.speed = action == .faster ? state.speed.faster : state.speed.slower
    state.message = "speed: \(state.speed.explanation)"
    return [.train(.speed(state.speed))]
  case .restart:
    state.message = "again from the start, seed \(state.settings.seed)"
    return startAgain(&state)
  case .reseed:
    state.settings.seed &+= 1
    state.message = "a new start, seed \(state.settings.seed)"
    return startAgain(&state)
  case .cycleFlow(let offset):
    return choose(
      cycled(FlowFamily.all, from: { $0.name == state.settings.flow }, by: offset), &state)
  case .chooseFlow(let number):
    guard FlowFamily.all.indices.contains(number - 1) else {
      state.message = "there are \(FlowFamily.all.count) flows: press 1 to \(FlowFamily.all.count)"
      return []
    }
    return choose(FlowFamily.all[number - 1], &state)
  case .cycleTarget(let offset):
    guard
      let target = cycled(
        state.settings.targets, from: { $0.name == state.settings.target }, by: offset)
    else { return [] }
    state.settings.target = target.name
    state.message = "\(target.name): \(target.summary)"
    return startAgain(&state)
  case .cycleBase(let offset):
    guard Bases.all.count > 1 else {
      state.message = "the only base so far is \(Bases.all.first?.summary ?? "missing")"
      return []
    }
    guard let base = cycled(Bases.all, from: { $0.name == state.settings.base }, by: offset)
    else { return [] }
    state.settings.base = base.name
    state.message = "\(base.name): \(base.summary)"
    return startAgain(&state)
  case .toggle(let layer):
    state.layers.formSymmetricDifference([layer])
    state.message = "\(layer.rawValue) \(state.layers.contains(layer) ? "shown" : "hidden")"
  case .cycleGrid:
    cycleGrid(&state)
  case .cycleColorMap:
    let map = cycled(State.densityMaps, from: { $0 == state.colorMap }, by: 1)
    state.colorMap = map ?? state.colorMap
    state.message = "colour map: \(state.colorMap.rawValue)"
  case .moveProbe(let dx, _) where dx != 0 && state.readsLoss:
    state.moveLossCursor(by: dx)
  case .moveProbe(let dx, let dy):
    let extent = state.probe.space == .data ? state.dataExtent : state.baseExtent
    move(&state.probe, by: SIMD2(Double(dx), Double(dy)) * (extent / 40), within: extent)
  case .cycleFocus(let offset):
    let pane = cycled(Pane.allCases, from: { $0 == state.focus }, by: offset)
    state.focus = pane ?? state.focus
  case .zoom:
    state.zoomed.toggle()
  case .share:
    let line = state.shareLine
    state.panel = .share(line)
    return [.copy(line)]
  case .commands:
    state.panel = .palette(CommandPalette())
  case .options:
    state.panel = .options(OptionsForm())
  case .choose(let choice):
    return choose(choice, &state)
  case .cycleView(let offset):
    guard let view = cycled(ViewName.allCases, from: { $0 == state.view }, by: offset) else {
      return []
    }
    state.show(view)
  case .swapProbe:
    state.swapsProbe = true
  case .view(let action):
    state.message = state.perform(action)
  }
  return []
}

private func cycleGrid(_ state: inout State) {
  switch (state.layers.contains(.grid), state.gridWay) {
  case (false, _):
    state.layers.insert(.grid)
    state.gridWay = .forward
    state.message = "z's grid pushed forward into x, coloured by log|det df/dz|"
  case (true, .forward):
    state.gridWay = .back
    state.message = "x's grid pulled back into z, coloured by log|det df⁻¹/dx|"
  case (true, .back):
    state.layers.remove(.grid)
    state.message = "grid hidden"
  }
  // Where there is room for one picture only, the one that has the grid.
  let pane: Pane = state.gridWay == .back && state.layers.contains(.grid) ? .base : .data
  let shown = state.layout.slots.map(\.pane)
  if !shown.contains(pane), [.base, .data].contains(state.focus) { state.focus = pane }
}

private func scrollHelp(by lines: Int, _ state: inout State) {
  state.helpScroll = max(0, min(state.helpScroll + lines, Help.lineLimit))
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
