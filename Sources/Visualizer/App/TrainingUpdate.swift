import Flows
import Learning

/// Does what the keys of training mean: run, step, look at other steps, go faster and slower.
func performTraining(_ action: Action, _ state: inout State) -> [Effect] {
  if state.isByHand {
    state.message = "nothing to train: \(state.settings.flow) is turned by hand, \(state.handKeys)"
    return []
  }
  switch action {
  case .toggleRunning:
    if state.pastStep != nil { return goOn(&state) }
    state.running.toggle()
    return state.running ? [.train(.run)] + state.stopOfLesson : [.train(.pause)]
  case .step:
    if state.pastStep != nil { return look(at: .by(1), &state) }
    state.running = false
    return [.train(.step)]
  case .stepBack:
    return look(at: .by(-1), &state) + endOpening(state)
  case .slowMotion:
    return toggleSlowMotion(&state)
  case .travel(let place):
    return look(at: place, &state) + endOpening(state)
  case .resume:
    return goOn(&state)
  case .faster, .slower:
    let speed = state.speedAtWork
    return choose(action == .faster ? speed.faster : speed.slower, &state)
  default: break
  }
  return []
}

/// Goes to slow motion, or back to the speed from before.
private func toggleSlowMotion(_ state: inout State) -> [Effect] {
  if state.speed == .slowMotion {
    return choose(state.mode.watch.speedBeforeSlowMotion ?? .perFrame(10), &state)
  }
  state.mode.watch.speedBeforeSlowMotion = state.speed
  state.view = .main
  let effects = choose(.slowMotion, &state)
  state.message = "slow motion: . is the next part of the step, M the speed from before"
  return effects
}

/// Who looks at single steps of a run that is opening has seen how it opens.
private func endOpening(_ state: State) -> [Effect] {
  state.snapshot?.opening == nil ? [] : [.train(.speed(state.speed))]
}

/// Takes what the training thread published, unless it is about another run than that of now.
func receive(_ snapshot: TrainingSnapshot, _ state: inout State) {
  guard snapshot.settings.isSameRun(as: state.settings),
    snapshot.settings.hand == state.settings.hand
  else { return }
  // The training thread says at which step something changed.
  state.settings = snapshot.settings
  if snapshot.trouble != nil || snapshot.hasStopped { state.running = false }
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
      cycled(LearnerKind.all, from: { $0.name == state.settings.flow }, by: offset), &state)
  case .chooseFlow(let number):
    let kinds = LearnerKind.all
    return kinds.indices.contains(number - 1) ? choose(kinds[number - 1], &state) : []
  case .cycleTarget(let offset):
    guard
      let target = cycled(
        state.settings.targets, from: { $0.name == state.settings.target }, by: offset)
    else { return [] }
    state.settings.target = target.name
    state.message = "\(target.name): \(target.summary)"
    return startAgain(&state)
  case .cycleBase where state.kind?.rival != nil: return refuseBase(&state)
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
