import Canvas
import Flows
import Learning

/// Chooses a speed, which holds from then on: no later run has an opening.
func choose(_ speed: Speed, _ state: inout State) -> [Effect] {
  state.opens = false
  state.speed = speed
  state.message = "speed: \(speed.explanation)"
  return [.train(.speed(speed))]
}

/// Carries out a choice.
func choose(_ choice: Choice, _ state: inout State) -> [Effect] {
  switch choice {
  case .flow(let name):
    return choose(LearnerKind.find(name), &state)
  case .target(let name):
    guard let target = Targets.find(name) else { return [] }
    state.settings.target = name
    state.message = "\(state.targetTitle): \(target.summary)"
    return startAgain(&state)
  case .base where state.kind?.rival != nil: return refuseBase(&state)
  case .base(let name):
    guard let base = Bases.find(name) else { return [] }
    state.settings.base = name
    state.message = "\(base.name): \(base.summary)"
    return startAgain(&state)
  case .speed(let speed):
    return choose(speed, &state)
  case .colorMap(let map):
    state.colorMap = map
    return []
  case .view(let view):
    state.show(view)
    return []
  }
}
