import Canvas
import Flows
import Learning

// What keys mean in a lesson.

/// Gives a key to the lesson that is being taken.
/// - Returns: `nil` where the key is none of the lesson's.
func pressLesson(_ key: Key, _ state: inout State) -> [Effect]? {
  guard let run = state.lesson, key != .interrupt else { return nil }
  if let effects = answer(key, run, &state) { return effects }
  guard let binding = KeyTable.binding(of: state.ownKeys.meant(by: key), in: .lesson) else {
    return nil
  }
  if binding.action == .lesson(.leave) {
    // Escape first leaves what lies above the lesson.
    guard state.overlay == nil, !state.zoomed, case .watch = run.inner else { return nil }
  }
  state.message = nil
  guard case .lesson(let action) = binding.action else { return nil }
  return perform(action, on: &state)
}

/// Does what an action about lessons means.
func perform(_ action: LessonAction, on state: inout State) -> [Effect] {
  switch action {
  case .list:
    state.panel = .lessons(LessonList(lessons: state.lessonsToTake, state))
    return []
  case .begin(let name, let anew):
    do throws(FlowError) {
      let lesson = try Lessons.named(name, among: state.lessonsToTake)
      return try openLesson(lesson, anew: anew, &state)
    } catch {
      state.message = error.description
      return []
    }
  case .next: return goToNext(&state)
  case .back: return goBack(&state)
  case .hint: return giveHint(&state)
  case .leave: return leaveLesson(&state)
  }
}

extension State {
  /// The lessons that there are: a teacher's own, or those that are built in.
  public var lessonsToTake: [Lesson] { lessons ?? Lessons.all }
}

// MARK: Answers

/// Types a number, or chooses an answer.
private func answer(_ key: Key, _ run: LessonRun, _ state: inout State) -> [Effect]? {
  if run.choiceCount > 0 {
    guard case .character(let character) = key, let digit = character.wholeNumberValue,
      (1...run.choiceCount).contains(digit)
    else { return keepFromProgram(key, run, &state) }
    state.message = nil
    return choose(digit, run, &state)
  }
  guard run.asked != nil, run.attempt.answer == nil else {
    return keepFromProgram(key, run, &state)
  }
  var run = run
  switch key {
  case .character(let character) where "0123456789.-/".contains(character) || character == "−":
    if run.attempt.typed.count < 12 {
      run.attempt.typed += String(character == "−" ? "-" : character)
    }
  case .backspace: run.attempt.typed = String(run.attempt.typed.dropLast())
  case .enter:
    guard let number = typedNumber(run.attempt.typed) else {
      state.message =
        run.attempt.typed.isEmpty
        ? "type a number first, then Enter" : "'\(run.attempt.typed)' is no number"
      return []
    }
    run.attempt.answer = number
  default: return nil
  }
  state.message = nil
  state.lesson = run
  return []
}

/// Keeps the keys of an answer from the program, where there is nothing left to answer: they would change
/// what was measured. A digit chooses a flow only in a step that is about it.
private func keepFromProgram(_ key: Key, _ run: LessonRun, _ state: inout State) -> [Effect]? {
  guard case .watch = run.inner, state.overlay == nil else { return nil }
  let isAsking = run.question != nil || run.prediction != nil || run.fade != nil
  switch key {
  case .character(let character) where character.isWholeNumber:
    if run.step?.keys.contains("choose-flow") == true { return nil }
  case .character(let character) where isAsking && ".-/−".contains(character): break
  // Without a past step on screen the key means nothing else.
  case .enter where isAsking || state.pastStep == nil, .backspace where isAsking: break
  default: return nil
  }
  state.message =
    if run.isDone {
      "nothing is to be answered here: n goes on"
    } else if !isAsking {
      "no number is asked for here: i gives a hint"
    } else {
      run.choiceCount > 0
        ? "choose with the keys 1 to \(run.choiceCount)" : "one moment: it is being measured"
    }
  return []
}

/// `0.5`, `-1.2`, or `1/2`; `nil` for what is no number.
func typedNumber(_ text: String) -> Double? {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
  guard let top = parts.first, let top else { return nil }
  if parts.count == 1 { return top.isFinite ? top : nil }
  guard parts.count == 2, let bottom = parts[1], bottom != 0 else { return nil }
  return top / bottom
}

/// Makes a choice by its number from 1.
private func choose(_ digit: Int, _ run: LessonRun, _ state: inout State) -> [Effect] {
  var run = run
  var records: [LessonRecord] = []
  func record(_ news: LessonRecord.News) {
    records.append(LessonRecord(run.lesson.name, news))
  }
  if let question = run.question {
    run.attempt.answer = Double(digit)
    run.attempt.isRight = question.right.map { $0 == digit - 1 }
    record(
      run.place == .before
        ? .before(digit) : .after(digit, isRight: run.attempt.isRight == true))
  } else if run.attempt.answer == nil {
    run.attempt.answer = Double(digit)
  } else {
    run.attempt.reason = run.reasonOrder[digit - 1]
  }
  state.lesson = run
  return state.keep(records)
}

