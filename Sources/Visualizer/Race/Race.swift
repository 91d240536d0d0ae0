import Flows
import Learning

/// Flows side by side on the same target, seed and batch.
public struct Race: Sendable {
  public var lanes: [Settings]
  public var fairness = RaceFairness.steps
  public var running = true
  /// The lane that keys change.
  public var focus = 0
  /// Whether training went on before the race, and does again after it.
  var resumes: Bool
  public var snapshot: RaceSnapshot?

  /// How many flows may race.
  public static let sizes = 2...4

  /// A race of the settings' flow against the next one of the registry.
  init(_ settings: Settings, resumes: Bool) {
    self.resumes = resumes
    let here = FlowFamily.all.firstIndex { $0.name == settings.flow } ?? 0
    // From the start on the same points.
    var first = settings
    first.earlierTargets = nil
    var rival = first
    rival.choose(FlowFamily.all[(here + 1) % FlowFamily.all.count])
    lanes = [first, rival]
  }

  /// The lanes by how close they are to the target, the best first; `nil` before all are measured.
  var ranking: [Int]? {
    guard let snapshot, snapshot.lanes.count == lanes.count else { return nil }
    let scores = snapshot.lanes.compactMap { $0.run.heldOut?.nll }
    guard scores.count == lanes.count, snapshot.lanes.allSatisfy({ $0.run.step > 0 }) else {
      return nil
    }
    return scores.indices.sorted { scores[$0] < scores[$1] }
  }
}

/// What a key can do in a race.
public enum RaceAction: Hashable, Sendable {
  case toggleRunning, fairness, restart, reseed, add, remove, leave
  case cycleFlow(Int), cycleTarget(Int), focus(Int)
}

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
    let here = FlowFamily.all.firstIndex { $0.name == rival.flow } ?? 0
    rival.choose(FlowFamily.all[(here + 1) % FlowFamily.all.count])
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
    let count = FlowFamily.all.count
    let here = FlowFamily.all.firstIndex { $0.name == race.lanes[race.focus].flow } ?? 0
    let family = FlowFamily.all[((here + offset) % count + count) % count]
    race.lanes[race.focus].choose(family)
    state.message = "\(family.title): \(family.summary)"
    return restart()
  case .cycleTarget(let offset):
    let targets = state.settings.targets
    let here = targets.firstIndex { $0.name == race.lanes[0].target } ?? 0
    let target = targets[((here + offset) % targets.count + targets.count) % targets.count]
    for index in race.lanes.indices { race.lanes[index].target = target.name }
    state.settings.target = target.name
    state.settings.earlierTargets = nil
    state.message = "\(target.name): \(target.summary)"
    return [.train(.restart(state.settings))] + restart()
  case .focus(let offset):
    race.focus = (race.focus + offset + race.lanes.count) % race.lanes.count
    return []
  case .leave:
    state.race = nil
    state.running = race.resumes
    state.message = nil
    return [.endRace] + (race.resumes ? [.train(.run)] : [])
  }
}
