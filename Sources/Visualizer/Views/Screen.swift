import Canvas
import Flows
import Learning

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
    drawLens(scene.lens, state, in: body, on: &canvas)
  }
  if let hints = layout.hints { drawHints(state, in: hints, on: &canvas) }
  drawPanel(state, on: &canvas)
  if state.helpOpen { Help.draw(state, on: &canvas) }
  return canvas.adapted(to: state.medium.glyphs)
}

private func drawPane(
  _ slot: Layout.Slot, _ scene: Scene, _ state: State, on canvas: inout Canvas
) {
  if slot.bare {
    if let slow = state.slow {
      drawSlowMotionStrip(slow, scene.slow, state, in: slot.frame, on: &canvas)
    } else if let ledger = scene.ledger {
      drawLedgerStrip(ledger, state, in: slot.frame, on: &canvas)
    }
    return
  }
  let theme = Theme(state.medium)
  let focused = slot.pane == state.focus
  let (top, bottom) = titles(of: slot, scene, state)
  let inside = canvas.drawFrame(
    slot.frame, top: top, bottom: bottom, style: focused ? theme.focusedBorder : theme.border,
    heavy: focused && state.medium.colors == .mono, medium: state.medium)
  guard !inside.isEmpty else { return }
  if state.model == nil, slot.pane != .target {
    drawEmpty(state, in: inside.inset(), on: &canvas)
    return
  }
  if let viewport = viewport(of: slot.pane, in: slot.frame, state) {
    switch slot.pane {
    case .base: drawBase(scene, state, viewport, on: &canvas)
    case .data: drawData(scene, state, viewport, on: &canvas)
    default: drawTarget(scene, state, viewport, on: &canvas)
    }
    return
  }
  let text = inside.inset(columns: 1, rows: 0)
  switch slot.pane {
  case .ledger where state.slow != nil:
    if let slow = state.slow { drawSlowMotion(slow, scene.slow, state, in: text, on: &canvas) }
  case .ledger: if let ledger = scene.ledger { drawLedger(ledger, state, in: text, on: &canvas) }
  case .checks: drawChecks(scene, state, in: text, on: &canvas)
  default: drawLoss(state, in: inside, on: &canvas)
  }
}

/// Why there is nothing to see yet.
func drawEmpty(_ state: State, in rect: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let lines = wrapped(state.trouble ?? "preparing the flow", rect.columns)
  for (row, line) in lines.enumerated() {
    canvas.write(
      StyledText(line, state.trouble == nil ? theme.faint : theme.alarm), in: rect,
      row: max(0, (rect.rows - lines.count) / 2) + row, alignment: .center)
  }
}

/// What a pane's border says: its name, its direction, how that is computed.
private func titles(
  of slot: Layout.Slot, _ scene: Scene, _ state: State
) -> (top: BorderTitles, bottom: BorderTitles) {
  let theme = Theme(state.medium)
  let name = slot.pane == state.focus ? theme.strong : theme.text
  let room = slot.frame.columns - 6
  var top = BorderTitles()
  var bottom = BorderTitles()
  switch slot.pane {
  case .base:
    top.left = StyledText(room >= 26 ? "z · base space" : "z · base", name)
    top.right = StyledText("f⁻¹ ◀ x", theme.model)
    bottom.left = method(
      state.family?.inverseMethod, scene.inverseUse,
      room: room - (state.family?.jacobian.count ?? 0) - 7, theme)
    top.center = leftOut(
      scene.pulledBackLeftOut, of: scene.pulledBack.count, state.family?.inverseMethod,
      room: room - (top.left?.width ?? 0) - 12, theme)
    bottom.right = state.family.map {
      let room = room - (bottom.left?.width ?? 0) - 5
      let long = "Jacobian \($0.jacobian)"
      return StyledText(long.count <= room ? long : "J \($0.jacobian)", theme.faint)
    }
    if state.layers.contains(.grid), state.gridWay == .back {
      top.left = StyledText(
        room >= 34 ? "z · base space, x's grid" : room >= 26 ? "z · x's grid" : "z · base", name)
      bottom.right = gridLegend(state, width: room - (bottom.left?.width ?? 0))
      if Scene.hasFolds(scene.pulledGrid) { top.center = StyledText("folds here", theme.alarm) }
    }
  case .data:
    top.left = StyledText(room >= 26 ? "x · data space" : "x · data", name)
    top.right = StyledText("z ▶ f", theme.model)
    let showsGrid = state.layers.contains(.grid) && state.gridWay == .forward
    bottom.left = method(
      state.family?.forwardMethod, scene.forwardUse, room: room - (showsGrid ? 13 : 0), theme)
    if showsGrid {
      top.left = StyledText(
        room >= 34 ? "x · data space, z's grid" : room >= 26 ? "x · z's grid" : "x · data", name)
      bottom.right = gridLegend(state, width: room - (bottom.left?.width ?? 0))
      if Scene.hasFolds(scene.grid) { top.center = StyledText("folds here", theme.alarm) }
    }
    let missing = leftOut(
      scene.samplesLeftOut, of: scene.samplesLeftOut + scene.samples.count,
      state.family?.forwardMethod, room: room - (top.left?.width ?? 0) - 12, theme)
    if let missing { top.center = missing }
  case .target:
    top.left = StyledText("target ", name) + StyledText(state.targetTitle, theme.data)
    if let painting = state.painting {
      top.right = StyledText("paint", theme.model)
      bottom.left = StyledText(
        painting.dots.count == 1 ? "1 dot" : "\(painting.dots.count) dots", theme.text)
    }
    bottom.right = state.target?.entropy.map {
      StyledText("entropy \($0.text(3)) nats", theme.faint)
    }
    if let points = state.ownPoints {
      let forms = standardizationTexts(points)
      bottom.left = forms.first { $0.count <= room }.map { StyledText($0, theme.faint) }
      top.right =
        state.settings.dataWarnings.isEmpty
        ? nil : state.warningCount.map { StyledText("\($0): ?", theme.alarm) }
    }
  case .loss:
    top.left = StyledText("loss", name) + StyledText(" · nats", theme.faint)
    top.right = state.heldOut.map { heldOutTitle($0, state, room: room - 14, theme) }
    if state.lossCursor != nil || state.pastStep != nil {
      bottom.left = lossReadoutForms(state, theme).first { $0.width <= room }
      let keys = state.lossCursor == nil ? "←→ read" : "Enter goes there"
      bottom.right =
        state.focus == .loss && (bottom.left?.width ?? 0) + keys.count + 3 <= room
        ? StyledText(keys, theme.faint) : nil
    } else {
      bottom.left = overfitting(state, theme).flatMap { $0.width <= room ? $0 : nil }
      let keys = "←→ read"
      if state.focus == .loss, (bottom.left?.width ?? 0) + keys.count + 3 <= room {
        bottom.right = StyledText(keys, theme.faint)
      }
    }
  case .ledger where state.slow != nil:
    top.left = StyledText("one training step", name)
    top.right = state.slow.map {
      StyledText("\($0.number) of \($0.phases.count)", theme.faint)
    }
  case .ledger:
    top.left = StyledText(
      room >= 34 ? "change of variables at the probe" : "at the probe", name)
    top.right = StyledText("f⁻¹ ◀ x", theme.model)
    bottom.left = scene.ledger.map { ledger in
      let equation = ledgerEquation(ledger.shown(state), theme)
      let long = StyledText("log p(x) = ", theme.faint) + equation
      let legend = barLegend(state)
      if equation.width + legend.width + 3 <= room { bottom.right = legend }
      return long.width + (bottom.right.map { $0.width + 3 } ?? 0) <= room ? long : equation
    }
    if let left = bottom.left, left.width > room { bottom.left = nil }
  case .checks:
    top.left = StyledText("the flow", name)
  }
  return (top, bottom)
}

