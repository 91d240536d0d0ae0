import Canvas

/// Does what the keys of the pictures and of the probe mean. The arrows also read the loss.
func performPicture(_ action: Action, _ state: inout State) -> [Effect] {
  switch action {
  case .scroll(let lines):
    scrollHelp(by: lines, &state)
  case .toggle(let layer):
    state.layers.formSymmetricDifference([layer])
    state.message = "\(layer.rawValue) \(state.layers.contains(layer) ? "shown" : "hidden")"
  case .cyclePicture:
    state.picture =
      cycled(Picture.allCases, from: { $0 == state.picture }, by: 1) ?? state.picture
    state.message = "picture: \(state.picture.summary)"
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
    moveProbe(&state.probe, by: SIMD2(Double(dx), Double(dy)) * (extent / 40), within: extent)
  case .swapProbe:
    return [.measure(.ledger, for: .swapProbe(state.probe))]
  default: break
  }
  return []
}

/// Does what the keys of the screen mean: focus, views, overlays.
func performScreen(_ action: Action, _ state: inout State) -> [Effect] {
  switch action {
  case .quit:
    return leaveLesson(&state) + [.quit]
  case .help:
    state.helpOpen.toggle()
  case .back:
    if state.overlay != nil {
      state.overlay = nil
    } else if state.lossCursor != nil {
      state.lossCursor = nil
    } else if state.view != .main {
      state.view = .main
    } else {
      state.zoomed = false
    }
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
  case .cycleView(let offset):
    guard
      let view = cycled(
        ViewName.allCases.filter { $0 == state.view || Views.comesBy($0, state) },
        from: { $0 == state.view }, by: offset)
    else {
      return []
    }
    state.show(view)
    state.openViewStrip()
  case .view(let action):
    let settings = state.settings
    state.message = state.perform(action)
    if state.settings != settings { return startAgain(&state) }
  default: break
  }
  return []
}

private func cycleGrid(_ state: inout State) {
  switch (state.layers.contains(.grid), state.gridWay) {
  case (false, _):
    state.layers.insert(.grid)
    state.gridWay = .forward
    state.message = "z's grid pushed forward into x, coloured by log|det dx/dz|"
  case (true, .forward):
    state.gridWay = .back
    state.message = "x's grid pulled back into z, coloured by log|det dx/dz|"
  case (true, .back):
    state.layers.remove(.grid)
    state.message = "grid hidden"
  }
  // Where there is room for one picture only, show the one that has the grid.
  let pane: Pane = state.gridWay == .back && state.layers.contains(.grid) ? .base : .data
  let shown = state.layout.slots.map(\.pane)
  if !shown.contains(pane), [.base, .data].contains(state.focus) { state.focus = pane }
}

/// Scrolls the page of the help that is open, no farther than its end.
func scrollHelp(by lines: Int, _ state: inout State) {
  state.helpScroll = max(0, min(state.helpScroll + lines, Help.lastStart(state)))
}