extension LessonRun {
  /// The order in which reasons are offered, by their places in the file. The right one need not come
  /// first, and the order is always the same.
  var reasonOrder: [Int] {
    let count = prediction?.because.count ?? 0
    guard count > 0 else { return [] }
    let turn = (lesson.name.unicodeScalars.reduce(0) { $0 + Int($1.value) } + number) % count
    return (0..<count).map { ($0 + turn) % count }
  }
}

/// Takes note of what was measured and checked.
func observe(_ seen: LessonObservation, _ state: inout State) -> [Effect] {
  guard var run = state.lesson else { return [] }
  run.isReady = run.isReady || seen.isReady
  if seen.measured != nil { run.attempt.isWarned = false }
  // What the next steps say is of the model as it is now.
  let isThere = seen.isReached && !run.attempt.isReached && run.step?.verb == .do
  run.attempt.isReached = seen.isReached
  run.attempt.problem = seen.problem
  var records: [LessonRecord] = []
  if let measured = seen.measured, let answer = run.attempt.answer {
    if let fade = run.fade {
      let isRight = fade.tolerance.admits(answer, measured: measured)
      // A wrong number may be tried once more, before the right one is shown.
      run.attempt.isSecondTry.toggle()
      if isRight || !run.attempt.isSecondTry {
        run.attempt.filled.append(.init(typed: answer, measured: measured, isRight: isRight))
        run.attempt.isSecondTry = false
      }
      (run.attempt.answer, run.attempt.typed) = (nil, "")
    } else if let prediction = run.prediction {
      let isRight =
        prediction.choices.isEmpty
        ? prediction.tolerance.admits(answer, measured: measured) : answer == measured
      (run.attempt.measured, run.attempt.isRight) = (measured, isRight)
      let record = PredictionRecord(
        step: run.stepNumber, reading: prediction.reading, predicted: answer, measured: measured,
        isChoice: !prediction.choices.isEmpty, isRight: isRight)
      run.predictions.append(record)
      run.questions[record.step] = seen.question
      records.append(LessonRecord(run.lesson.name, .predicted(record)))
    }
  }
  if case .wait = run.playing.first, seen.goesOn { run.playing.removeFirst() }
  state.lesson = run
  return (isThere ? state.pauseTraining() : []) + state.keep(records)
}

extension LessonRun {
  /// The step's number, from 1.
  var stepNumber: Int { if case .step(let index) = place { index + 1 } else { 0 } }
}

extension State {
  /// Stops the run, so that what is asked of it stays true.
  mutating func pauseTraining() -> [Effect] {
    guard running else { return [] }
    running = false
    return [.train(.pause)]
  }

  /// Keeps records, here and for the next start.
  mutating func keep(_ records: [LessonRecord]) -> [Effect] {
    guard !records.isEmpty else { return [] }
    for record in records { progress.note(record) }
    return [.keep(records)]
  }
}

/// Gives the next hint: where to look, what to do, and then does it.
private func giveHint(_ state: inout State) -> [Effect] {
  guard var run = state.lesson, let step = run.step else { return [] }
  guard !step.solution.isEmpty || !step.hints.isEmpty else {
    state.message =
      if run.isDone || run.prediction == nil && run.fade == nil {
        "nothing is to be done here: n goes on"
      } else if run.prediction != nil {
        run.attempt.measured == nil
          ? "guess: a wrong prediction teaches as much" : "choose the reason that you believe"
      } else {
        "work it out from the other numbers of the line"
      }
    return []
  }
  guard !run.isDone || step.isPlay else { return [] }
  run.attempt.hints += 1
  let isLast = run.attempt.hints >= 3 || run.attempt.hints > step.hints.count
  state.lesson = run
  return isLast && run.playing.isEmpty ? playSolution(&state) : []
}

/// Plays the step's solution, from where the step began.
func playSolution(_ state: inout State) -> [Effect] {
  guard var run = state.lesson, let step = run.step else { return [] }
  run.playing = step.solution
  run.attempt.isShown = true
  run.attempt.hints = max(run.attempt.hints, step.hints.count + 1)
  state.lesson = run
  let records: [Effect] = state.keep([LessonRecord(run.lesson.name, .shown(step: run.stepNumber))])
  // The keys do it from where the step began, wherever the learner has gone since.
  guard state.arguments.withoutProgress != run.beginning.withoutProgress else { return records }
  do throws(FlowError) {
    if let settled = Condition.step(atLeast: run.beginning) {
      run.playing.insert(.wait(settled), at: 0)
    }
    return records + (try restartLesson(with: run.beginning, run, &state))
  } catch {
    state.message = error.description
    return records
  }
}

extension Condition {
  /// That a run has come to the step that a share line begins with; `nil` where it begins with none.
  fileprivate static func step(atLeast arguments: [String]) -> Condition? {
    guard let place = arguments.firstIndex(of: "--step"), arguments.indices.contains(place + 1),
      let step = Double(arguments[place + 1])
    else { return nil }
    return .comparison(.state("step"), .atLeast, .number(step))
  }
}

extension [String] {
  /// A share line without what training itself moves on.
  fileprivate var withoutProgress: [String] {
    without(["--step", "--speed"], flags: ["--paused"])
  }
}
