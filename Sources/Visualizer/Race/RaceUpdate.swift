import Flows
import Learning

/// Begins a race, which pauses the training it came from.
func beginRace(_ state: inout State) -> [Effect] {
  let race = Race(state.settings, resumes: state.running)
  state.running = false
  state.pastStep = nil
  state.race = race
  state.message = "a race on \(state.targetTitle): f changes the marked flow, a adds one"
  return [
    .train(.pause), .race(.fairness(race.fairness)), .race(.restart(race.lanes)), .race(.run),
  ]
}

/// Carries out a key of the race.
func perform(_ action: RaceAction, on state: inout State) -> [Effect] {
  guard var race = state.race else { return [] }
  defer { if state.race != nil { state.race = race } }
  func restart() -> [Effect] {
    race.snapshot = nil
    return [.race(.restart(race.lanes)), .race(race.running ? .run : .pause)]
  }
  switch action {
  case .toggleRunning:
    race.running.toggle()
    return [.race(race.running ? .run : .pause)]
  case .fairness:
    race.fairness = race.fairness == .steps ? .time : .steps
    state.message =
      race.fairness == .steps ? "as many steps for each" : "as much computing time for each"
    return [.race(.fairness(race.fairness))] + restart()
  case .restart: return restart()
  case .reseed:
    for index in race.lanes.indices { race.lanes[index].seed &+= 1 }
    return restart()
  case .add:
    guard race.lanes.count < Race.sizes.upperBound, var rival = race.lanes.last else {
      state.message = "four flows are as many as can race"
      return []
    }
    rival.chooseNextFamily()
    race.lanes.append(rival)
    race.focus = race.lanes.count - 1
    return restart()
  case .remove:
    guard race.lanes.count > Race.sizes.lowerBound else {
      state.message = "it takes two to race; Esc ends it"
      return []
    }
    race.lanes.remove(at: race.focus)
    race.focus = min(race.focus, race.lanes.count - 1)
    return restart()
  case .cycleFlow(let offset):
    let flow = race.lanes[race.focus].flow
    guard let family = cycled(FlowFamily.all, from: { $0.name == flow }, by: offset) else {
      return []
    }
    race.lanes[race.focus].choose(family)
    state.message = "\(family.title): \(family.summary)"
    return restart()
  case .cycleTarget(let offset):
    let name = race.lanes[0].target
    guard let target = cycled(state.settings.targets, from: { $0.name == name }, by: offset)
    else { return [] }
    for index in race.lanes.indices { race.lanes[index].target = target.name }
    state.settings.target = target.name
    state.message = "\(target.name): \(target.summary)"
    return [.train(.restart(state.settings))] + restart()
  case .focus(let offset):
    let focus = race.focus
    race.focus = cycled(Array(race.lanes.indices), from: { $0 == focus }, by: offset) ?? focus
    return []
  case .leave:
    state.race = nil
    state.running = race.resumes
    state.message = nil
    return [.endRace] + (race.resumes ? [.train(.run)] : [])
  }
}
