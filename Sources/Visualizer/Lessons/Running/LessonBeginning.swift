import Canvas
import Flows
import Learning

// How a lesson begins, begins anew within itself, and is left.

/// Begins a lesson, or goes on with it where it was left.
/// - Throws: ``FlowError`` where it cannot begin.
func openLesson(_ lesson: Lesson, anew: Bool, _ state: inout State) throws(FlowError) -> [Effect] {
  var run = LessonRun(
    lesson: lesson, place: .step(0), inner: state.mode.below,
    before: state.lesson?.before ?? state, firstStep: 0)
  var left = anew ? nil : state.progress[lesson.name]?.left
  let place = left.flatMap { run.place(keptAs: $0.step) }
  if place == nil { left = nil }
  let pause: [Effect] = state.lesson == nil ? [.train(.pause)] : []
  var problem: String?
  if let left, let place {
    run.place = place
    do {
      return pause + (try restartLesson(with: left.arguments, run, &state))
    } catch {
      // What is kept may be from another version, or written by hand.
      problem = "lessons.txt: step \(left.step) kept there cannot be read; the lesson begins anew"
    }
  }
  run.place = run.places[0]
  let effects = try restartLesson(with: lesson.start, run, &state)
  state.message = problem
  return pause + effects
}

/// Begins a run of its own for the lesson, from a share line. The same run at the same step is not trained again.
func restartLesson(
  with arguments: [String], _ run: LessonRun, _ state: inout State
) throws(FlowError) -> [Effect] {
  var fresh = try State(
    arguments: arguments, columns: state.columns, rows: state.rows, medium: state.medium)
  let before: [Effect] =
    (state.lesson?.inner.isRace == true ? [.endRace] : [])
    + (state.lesson == nil ? [] : [.endLesson])
  (fresh.progress, fresh.lessons) = (state.progress, state.lessons)
  fresh.ownKeys = state.ownKeys
  var run = run
  run.inner = fresh.mode
  run.firstStep = fresh.beginning.step
  run.isReady = false
  run.beginning = fresh.arguments
  (run.look, run.wasRunning) = (fresh.look, fresh.running)
  run.rows = LessonBox.rows(of: run, columns: fresh.columns, rows: fresh.rows, fresh.medium)
  if state.isAlreadyAt(fresh) {
    run.isReady = true
    fresh.snapshot = state.snapshot
    fresh.mode = .lesson(run)
    state = fresh
    return [.train(.pause), .train(.speed(fresh.speed))] + (fresh.running ? [.train(.run)] : [])
  }
  fresh.mode = .lesson(run)
  state = fresh
  return before + [
    .beginLesson(
      LessonStart(
        settings: state.settings, speed: state.speed, running: state.running,
        beginning: state.beginning))
  ]
}

extension State {
  /// Whether the lesson's run is the one that another state asks for, and as far.
  fileprivate func isAlreadyAt(_ other: State) -> Bool {
    guard let lesson, !lesson.inner.isRace, !other.mode.isRace, let snapshot, snapshot.model != nil
    else { return false }
    let isStill = snapshot.goal == nil && snapshot.slow == nil && pastStep == nil
    return isStill && snapshot.settings == other.settings
      && snapshot.step == other.beginning.step && other.beginning.part == 0
  }
}

extension Mode {
  var isRace: Bool { if case .race = self { true } else { false } }
}

/// Leaves the lesson: everything is as it was before.
func leaveLesson(_ state: inout State) -> [Effect] {
  guard let run = state.lesson else { return [] }
  let records = run.place == .end ? [] : state.keep([state.whereItIs(run)])
  var before = run.before
  (before.columns, before.rows, before.medium) = (state.columns, state.rows, state.medium)
  (before.progress, before.lessons) = (state.progress, state.lessons)
  before.overlay = nil
  var effects: [Effect] = run.inner.isRace ? [.endRace] : []
  effects.append(.endLesson)
  if let goal = before.snapshot?.goal { effects.append(.train(.forward(to: goal))) }
  if before.running { effects.append(.train(.run)) }
  state = before
  return effects + records
}

extension State {
  /// Gives the lesson the rows that the screen's size asks for.
  mutating func makeRoomForLesson() {
    guard var run = lesson else { return }
    run.rows = LessonBox.rows(of: run, columns: columns, rows: rows, medium)
    lesson = run
  }
}

extension LessonRun {
  /// Whether the learner's own time runs.
  var isTiming: Bool {
    guard let step, case .play(let seconds) = step.verb else { return false }
    return isReady && attempt.seconds < Double(seconds)
  }

  /// Lets the learner's own time pass.
  mutating func pass(seconds: Double) {
    if isTiming { attempt.seconds += seconds }
  }
}

extension State {
  /// The moment at which the lesson is, for coming back.
  func whereItIs(_ run: LessonRun) -> LessonRecord {
    LessonRecord(run.lesson.name, .left(step: run.keptStep, arguments: arguments))
  }
}

extension LessonRun {
  /// The number by which a place is kept, from 1: after the last step comes the question at the end.
  fileprivate var keptStep: Int {
    switch place {
    case .before: 1
    case .step(let index): index + 1
    case .after, .end: lesson.steps.count + 1
    }
  }

  /// The number by which what is left undone at this place is kept, from 0, which is the question before.
  var recordedStep: Int { place == .before ? 0 : keptStep }

  /// The place that was kept by this number; `nil` where the lesson has none.
  fileprivate func place(keptAs step: Int) -> Place? {
    let place = step <= lesson.steps.count ? Place.step(step - 1) : .after
    return step <= lesson.steps.count + 1 && places.contains(place) ? place : nil
  }
}
