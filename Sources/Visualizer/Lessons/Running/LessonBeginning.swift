import Canvas
import Flows
import Learning

// How a lesson begins, begins anew within itself, and is left.

/// Begins a lesson, or goes on with it where it was left.
/// - Throws: ``FlowError`` where it cannot begin.
func openLesson(_ lesson: Lesson, anew: Bool, _ state: inout State) throws(FlowError) -> [Effect] {
  var left = anew ? nil : state.progress[lesson.name]?.left
  if let step = left?.step, step > lesson.steps.count { left = nil }
  var run = LessonRun(
    lesson: lesson, place: left.map { .step($0.step - 1) } ?? .step(0), inner: state.mode.below,
    before: state.lesson?.before ?? state, firstStep: 0)
  if left == nil { run.place = run.places[0] }
  let pause: [Effect] = state.lesson == nil ? [.train(.pause)] : []
  return pause + (try restartLesson(with: left?.arguments ?? lesson.start, run, &state))
}

/// Begins a run of its own for the lesson, from a share line.
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
  run.rows = LessonBox.rows(of: run, columns: fresh.columns, rows: fresh.rows, fresh.medium)
  fresh.mode = .lesson(run)
  state = fresh
  return before + [
    .beginLesson(
      LessonStart(
        settings: state.settings, speed: state.speed, running: state.running,
        beginning: state.beginning))
  ]
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
    LessonRecord(run.lesson.name, .left(step: max(1, run.stepNumber), arguments: arguments))
  }
}
