import Canvas

/// Shows another of the kept models. Looking at the past pauses training.
func look(at travel: Travel, _ state: inout State) -> [Effect] {
  let steps = state.snapshot?.recent.map(\.step) ?? []
  guard let now = steps.last else {
    state.message = "nothing is kept yet"
    return []
  }
  let here = steps.lastIndex { $0 <= state.step } ?? 0
  let index: Int
  switch travel {
  case .to(let step): return look(atStep: nearest(to: step, of: steps), now: now, &state)
  case .by(let offset): index = min(max(here + offset, 0), steps.count - 1)
  case .toStart: index = 0
  case .toNow: index = steps.count - 1
  }
  if index == here, case .by(let offset) = travel, offset < 0 {
    state.message = "this is the first step that is kept"
    return []
  }
  return look(atStep: steps[index], now: now, &state)
}

/// Shows the kept model nearest to a step.
func look(nearStep wanted: Int, _ state: inout State) -> [Effect] {
  let steps = state.snapshot?.recent.map(\.step) ?? []
  guard let now = steps.last else { return [] }
  return look(atStep: nearest(to: wanted, of: steps), now: now, &state)
}

/// The step that lies nearest to the wanted one.
private func nearest(to wanted: Int, of steps: [Int]) -> Int {
  steps.min { abs($0 - wanted) < abs($1 - wanted) } ?? wanted
}

private func look(atStep step: Int, now: Int, _ state: inout State) -> [Effect] {
  state.lossCursor = nil
  if step == now {
    state.pastStep = nil
    state.message = "back at step \(now.grouped), the newest"
    return []
  }
  let wasRunning = state.running
  state.running = false
  state.pastStep = step
  state.message =
    "step \(step.grouped) of \(now.grouped): space goes on from here, End is back to now"
  return wasRunning ? [.train(.pause)] : []
}

/// Goes on training from the step on screen. What came after that step is forgotten; with the same seed
/// the run takes the same steps again.
///
/// While the user reads the loss at some step, it shows that step instead.
func goOn(_ state: inout State) -> [Effect] {
  if let cursor = state.lossCursor, state.readsLoss { return look(nearStep: cursor, &state) }
  guard let past = state.pastStep else {
    state.running = true
    return [.train(.run)]
  }
  state.running = true
  state.mode.watch.moment = .resuming(from: past)
  state.message = "on from step \(past.grouped): the same seed makes the same future again"
  return [.train(.resume(from: past))]
}
