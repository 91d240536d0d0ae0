import Flows
import Learning

/// Begins training anew with the state's settings, and moves the probe into view. A setting that does not
/// fit the new target, flow or base is dropped, and the message says so.
func startAgain(_ state: inout State) -> [Effect] {
  state.mode.watch.returnToNow()
  // A run that begins again trains on its last target alone.
  state.settings = state.settings.onPresentTargetAlone
  let dropped = state.settings.dropMisfits()
  if !dropped.isEmpty {
    let words = "dropped, for it does not fit: \(dropped.joined(separator: ", "))"
    state.message = [state.message, words].compactMap(\.self).joined(separator: " · ")
  }
  if state.probe.space == .data { moveProbe(&state.probe, by: .zero, within: state.dataExtent) }
  return [.train(.restart(state.settings, opens: state.opens))]
}

/// Changes what learns. Depth and widths mean something else for every flow and rival, so they go back to
/// the new one's own.
func choose(_ kind: LearnerKind?, _ state: inout State) -> [Effect] {
  guard let kind else { return [] }
  if kind.name != state.settings.flow { state.settings.choose(kind) }
  state.mode.watch.turns.removeAll { $0.flow != kind.name }
  state.message = "\(kind.title): \(kind.summary) (\(kind.reference))"
  return startAgain(&state)
}

/// Says why a rival of flows has no other base.
func refuseBase(_ state: inout State) -> [Effect] {
  state.message =
    "\(state.settings.flow) is no flow: it begins with normal numbers, and has no base to choose"
  return []
}

/// Shows the map as its knobs stand now, in this very frame, and has it measured.
func showTurned(_ state: inout State) -> [Effect] {
  guard state.isByHand else { return startAgain(&state) }
  state.mode.watch.returnToNow()
  if let turned = try? state.snapshot?.model?.turned(to: state.settings) {
    state.snapshot?.settings = state.settings
    state.snapshot?.model = turned
    state.snapshot?.recent = [turned]
    // What was measured is of another map.
    state.snapshot?.history = LossHistory()
  }
  return [.train(.change(.hand(state.settings.hand)))]
}

/// Moves the probe, but not beyond the edge of the picture.
func moveProbe(_ probe: inout Probe, by offset: SIMD2<Double>, within extent: Double) {
  let limit = SIMD2<Double>(repeating: extent)
  probe.point = (probe.point + offset).clamped(lowerBound: -limit, upperBound: limit)
}

extension Settings {
  /// Changes to the flow or rival after this one in the registry.
  mutating func chooseNext() {
    if let next = cycled(LearnerKind.all, from: { $0.name == flow }, by: 1) { choose(next) }
  }
}
