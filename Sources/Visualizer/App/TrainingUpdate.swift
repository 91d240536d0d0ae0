import Flows
import Learning

/// Does what the keys of training mean: run, step, look at other steps, go faster and slower.
func performTraining(_ action: Action, _ state: inout State) -> [Effect] {
  switch action {
  case .toggleRunning:
    if state.pastStep != nil { return goOn(&state) }
    state.running.toggle()
    return [.train(state.running ? .run : .pause)]
  case .step:
    if state.pastStep != nil { return look(at: .by(1), &state) }
    state.running = false
    return [.train(.step)]
  case .stepBack:
    return look(at: .by(-1), &state)
  case .slowMotion:
    if state.speed == .slowMotion {
      state.speed = state.mode.watch.speedBeforeSlowMotion ?? .perFrame(10)
      state.message = "speed: \(state.speed.explanation)"
    } else {
      state.mode.watch.speedBeforeSlowMotion = state.speed
      state.speed = .slowMotion
      state.view = .main
      state.message = "slow motion: . is the next part of the step, M the speed from before"
    }
    return [.train(.speed(state.speed))]
  case .travel(let place):
    return look(at: place, &state)
  case .resume:
    return goOn(&state)
  case .faster, .slower:
    state.speed = action == .faster ? state.speed.faster : state.speed.slower
    state.message = "speed: \(state.speed.explanation)"
    return [.train(.speed(state.speed))]
  default: break
  }
  return []
}

/// Takes what the training thread published, unless it is about another run than that of now.
func receive(_ snapshot: TrainingSnapshot, _ state: inout State) {
  guard snapshot.settings.isSameRun(as: state.settings) else { return }
  // The training thread says at which step something changed.
  state.settings = snapshot.settings
  if snapshot.trouble != nil { state.running = false }
  if case .resuming = state.mode.watch.moment { state.mode.watch.moment = .now }
  state.snapshot = snapshot
  state.ageMessage()
}

/// Does what the keys of the experiment mean: another start, flow, target or base.
func performExperiment(_ action: Action, _ state: inout State) -> [Effect] {
  switch action {
  case .restart:
    state.message = "again from the start, seed \(state.settings.seed)"
    return startAgain(&state)
  case .reseed:
    state.settings.seed &+= 1
    state.message = "a new start, seed \(state.settings.seed)"
    return startAgain(&state)
  case .cycleFlow(let offset):
    return choose(
      cycled(FlowFamily.all, from: { $0.name == state.settings.flow }, by: offset), &state)
  case .chooseFlow(let number):
    guard FlowFamily.all.indices.contains(number - 1) else { return [] }
    return choose(FlowFamily.all[number - 1], &state)
  case .cycleTarget(let offset):
    guard
      let target = cycled(
        state.settings.targets, from: { $0.name == state.settings.target }, by: offset)
    else { return [] }
    state.settings.target = target.name
    state.message = "\(target.name): \(target.summary)"
    return startAgain(&state)
  case .cycleBase(let offset):
    guard let base = cycled(Bases.all, from: { $0.name == state.settings.base }, by: offset)
    else { return [] }
    state.settings.base = base.name
    state.message = "\(base.name): \(base.summary)"
    return startAgain(&state)
  default: break
  }
  return []
}
