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
  case .checks: drawChecks(scene.checks, state, in: text, on: &canvas)
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
    bottom.left = state.family.map {
      StyledText(methodText($0.inverseMethod, room: room - $0.jacobian.count - 7), theme.faint)
    }
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
    let legendRoom = state.layers.contains(.grid) && state.gridWay == .forward ? 13 : 0
    bottom.left = state.family.map {
      StyledText(methodText($0.forwardMethod, room: room - legendRoom), theme.faint)
    }
    if state.layers.contains(.grid), state.gridWay == .forward {
      top.left = StyledText(
        room >= 34 ? "x · data space, z's grid" : room >= 26 ? "x · z's grid" : "x · data", name)
      bottom.right = gridLegend(state, width: room - (bottom.left?.width ?? 0))
      if Scene.hasFolds(scene.grid) { top.center = StyledText("folds here", theme.alarm) }
    }
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
    if let points = (state.target as? OwnPointsTarget)?.points {
      let forms = standardizationTexts(points.standardization)
      let form = forms.first { $0.count <= room } ?? ""
      bottom.right = StyledText(form, theme.faint)
    }
  case .loss:
    top.left = StyledText("loss", name) + StyledText(" · nats", theme.faint)
    top.right = state.heldOut.map { heldOutTitle($0, room: room - 14, theme) }
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
      let equation = ledgerEquation(ledger, theme)
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

/// The held-out NLL, or why it is infinite.
private func heldOutTitle(_ heldOut: HeldOut, room: Int, _ theme: Theme) -> StyledText {
  let number = StyledText("held-out ", theme.faint) + StyledText(heldOut.nll.text(3), theme.model)
  guard heldOut.impossible > 0 else { return number }
  let (some, all) = (heldOut.impossible.grouped, heldOut.count.grouped)
  let reasons = [": \(some) of \(all) points have density 0", ": \(some) points at density 0"]
  let reason = reasons.first { number.width + $0.count <= room } ?? ""
  return number + StyledText(reason, theme.alarm)
}

/// How a direction is computed, without what does not fit: `ODE, RK4, 48 evaluations`,
/// `RK4, 48 evaluations`, `RK4`.
private func methodText(_ method: Method, room: Int) -> String {
  let long = "\(method)"
  guard long.count > room else { return long }
  let parts = long.split(separator: ",").map { $0.trimmingPrefix(" ") }
  let forms =
    (1..<max(1, parts.count)).map { parts[$0...].joined(separator: ", ") }
    + [String(parts[min(1, parts.count - 1)])]
  return forms.first { $0.count <= room } ?? forms.last ?? long
}

/// How a user's points were standardized, longest form first.
private func standardizationTexts(_ units: Standardization) -> [String] {
  let axes = [("x₁", units.mean.x, units.deviation.x), ("x₂", units.mean.y, units.deviation.y)]
  let formulas = axes.map { name, mean, deviation in
    "(\(name) \(mean < 0 ? "+" : "−") \(abs(mean).significant))/\(deviation.significant)"
  }
  let ranges = axes.map { name, mean, deviation in
    "\(name) \(mean.significant) ± \(deviation.significant)"
  }
  return ["standardized: " + formulas.joined(separator: ", ")]
    + [formulas, ranges].map { $0.joined(separator: ", ") } + ["standardized"]
}
