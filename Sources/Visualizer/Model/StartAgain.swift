import Flows
import Learning

/// Begins anew with the state's settings; the probe goes back into view.
func startAgain(_ state: inout State) -> [Effect] {
  state.pastStep = nil
  state.resumesFrom = nil
  state.lossCursor = nil
  // From the start it is trained on its target alone.
  state.settings = state.settings.onPresentTargetAlone
  if state.probe.space == .data { move(&state.probe, by: .zero, within: state.dataExtent) }
  return [.train(.restart(state.settings))]
}

/// Changes the flow. Depth and widths mean something else for every family, so they go back to the
/// new family's own.
func choose(_ family: FlowFamily?, _ state: inout State) -> [Effect] {
  guard let family else { return [] }
  if family.name != state.settings.flow { state.settings.choose(family) }
  state.message = "\(family.title): \(family.summary) (\(family.reference))"
  return startAgain(&state)
}

/// Moves the probe, as far as the picture reaches.
func move(_ probe: inout Probe, by offset: SIMD2<Double>, within extent: Double) {
  let limit = SIMD2<Double>(repeating: extent)
  probe.point = (probe.point + offset).clamped(lowerBound: -limit, upperBound: limit)
}

extension Settings {
  /// Changes to the family after this one in the registry.
  mutating func chooseNextFamily() {
    if let next = cycled(FlowFamily.all, from: { $0.name == flow }, by: 1) { choose(next) }
  }
}
