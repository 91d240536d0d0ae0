import Canvas

extension Pane {
  /// What the pane shows.
  var content: any PaneContent.Type {
    switch self {
    case .base: BasePane.self
    case .data: DataPane.self
    case .target: TargetPane.self
    case .loss: LossPane.self
    case .ledger: LedgerPane.self
    case .checks: ChecksPane.self
    }
  }

  /// What the pane shows of what is learning: a latent space in the place of the base space, and bounds in
  /// the place of the change of variables.
  func content(for state: State) -> any PaneContent.Type {
    guard state.abilities.contains(.encoder) else { return content }
    switch self {
    case .base: return LatentPane.self
    case .ledger where state.slow == nil: return EvidencePane.self
    default: return content
    }
  }
}

/// Draws a pane where the layout has it.
func drawPane(
  _ slot: Layout.Slot, _ scene: Scene, _ state: State, on canvas: inout Canvas
) {
  let content = slot.pane.content(for: state)
  let needs = content.needs(state)
  let lack = LackScene(
    of: needs, isSingular: state.isSingular && needs.contains(.density), state)
  if slot.bare, let lack { return lack.draw(state, in: slot.frame, on: &canvas) }
  if slot.bare { return content.drawStrip(scene, state, in: slot.frame, on: &canvas) }
  let theme = Theme(state.medium)
  let focused = slot.pane == state.focus
  let mark = probeMark(content, state)
  let border = PaneBorder(
    name: focused ? theme.strong : theme.text, room: slot.frame.columns - 6 - mark.width)
  var titles = content.titles(border, scene, state)
  titles.top.left = titles.top.left.map { mark + $0 }
  let inside = canvas.drawFrame(
    slot.frame, top: titles.top, bottom: titles.bottom,
    style: focused ? theme.focusedBorder : theme.border,
    heavy: focused && state.medium.colors == .mono, medium: state.medium)
  guard !inside.isEmpty else { return }
  if state.model == nil, content.needsModel {
    drawEmpty(state, in: inside.inset(), on: &canvas)
    return
  }
  if let lack { return lack.draw(state, in: inside, on: &canvas) }
  content.draw(scene, state, in: inside, on: &canvas)
}

/// The probe's own sign before the name of the pane that the probe is placed in; the other pane follows.
private func probeMark(_ content: any PaneContent.Type, _ state: State) -> StyledText {
  guard content.needsModel, content.space == state.probe.space, state.model != nil else {
    return ""
  }
  return StyledText("┼ ", Theme(state.medium).strong)
}
