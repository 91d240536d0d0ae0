import Flows
import Learning

// From one place of a lesson to the next, and back.

/// Goes to the next place. Who has something left to do is told so first, and goes on with a second key; what the
/// next steps count on is done for them first.
func goToNext(_ state: inout State) -> [Effect] {
  guard var run = state.lesson else { return [] }
  guard run.place != .end else { return leaveLesson(&state) }
  guard run.isDone && !run.isWaiting || run.attempt.isWarned else {
    run.attempt.isWarned = true
    state.lesson = run
    let isForYou = run.canBeShown ? "does it for you" : "passes over it"
    state.message = "\(run.leftToDo); n again \(isForYou)"
    return []
  }
  if !run.isDone, run.canBeShown {
    let effects = playSolution(&state)
    state.message = "it is done for you, as the next steps count on it; n again passes over it"
    return effects
  }
  let places = run.places
  let records = state.keep(run.undone(state.progress).map { [$0] } ?? [])
  return records + go(to: places[min(run.number + 1, places.count - 1)], run, &state)
}

/// Goes to the place before, as it was left: what was answered there stays answered.
func goBack(_ state: inout State) -> [Effect] {
  guard let run = state.lesson else { return [] }
  guard run.number > 0 else {
    state.message = "this is where the lesson begins"
    return []
  }
  return go(to: run.places[run.number - 1], run, &state)
}

/// Leaves a place and comes to another one: as it was left, where one has been there.
private func go(to place: LessonRun.Place, _ run: LessonRun, _ state: inout State) -> [Effect] {
  var run = run
  let begun = run.isAstray(in: state) ? run.beginning : nil
  // Who looked around in other views comes back to the one that the next step speaks of.
  if run.step?.changesView != true { state.look = run.look }
  // A race is not kept, nor a run that has not yet reached the step where this place begins: who comes back
  // here finds the place as it began.
  let left = run.inner.isRace || !run.isReady ? run.beginning : state.arguments
  let last = run.visits.updateValue(
    LessonRun.Visit(attempt: run.attempt, beginning: run.beginning, left: left),
    forKey: run.place)
  // Who came back and did something else here goes on from that.
  if let last, !last.left.isSameMoment(as: left) { run.forgetWhatFollows() }
  run.place = place
  run.playing = []
  let visit = run.visits[place]
  run.attempt = visit?.attempt ?? LessonRun.Attempt()
  run.attempt.isWarned = false
  run.beginning = visit?.beginning ?? left
  (run.look, run.wasRunning) = (state.look, state.running && !run.isAsking)
  state.lesson = run
  state.makeRoomForLesson()
  var effects = run.isAsking ? state.pauseTraining() : []
  let isElsewhere =
    visit.map { run.inner.isRace || !$0.left.isSameMoment(as: left) } ?? false
  let fresh = visit == nil ? run.step?.start ?? begun : nil
  if let start = isElsewhere ? visit?.left.paused : fresh {
    do throws(FlowError) {
      effects += try restartLesson(with: start, run, &state)
      if let visit { state.lesson?.beginning = visit.beginning }
    } catch {
      state.message = error.description
    }
  }
  if place == .end { return effects + state.keep([LessonRecord(run.lesson.name, .done)]) }
  return effects + state.keep([state.whereItIs(run)])
}

extension State {
  /// The view on screen, and its form.
  var look: LessonRun.Look {
    get { LessonRun.Look(view: view, form: form(of: view), zoomed: zoomed) }
    set {
      guard newValue != look else { return }
      (view, zoomed, viewStrip) = (newValue.view, newValue.zoomed, nil)
      viewMemos[formOf: newValue.view] = newValue.form
    }
  }
}

extension LessonRun {
  /// Whether there is a solution to a task, and it was not played here yet.
  fileprivate var canBeShown: Bool {
    guard let step, step.verb == .do else { return false }
    return !step.solution.isEmpty && !attempt.isShown && !isWaiting
  }

  /// Whether the run has not come to where the step begins: what it says was not to be read yet.
  fileprivate var isWaiting: Bool { !isReady && firstStep > 0 && question == nil }

  /// Whether something else was learned or turned at a place that asks for nothing of the kind: the next one
  /// begins with the model that this one began with. A run that was going on by itself is no such thing.
  fileprivate func isAstray(in state: State) -> Bool {
    switch step?.verb {
    case .do, .play: return false
    case .say, .predict, .fade, nil: break
    }
    guard isReady, !wasRunning, place != .end, let snapshot = state.snapshot,
      let begun = try? State(
        arguments: beginning, columns: state.columns, rows: state.rows, medium: state.medium)
    else { return false }
    return inner.isRace || snapshot.step != begun.beginning.step
      || state.settings.hand != begun.settings.hand
      || !state.settings.isSameRun(as: begun.settings)
  }

  /// What is to be kept of a place that is gone on from: that it was passed over, or that it no longer is. Free time
  /// asks for nothing.
  fileprivate func undone(_ progress: LessonProgress) -> LessonRecord? {
    guard step?.isPlay != true else { return nil }
    let step = recordedStep
    if !isDone { return LessonRecord(lesson.name, .passedOver(step: step)) }
    let wasPassed = progress[lesson.name]?.passedOver.contains(step) == true
    return wasPassed ? LessonRecord(lesson.name, .caughtUp(step: step)) : nil
  }

  /// Forgets how the next places were left, up to one that begins anew.
  fileprivate mutating func forgetWhatFollows() {
    for place in places.dropFirst(number + 1) {
      if case .step(let index) = place, lesson.steps[index].start != nil { return }
      visits[place] = nil
    }
  }

  /// What is left to do at this place, as a sentence.
  fileprivate var leftToDo: String {
    if isWaiting { return "one moment: it learns to step \(firstStep.grouped) first" }
    if question != nil { return "answer first: press a number" }
    if prediction != nil {
      return attempt.answer == nil
        ? "predict first: " + (asked == nil ? "press a number" : "type a number, then Enter")
        : "say why first: press a number"
    }
    if fade != nil { return "a number is missing: type it, then Enter" }
    return step?.isPlay == true ? "there is time left" : "this is not done yet"
  }
}

extension [String] {
  /// Whether a share line brings back the same moment, however fast it goes on from there.
  fileprivate func isSameMoment(as other: [String]) -> Bool {
    without(["--speed"], flags: ["--paused"]) == other.without(["--speed"], flags: ["--paused"])
  }

  /// The share line, and nothing moves on by itself.
  fileprivate var paused: [String] { contains("--paused") ? self : self + ["--paused"] }

  /// A share line without some of its options and their values, and without flags.
  func without(_ options: [String], flags: [String]) -> [String] {
    var rest = self
    for option in options {
      if let place = rest.firstIndex(of: option) {
        rest.removeSubrange(place..<Swift.min(place + 2, rest.count))
      }
    }
    return rest.filter { !flags.contains($0) }
  }
}
