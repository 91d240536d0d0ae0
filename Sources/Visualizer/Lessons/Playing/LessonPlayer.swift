import Canvas
import Flows
import Foundation
import Learning

/// Plays a lesson's own solution through the application, with no terminal and no clock: the keys of each
/// step, the answers of who knows, and `n`.
///
///     var player = try LessonPlayer(lesson)
///     while let report = player.playStep() { print(report.verb, report.isReached) }
public struct LessonPlayer {
  private(set) var app: App
  private var run: TrainingRun?
  private var race: RaceLoop?
  private let threads: Int
  private let lesson: Lesson
  /// Steps that training takes between two looks at a condition.
  private static let stride = 10
  /// Steps after which a condition that has not come true is given up.
  private static let patience = 40_000
  /// Seconds after which the same is done in a race, whose flows train on a clock.
  private static let racePatience = 60.0

  /// What became of one step.
  public struct Report: Hashable, Sendable {
    /// From 1; 0 is the question before, and the last one after is after the steps.
    public var step: Int
    public var verb: String
    /// What the learner sees.
    public var caption: String
    /// Whether what was to come true came true, and what was asked could be measured.
    public var isReached: Bool
    /// The predicted and the measured numbers with their unit and tolerance, where there are any.
    public var predicted: Double?
    public var measured: Double?
    public var unit: String?
    /// The choices that there were, which both numbers then count from 1; none for a number.
    public var choices: [String] = []
    public var tolerance: String?
    /// Whether the prediction of who knows is as good as the lesson asks.
    public var isRight: Bool?
    /// Why it was not reached.
    public var problem: String?
  }

  /// Begins the lesson.
  /// - Parameters:
  ///   - columns: of the screen, in cells.
  ///   - rows: of the screen, in cells.
  /// - Throws: ``FlowError`` where it cannot begin.
  public init(
    _ lesson: Lesson, columns: Int = 80, rows: Int = 24, threads: Int = 2,
    medium: Medium = Medium(colors: .trueColor, glyphs: .braille)
  ) throws(FlowError) {
    app = App(State(running: false, columns: columns, rows: rows, medium: medium))
    (self.lesson, self.threads) = (lesson, threads)
    perform(try app.begin(lesson, anew: true))
    settle()
  }

  /// The screen as it is now.
  public func screen() -> Canvas { app.render() }

  /// Plays what is asked at the place where the lesson is, and goes on to the next.
  /// - Parameter look: shown the player when all is done there, before it goes on; where something is asked,
  ///   also before the answer.
  /// - Returns: `nil` at the end of the lesson.
  public mutating func playStep(_ look: (LessonPlayer) -> Void = { _ in }) -> Report? {
    guard let place = app.state.lesson, place.place != .end else { return nil }
    if place.isAsking { look(self) }
    var report = Report(
      step: place.stepNumber, verb: place.verb, caption: caption(place), isReached: true)
    if place.place == .after { report.step = lesson.steps.count + 1 }
    let early = problem(of: place)
    if place.question != nil {
      press(.character(Character(String((place.question?.right ?? 0) + 1))))
    } else if let prediction = place.prediction {
      predict(prediction, &report)
    } else if let fade = place.fade {
      fill(fade, &report)
    } else {
      doIt(place, &report)
    }
    if let early, report.problem == nil { (report.isReached, report.problem) = (false, early) }
    look(self)
    // Once more for a step that was not reached, and once more where its solution is played again.
    let before = app.state.lesson?.number
    for _ in 0..<3 where app.state.lesson != nil && app.state.lesson?.number == before {
      press("n")
    }
    settle()
    return report
  }

  /// What is wrong with a place before anything is done there.
  private func problem(of run: LessonRun) -> String? {
    let screen = Self.smallScreen
    let cut = LessonBox.linesCut(
      of: run, at: run.place, columns: screen.columns, rows: screen.rows, app.state.medium)
    if cut > 0 {
      return "on \(screen.columns) × \(screen.rows) cells the last \(cut) of its lines are cut: "
        + "write less"
    }
    if let until = run.step?.until, run.isReady, app.holds(until) {
      return "what is to come true is so before anything is done"
    }
    let held = run.prediction?.choices.filter { app.holds($0.when) } ?? []
    if held.count > 1 {
      return "\(held.count) answers hold at once: "
        + held.map { "'\($0.text)'" }.joined(separator: ", ")
    }
    return nil
  }

  /// The screen that every lesson must fit on.
  private static let smallScreen = (columns: 80, rows: 24)

  private func caption(_ run: LessonRun) -> String {
    let numbers = app.lessonNumbers
    return run.text.filled { numbers.text($0, withUnit: $1) }
  }

  // MARK: What who knows would do

