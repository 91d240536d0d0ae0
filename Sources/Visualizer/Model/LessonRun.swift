import Flows
import Learning

/// A lesson that is being taken.
public struct LessonRun: Sendable {
  let lesson: Lesson
  var place: Place
  /// What was done at this place so far.
  var attempt = Attempt()
  /// What was predicted so far, to be shown again at the end.
  var predictions: [PredictionRecord] = []
  /// The questions of these by their steps, with the numbers of then.
  var questions: [Int: String] = [:]
  /// The places where one has been, as they were left.
  var visits: [Place: Visit] = [:]
  /// What goes on below the lesson.
  var inner: Mode
  /// Everything as it was before, given back at the end.
  let before: State
  /// Keys of a solution that are being played.
  var playing: [SolutionPart] = []
  /// The step that the run must have reached, and whether it has: nothing is measured before.
  var firstStep: Int
  /// The share line of the moment at which this place began.
  var beginning: [String] = []
  /// The view with which this place began.
  var look = Look()
  /// Whether training went on by itself when this place began.
  var wasRunning = false
  var isReady = false
  /// Rows of the screen that the lesson takes.
  var rows = 0

  /// Where one is in a lesson.
  enum Place: Hashable, Sendable {
    case before
    /// A step, from 0.
    case step(Int)
    case after
    /// What was predicted, beside what was measured.
    case end
  }

  /// What the learner did at one place.
  struct Attempt: Hashable, Sendable {
    /// What is typed of a number.
    var typed = ""
    /// The committed answer: a number, or a choice from 1.
    var answer: Double?
    /// What was measured of it; ``answer`` waits for that.
    var measured: Double?
    /// Whether a prediction was good.
    var isRight: Bool?
    /// The chosen reason, by its place in the file.
    var reason: Int?
    /// The numbers that were filled in, each with the measured one.
    var filled: [Filled] = []
    /// Whether a number was wrong and may be tried once more.
    var isSecondTry = false
    /// How many hints were asked for.
    var hints = 0
    /// Whether the solution was played.
    var isShown = false
    /// Whether what was to be done is done.
    var isReached = false
    /// How often each action was done.
    var counts: [String: Int] = [:]
    /// Seconds of the learner's own time.
    var seconds = 0.0
    /// Whether the learner was told that something is left to do.
    var isWarned = false
    /// Why something cannot be measured.
    var problem: String?
  }

  /// A place as it was left.
  struct Visit: Hashable, Sendable {
    var attempt: Attempt
    /// The share lines of the moments at which the place began and was left.
    var beginning: [String]
    var left: [String]
  }

  /// What of the views a step counts on.
  struct Look: Hashable, Sendable {
    var view = ViewName.main
    /// The view's form, from 0.
    var form = 0
    /// Whether the focused pane has the whole screen.
    var zoomed = false
  }

  struct Filled: Hashable, Sendable {
    var typed: Double
    var measured: Double
    var isRight: Bool
  }

  /// The step at this place.
  var step: LessonStep? {
    if case .step(let index) = place { lesson.steps[index] } else { nil }
  }

  /// The number of this place among all places, from 0.
  var number: Int { places.firstIndex(of: place) ?? 0 }

  /// All places, in their order.
  var places: [Place] {
    (lesson.before == nil ? [] : [.before]) + lesson.steps.indices.map { .step($0) }
      + (lesson.after == nil ? [] : [.after]) + [.end]
  }

  /// The question that is asked here.
  var question: LessonQuestion? {
    switch place {
    case .before: lesson.before
    case .after: lesson.after
    case .step, .end: nil
    }
  }

  /// What is to be predicted here.
  var prediction: Prediction? {
    if case .predict(let prediction) = step?.verb { prediction } else { nil }
  }

  /// The line that is to be completed here.
  var fade: Fade? { if case .fade(let fade) = step?.verb { fade } else { nil } }

  /// The reading that a number is typed for now; `nil` where none is.
  var asked: String? {
    if let prediction, prediction.choices.isEmpty, attempt.answer == nil {
      return prediction.reading
    }
    guard let fade, attempt.filled.count < fade.missing.count else { return nil }
    return fade.missing[attempt.filled.count]
  }

  /// How many choices a digit can make now; 0 where there are none.
  var choiceCount: Int {
    if let question { return attempt.answer == nil ? question.choices.count : 0 }
    guard let prediction else { return 0 }
    if attempt.answer == nil { return prediction.choices.count }
    return attempt.measured != nil && attempt.reason == nil ? prediction.because.count : 0
  }

  /// Whether all that is asked for here is done.
  var isDone: Bool {
    if question != nil { return attempt.answer != nil }
    if let prediction {
      return attempt.measured != nil && (prediction.because.isEmpty || attempt.reason != nil)
    }
    if let fade { return attempt.filled.count >= fade.missing.count }
    guard let step else { return true }
    if case .play(let seconds) = step.verb, attempt.seconds >= Double(seconds) { return true }
    return step.until == nil ? !step.isPlay : attempt.isReached
  }

  /// What of the screen is masked now.
  var masks: [LessonMask] {
    if let question { return attempt.answer == nil ? question.hidden : [] }
    guard let step else { return [] }
    if let fade {
      let left = fade.missing.dropFirst(attempt.filled.count)
      return (left.isEmpty ? [] : step.hidden) + left.map { .reading($0) }
    }
    if prediction == nil { return step.hidden }
    return attempt.measured == nil ? step.hidden : []
  }
}

extension LessonStep {
  /// Whether it is about another view, or another form: then the next step begins with it.
  var changesView: Bool { keys.contains("view") || keys.contains("form") }

  /// Whether it is the learner's own time.
  var isPlay: Bool { if case .play = verb { true } else { false } }
}

/// What was measured and checked for a lesson after an event.
public struct LessonObservation: Hashable, Sendable {
  /// Whether the run is where the step begins: only then is anything measured.
  var isReady = false
  /// Whether what was to be done is done.
  var isReached = false
  /// What the answer that was committed is measured by: a number, or the right choice from 1.
  var measured: Double?
  /// The question that it answers, with its numbers.
  var question: String?
  /// Whether the solution that is being played may go on.
  var goesOn = true
  /// Why something cannot be measured.
  var problem: String?
}
