import Flows
import Learning

/// Does what the keys mean that turn a map by hand.
func perform(_ action: HandAction, on state: inout State) -> [Effect] {
  let knobs = state.knobs
  guard let main = knobs.first else { return [] }
  guard action.applies(to: knobs) else {
    state.message = "\(state.settings.flow) has no such knob: \(state.handKeys)"
    return []
  }
  let before = state.settings.hand
  var after = before
  switch action {
  case .main(let turns): after[main] = main.turned(from: after.value(of: main), by: turns)
  case .turn(let knob, let turns):
    after[knob] = knob.turned(from: after.value(of: knob), by: turns)
  case .flip: after[.stretch] = 0 - after.value(of: .stretch)
  case .straighten: after = HandValues()
  case .undo:
    guard let last = state.mode.watch.turns.last(where: { $0.flow == state.settings.flow }) else {
      state.message = "nothing was turned yet"
      return []
    }
    state.mode.watch.turns.removeLast()
    after = last.values
  }
  guard after != before else {
    state.message = "it goes no further: \(state.handWords)"
    return []
  }
  if action != .undo {
    state.mode.watch.turns.append(Watch.Turn(flow: state.settings.flow, values: before))
  }
  state.settings.hand = after
  state.message = state.handWords + (action == .undo ? "" : "; u takes it back")
  return showTurned(&state)
}