  private mutating func predict(_ prediction: Prediction, _ report: inout Report) {
    let unit = (try? Readings.named(prediction.reading))?.unit
    report.unit = prediction.choices.isEmpty ? unit : "choice"
    report.choices = prediction.choices.map(\.text)
    report.tolerance = prediction.choices.isEmpty ? "\(prediction.tolerance)" : nil
    guard let answer = prediction.model ?? app.foreseen(prediction) else {
      report.isReached = false
      report.problem = "\(prediction.reading) cannot be measured here"
      return
    }
    type(answer, isChoice: !prediction.choices.isEmpty)
    guard let attempt = app.state.lesson?.attempt, let measured = attempt.measured else {
      report.isReached = false
      report.problem = app.state.lesson?.attempt.problem ?? "nothing was measured"
      return
    }
    (report.predicted, report.measured) = (attempt.answer, measured)
    report.isRight = attempt.isRight
    if attempt.isRight != true {
      report.isReached = false
      report.problem = "the solution \(answer) is not within the tolerance"
    }
    guard let order = app.state.lesson?.reasonOrder,
      let right = order.firstIndex(where: { prediction.because[$0].isRight })
    else { return }
    press(.character(Character(String(right + 1))))
  }

  private mutating func fill(_ fade: Fade, _ report: inout Report) {
    for name in fade.missing {
      guard let answer = app.reading(name) else {
        report.isReached = false
        report.problem = "\(name) cannot be measured here"
        return
      }
      type(answer, isChoice: false)
    }
    let filled = app.state.lesson?.attempt.filled ?? []
    report.isReached = filled.count == fade.missing.count && filled.allSatisfy(\.isRight)
    if let last = filled.last {
      (report.predicted, report.measured, report.isRight) = (
        last.typed, last.measured, last.isRight
      )
      report.unit = fade.missing.last.flatMap { try? Readings.named($0) }?.unit
      report.tolerance = "\(fade.tolerance)"
    }
  }

  private mutating func doIt(_ place: LessonRun, _ report: inout Report) {
    guard let step = place.step else { return }
    for part in step.solution {
      switch part {
      case .key(let name): if let key = Key(named: name) { press(key) }
      case .wait(let condition):
        // Where only steps are counted, there is nothing to look at on the way.
        let stride = condition.readings.isEmpty ? 50 : Self.stride
        if !wait(stride: stride, until: { $0.holds(condition) }) {
          report.problem = "what the solution waits for does not come true"
        }
      }
    }
    report.isReached = step.until == nil || app.state.lesson?.attempt.isReached == true
    if !report.isReached, report.problem == nil {
      report.problem = "the solution does not make the condition come true"
    }
  }

  private mutating func type(_ answer: Double, isChoice: Bool) {
    guard !isChoice else { return press(.character(Character(String(Int(answer))))) }
    // In plain digits, as one types them.
    let text = String(format: abs(answer) < 0.001 ? "%.9f" : "%.6f", answer)
    for character in text.prefix(12) { press(.character(character)) }
    press(.enter)
  }

  // MARK: The world around the application

  private mutating func press(_ key: Key) {
    perform(app.handle(.key(key)))
    settle()
  }

  /// Lets training do what it was told at once.
  private mutating func settle() {
    while let run, run.goal != nil { run.takeSteps(0) }
    publish()
  }

  private mutating func publish() {
    if let snapshot = run?.snapshot(stepsPerSecond: 0) {
      perform(app.handle(.snapshot(snapshot)))
    }
  }

  private mutating func wait(stride: Int, until isTrue: (App) -> Bool) -> Bool {
    let start = Date.now
    var steps = 0
    while !isTrue(app) {
      if let race {
        guard Date.now.timeIntervalSince(start) < Self.racePatience else { return false }
        Thread.sleep(forTimeInterval: 0.02)
        if let snapshot = race.latest() { perform(app.handle(.raceSnapshot(snapshot))) }
        continue
      }
      guard let run, run.isBusy, steps < Self.patience else { return false }
      run.takeSteps(stride)
      steps += stride
      publish()
    }
    return true
  }

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .train(let command): run?.obey(command)
      case .beginLesson(let start):
        let run = TrainingRun(
          start.settings, threads: threads, speed: start.speed, running: start.running)
        self.run = run
        if start.beginning.step > 0 { run.obey(.forward(to: start.beginning.step)) }
        if start.beginning.part > 0 { run.obey(.parts(start.beginning.part)) }
      case .endLesson: run = nil
      case .race(let command):
        let loop = race ?? RaceLoop {}
        race = loop
        loop.send(command)
      case .endRace:
        race?.stop()
        race = nil
      case .write, .copy, .measure, .keep, .quit: break
      }
    }
  }
}

extension LessonRun {
  /// What kind of place this is, in a word.
  fileprivate var verb: String {
    switch place {
    case .before: "before"
    case .after: "after"
    case .end: "end"
    case .step(let index): lesson.steps[index].verb.name
    }
  }
}
