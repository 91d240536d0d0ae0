import Flows
import Learning

/// Begins a race, which pauses the training that it interrupts.
func beginRace(_ state: inout State) -> [Effect] {
  guard state.race == nil else { return [] }
  state.message = "a race on \(state.targetTitle): f changes the marked flow, a adds one"
  return beginRace(Race(state), &state)
}

/// Begins a race with its lanes.
func beginRace(_ race: Race, _ state: inout State) -> [Effect] {
  var race = race
  race.interrupted.watch.moment = .now
  state.running = false
  state.race = race
  return [
    .train(.pause), .race(.fairness(race.fairness)), .race(.restart(race.lanes)), .race(.run),
  ]
}

/// Ends the race, and gives back what it interrupted.
private func leave(_ race: Race, _ state: inout State) -> [Effect] {
  state.race = nil
  state.running = race.resumes
  state.message = nil
  return [.endRace] + (race.resumes ? [.train(.run)] : [])
}

/// Does what a key means in a race.
func perform(_ action: RaceAction, on state: inout State) -> [Effect] {
  guard var race = state.race else { return [] }
  let effects: [Effect]
  switch action {
  case .leave: return leave(race, &state)
  case .toggleRunning:
    race.running.toggle()
    effects = [.race(race.running ? .run : .pause)]
  case .fairness:
    race.fairness = race.fairness == .steps ? .time : .steps
    state.message =
      race.fairness == .steps ? "as many steps for each" : "as much computing time for each"
    effects = [.race(.fairness(race.fairness))] + race.restart()
  case .restart: effects = race.restart()
  case .reseed:
    for lane in race.lanes.indices { race.lanes[lane].seed &+= 1 }
    effects = race.restart()
  case .add: effects = addLane(to: &race, &state)
  case .remove: effects = removeLane(from: &race, &state)
  case .cycleFlow(let offset): effects = cycleFlow(of: &race, by: offset, &state)
  case .cycleTarget(let offset): effects = cycleTarget(of: &race, by: offset, &state)
  case .table where state.raceLayout(race)?.plot == nil:
    race.showsOnlyTable.toggle()
    state.message = race.showsOnlyTable ? "the lanes in numbers" : "the pictures of the lanes"
    effects = []
  case .table:
    race.showsTable.toggle()
    state.message =
      race.showsTable ? "the lanes in numbers, and their curves" : "the curves of the lanes"
    effects = []
  case .focus(let offset):
    race.focus = race.focus.cycled(by: offset, count: race.lanes.count)
    effects = []
  }
  state.race = race
  return effects
}

/// Adds the flow that comes after the last lane's in the registry.
private func addLane(to race: inout Race, _ state: inout State) -> [Effect] {
  guard race.lanes.count < Race.sizes.upperBound, var rival = race.lanes.last else {
    state.message = "four flows are as many as can race"
    return []
  }
  rival.chooseNext()
  race.lanes.append(rival)
  race.focus = race.lanes.count - 1
  return race.restart()
}

/// Removes the marked lane.
private func removeLane(from race: inout Race, _ state: inout State) -> [Effect] {
  guard race.lanes.count > Race.sizes.lowerBound else {
    state.message = "it takes two to race; Esc ends it"
    return []
  }
  race.lanes.remove(at: race.focus)
  race.focus = min(race.focus, race.lanes.count - 1)
  return race.restart()
}

/// Gives the marked lane another flow.
private func cycleFlow(of race: inout Race, by offset: Int, _ state: inout State) -> [Effect] {
  let flow = race.lanes[race.focus].flow
  guard let kind = cycled(LearnerKind.all, from: { $0.name == flow }, by: offset) else {
    return []
  }
  race.lanes[race.focus].choose(kind)
  state.message = "\(kind.title): \(kind.summary)"
  return race.restart()
}

/// Gives all lanes another target, and the interrupted run too.
private func cycleTarget(of race: inout Race, by offset: Int, _ state: inout State) -> [Effect] {
  let name = race.lanes[0].target
  guard let target = cycled(state.settings.targets, from: { $0.name == name }, by: offset)
  else { return [] }
  for lane in race.lanes.indices { race.lanes[lane].target = target.name }
  state.settings.target = target.name
  state.settings = state.settings.onPresentTargetAlone
  state.message = "\(target.name): \(target.summary)"
  return [.train(.restart(state.settings))] + race.restart()
}

extension Race {
  /// Begins the race anew with its lanes as they are, running or paused as before.
  fileprivate mutating func restart() -> [Effect] {
    snapshot = nil
    return [.race(.restart(lanes)), .race(running ? .run : .pause)]
  }
}

/// Takes what the race's thread published, unless it is about other lanes than those of now.
func receive(_ snapshot: RaceSnapshot, _ state: inout State) {
  guard let race = state.race, race.lanes == snapshot.lanes.map(\.run.settings) else { return }
  state.race?.snapshot = snapshot
  state.ageMessage()
}

/// Marks the lane under a cell.
func clickRace(_ race: Race, column: Int, row: Int, _ state: inout State) {
  let lane = state.raceLayout(race)?.lane(column: column, row: row)
  if let lane { state.race?.focus = lane }
}