/// How a direction is computed, as long as there is room for.
private func method(
  _ method: Method?, _ use: SolverUse?, room: Int, _ theme: Theme
) -> StyledText? {
  let forms = method?.forms(using: use) ?? []
  return (forms.first { $0.count <= room } ?? forms.last).map { StyledText($0, theme.faint) }
}

/// That some points did not converge, and why: they are missing from the picture.
private func leftOut(
  _ count: Int, of all: Int, _ method: Method?, room: Int, _ theme: Theme
) -> StyledText? {
  guard count > 0, let method else { return nil }
  let forms = [
    "\(method.failure) at \(count) of \(all)", "\(method.failure) at \(count)",
    "\(count) not converged", "\(count) left out",
  ]
  return forms.first { $0.count <= room }.map { StyledText($0, theme.alarm) }
}

/// That the model learns its training points by heart, and since when.
private func overfitting(_ state: State, _ theme: Theme) -> StyledText? {
  state.snapshot?.overfittingSince.map {
    StyledText("overfitting since step \($0.grouped)", theme.alarm)
  }
}

/// The held-out NLL, or why it is infinite.
private func heldOutTitle(
  _ heldOut: HeldOut, _ state: State, room: Int, _ theme: Theme
) -> StyledText {
  let number =
    StyledText("\(state.heldOutName) ", theme.faint)
    + StyledText(heldOut.nll.text(3), theme.model)
  if heldOut.unconverged > 0 {
    let failure = state.family?.inverseMethod.failure ?? "not converged"
    let reason = ": \(failure) at \(heldOut.unconverged.grouped) of \(heldOut.count.grouped)"
    return number + StyledText(number.width + reason.count <= room ? reason : "", theme.alarm)
  }
  guard heldOut.impossible > 0 else { return number }
  let (some, all) = (heldOut.impossible.grouped, heldOut.count.grouped)
  let reasons = [": \(some) of \(all) points have density 0", ": \(some) points at density 0"]
  let reason = reasons.first { number.width + $0.count <= room } ?? ""
  return number + StyledText(reason, theme.alarm)
}

/// How a user's points are drawn, longest form first: in standard deviations from their mean.
private func standardizationTexts(_ points: OwnPoints) -> [String] {
  let units = points.standardization
  let names = (points.columns ?? []).map { Int($0) == nil ? $0 : "" } + ["", ""]
  let ranges = (0..<2).map { axis in
    "\(units.mean[axis].significant) ± \(units.deviation[axis].significant)"
  }
  let named = zip(names, ranges).map { $0.isEmpty ? $1 : "\($0) \($1)" }
  let formulas = points.transform.joined(separator: ", ")
  return ["standardized: " + formulas, formulas]
    + [named, ranges].map { $0.joined(separator: ", ") } + ["standardized"]
}
