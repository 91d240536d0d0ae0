import Flows
import Learning

// From one place of a lesson to the next, and back.

/// Goes to the next place. Who has something left to do is told so first, and goes on with a second key.
func goToNext(_ state: inout State) -> [Effect] {
  guard var run = state.lesson else { return [] }
  guard run.place != .end else { return leaveLesson(&state) }
  guard run.isDone || run.attempt.isWarned else {
    run.attempt.isWarned = true
    state.lesson = run
    state.message = "\(run.leftToDo); n again passes over it"
    return []
  }
  let places = run.places
  return go(to: places[min(run.number + 1, places.count - 1)], run, &state)
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
  // A race is not gone on with: one comes back to where it was begun.
  let left = run.inner.isRace ? run.beginning : state.arguments
  run.visits[run.place] = LessonRun.Visit(
    attempt: run.attempt, beginning: run.beginning, left: left)
  run.place = place
  run.playing = []
  let visit = run.visits[place]
  run.attempt = visit?.attempt ?? LessonRun.Attempt()
  run.attempt.isWarned = false
  run.beginning = visit?.beginning ?? state.arguments
  state.lesson = run
  state.makeRoomForLesson()
  var effects = run.isAsking ? state.pauseTraining() : []
  let isElsewhere =
    visit.map { run.inner.isRace || !$0.left.isSameMoment(as: state.arguments) } ?? false
  if let start = isElsewhere ? visit?.left.paused : visit == nil ? run.step?.start : nil {
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

extension LessonRun {
  /// What is left to do at this place, as a sentence.
  fileprivate var leftToDo: String {
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
