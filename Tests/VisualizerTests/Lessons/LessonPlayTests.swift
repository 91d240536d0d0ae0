import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The lessons that are built in; none is an error that another test reports.
private let builtIn = Lessons.all

@Suite struct LessonPlayTests {
  @Test(arguments: builtIn) func itsOwnSolutionReachesEveryStepAndNoScreenTellsAnAnswerBefore(
    lesson: Lesson
  ) throws {
    // The largest screen shows the most; the smallest lays out otherwise.
    for (columns, rows) in everyView ? [(200, 60), (80, 24)] : [(200, 60)] {
      try play(lesson, columns: columns, rows: rows)
    }
  }

  private func play(_ lesson: Lesson, columns: Int, rows: Int) throws {
    var player = try LessonPlayer(lesson, columns: columns, rows: rows, threads: 1)
    var steps = 0
    var told: [String] = []
    var cut: [String] = []
    while let report = player.playStep({
      told += $0.whatTheScreenTells
      cut += $0.whatTheBoxCuts
    }) {
      #expect(report.isReached, "step \(report.step): \(report.problem ?? "")")
      if let measured = report.measured { #expect(measured.isFinite, "step \(report.step)") }
      if everyView, !told.isEmpty { print("told:", lesson.name, columns, report.step, told) }
      #expect(told == [], "step \(report.step): \(report.caption)")
      #expect(cut == [], "step \(report.step)")
      (told, cut) = ([], [])
      #expect(!report.caption.contains("…"), "a number is missing in: \(report.caption)")
      steps += 1
    }
    let questions = (lesson.before == nil ? 0 : 1) + (lesson.after == nil ? 0 : 1)
    #expect(steps == lesson.steps.count + questions)
  }

  /// Steps that can be played, and are wrong all the same.
  static let mistakes: [(step: String, words: String)] = [
    ("{do: Move it., until: flow == affine, solution: left}", "so before anything is done"),
    (
      "{predict: Which?, reading: kl, choices: [{text: a, when: kl > 0}, {text: b, when: kl > -1}]}",
      "2 answers hold at once"
    ),
    ("say: " + Array(repeating: "Donaudampfschifffahrt", count: 45).joined(separator: " "), "cut"),
    ("say: " + String(repeating: "x", count: 900), "cut"),
  ]

  @Test(arguments: mistakes.indices) func aMistakeThatOnlyPlayingFindsIsReported(
    index: Int
  ) throws {
    let (step, words) = Self.mistakes[index]
    let text = """
      name: wrong
      title: Wrong
      start: --flow affine --target 2gaussians --paused
      steps:
        - \(step)
      """
    var player = try LessonPlayer(try #require(Lessons.parse(text, file: "").first), threads: 1)
    let played = player.playStep()
    let report = try #require(played)
    #expect(!report.isReached && report.problem?.contains(words) == true, "\(report)")
    #expect(player.screen().lines.count == 24)
  }

  @Test(arguments: builtIn) func itsTitleIsWholeOnASmallScreen(lesson: Lesson) throws {
    var player = try LessonPlayer(lesson, columns: 80, rows: 24, threads: 1)
    _ = player.playStep()
    let border = try #require(player.screen().lines.last)
    let main = lesson.title.split(separator: ":").first.map(String.init) ?? ""
    #expect(border.contains(main) && !border.contains("…"), "\(border)")
  }

  @Test func textThatIsCutHasAMark() {
    let lines = (1...5).map { StyledText("line \($0)") }
    #expect(lines.fitted(to: 3, width: 20).map(\.string) == ["line 1", "line 2", "line 3…"])
    #expect(lines.fitted(to: 5, width: 20).map(\.string) == lines.map(\.string))
  }

  @Test func theGuidesExampleCanBeTaken() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let page = root.appending(path: "../../../Sources/Flows/Flows.docc/AddALesson.md")
    let guide = try String(contentsOf: page, encoding: .utf8)
    let listing = try #require(guide.firstMatch(of: /```yaml\n((?s:.*?))```/))
    let lessons = try Lessons.parse(String(listing.output.1), file: "AddALesson.md")
    var player = try LessonPlayer(try #require(lessons.first), threads: 1)
    while let report = player.playStep() {
      #expect(report.isReached, "step \(report.step): \(report.problem ?? "")")
    }
    // Every field that the reader knows is on the page.
    for field in LessonReader.fields + LessonReader.verbs + LessonReader.stepFields {
      #expect(guide.contains("`\(field)`"), "\(field)")
    }
  }

  @Test func aSolutionThatDoesNotReachItsConditionIsReported() throws {
    let text = """
      name: wrong
      title: Wrong
      start: --flow linear --layers 1 --target moons --paused
      steps:
        - {do: Look at the mass lens., until: view == mass, solution: v}
        - {predict: How many steps?, reading: step, solution: 7}
        - {do: Train., until: step >= 5, solution: "wait:step>=5"}
      """
    var player = try LessonPlayer(try #require(try Lessons.parse(text, file: "").first), threads: 1)
    var problems: [String?] = []
    while let report = player.playStep() {
      #expect(!report.isReached)
      problems.append(report.problem)
    }
    #expect(problems.count == 3)
    #expect(problems[1]?.contains("tolerance") == true)
    #expect(problems[2]?.contains("waits") == true)
  }
}

extension Lesson: CustomTestStringConvertible {
  public var testDescription: String { name }
}

extension LessonPlayer {
  /// What the screen tells of a number that is asked for, beside a question that is not answered; and what
  /// is masked where nothing is asked, now or next.
  fileprivate var whatTheScreenTells: [String] {
    guard everyView else { return app.whatTheScreenTells }
    var app = app
    return app.whatTheScreenTells
      + ViewName.allCases.flatMap { _ in
        guard app.state.lesson?.isAsking == true else { return [String]() }
        _ = app.handle(.key("v"))
        _ = app.handle(.tick(seconds: 10))
        return app.whatTheScreenTells.map { "\(app.state.view.rawValue): \($0)" }
      }
  }
}

extension LessonPlayer {
  /// The sizes of screens on which the lesson's box has fewer rows than what it says, whatever is answered.
  fileprivate var whatTheBoxCuts: [String] {
    guard var run = app.state.lesson else { return [] }
    let reasons =
      run.attempt.measured == nil ? [] : run.prediction?.because.indices.map { $0 } ?? []
    let sizes = [(80, 24), (120, 36), (200, 60)]
    return ([nil] + reasons).flatMap { reason in
      run.attempt.reason = reason
      return sizes.filter { columns, rows in
        let medium = app.state.medium
        let room = LessonBox.rows(of: run, columns: columns, rows: rows, medium)
        let box = LessonBox(run, app.lessonNumbers, medium, columns: columns)
        return box.lines.count > room - 2
      }.map { columns, rows in
        let box = LessonBox(run, app.lessonNumbers, app.state.medium, columns: columns)
        return "\(columns)x\(rows): " + box.lines.map(\.string).joined(separator: " / ")
      }
    }
  }
}

/// Whether every view is looked at beside each question, as a learner may: this takes minutes.
private let everyView = ProcessInfo.processInfo.environment["FLOWSCOPE_LESSONS"] == "all"

extension App {
  /// See above, on the screen as it is.
  fileprivate var whatTheScreenTells: [String] {
    guard let run = state.lesson else { return [] }
    let (app, canvas) = (self, render())
    let rows = min(app.state.freeRows, app.state.hintsFrame?.row ?? app.state.freeRows)
    let next = whatTheScreenTellsOfTheNextQuestion(run, canvas, rows: rows)
    guard run.isAsking else {
      let isMasked = canvas.lines.prefix(rows).contains { $0.contains("?.") }
      return (isMasked && run.secrets.isEmpty ? ["something is masked"] : [])
        + next
    }
    // Digits of what is hidden, whatever they say.
    var told = next
    let secrets = run.secretMarks
    for (row, line) in canvas.lines.prefix(rows).enumerated() {
      let isShown = (0..<canvas.columns).contains {
        secrets.contains(canvas[$0, row].mark) && canvas[$0, row].glyph.isDigit
      }
      if isShown { told.append(line) }
    }
    // The number itself, whoever prints it. 0 and 1 stand for many things.
    guard let name = run.prediction?.reading, !run.text.readings.contains(name),
      let value = app.reading(name)
    else { return told }
    let caption = run.text.filled {
      LessonNumbers(values: app.lessonNumbers.values).text($0, withUnit: $1)
    }
    return told
      + canvas.printedNumbers(rows: rows).filter {
        $0.decimals > 1 && ![0, 1].contains($0.value) && $0.isOne(value)
          && !caption.contains($0.value.text($0.decimals)) && !canvas.isCoordinate($0)
          && !canvas.isTick($0)
          // What is printed as another reading is that one.
          && [0, ReadingMark.of(name)].contains(canvas[$0.columns.lowerBound, $0.row].mark)
      }.map { "\($0.value) in: " + canvas.lines[$0.row] }
  }
}

extension App {
  /// The lines that show a number that the next step asks for, where nothing changes before and this place does not
  /// speak of it.
  fileprivate func whatTheScreenTellsOfTheNextQuestion(
    _ run: LessonRun, _ canvas: Canvas, rows: Int
  ) -> [String] {
    let steps = run.lesson.steps
    let index = run.place == .before ? 0 : run.stepNumber
    guard run.place != .after, run.place != .end, index < steps.count, steps[index].start == nil
    else { return [] }
    let spokenOf =
      run.text.readings + (run.prediction.map { [$0.reading] } ?? [])
      + (run.fade?.missing ?? [])
      + (run.step?.marks ?? []).compactMap {
        if case .reading(let name) = $0 { name } else { nil }
      }
    let asked =
      switch steps[index].verb {
      case .predict(let prediction):
        steps[index].text.readings.contains(prediction.reading) ? [] : [prediction.reading]
      case .fade(let fade): fade.missing
      case .say, .do, .play: [String]()
      }
    let marks = Set(asked.map(ReadingMark.of)).subtracting(spokenOf.map(ReadingMark.of))
    return (0..<rows).filter { row in
      (0..<canvas.columns).contains {
        marks.contains(canvas[$0, row].mark) && canvas[$0, row].glyph.isDigit
      }
    }.map { "next: " + canvas.lines[$0] }
  }
}

/// A number as it is printed on the screen.
private struct PrintedNumber {
  var row: Int
  var columns: Range<Int>
  var value: Double
  var decimals: Int

  /// Whether it is this number, or its opposite, as far as its digits say.
  func isOne(_ number: Double) -> Bool {
    let half = 0.5 / pow(10, Double(decimals))
    return abs(abs(value) - abs(number)) <= half * 1.000001
  }
}

extension Canvas {
  /// The numbers that are printed in the first rows.
  fileprivate func printedNumbers(rows: Int) -> [PrintedNumber] {
    lines.prefix(rows).enumerated().flatMap { row, line in
      line.matches(of: /[0-9][0-9,]*(\.[0-9]+)?/).compactMap { match in
        let text = match.output.0.replacing(",", with: "")
        let start = line.distance(from: line.startIndex, to: match.range.lowerBound)
        return Double(text).map {
          PrintedNumber(
            row: row, columns: start..<(start + match.output.0.count), value: $0,
            decimals: max(0, (match.output.1?.count ?? 1) - 1))
        }
      }
    }
  }

  /// Whether a number is one of a point's two: `(+0.50, −1.20)`.
  fileprivate func isCoordinate(_ number: PrintedNumber) -> Bool {
    // A sign and a blank may stand before it.
    func follows(_ mark: Unicode.Scalar) -> Bool {
      (1...3).contains { self[number.columns.lowerBound - $0, number.row].glyph == mark }
    }
    let next = self[number.columns.upperBound, number.row].glyph
    return next == "," && follows("(") || next == ")" && follows(",")
  }

  /// Whether a number stands at a curve's axis: ` 0.01 ┤`. That is the picture's scale, nothing measured.
  fileprivate func isTick(_ number: PrintedNumber) -> Bool {
    number.columns.upperBound + 1 < columns
      && self[number.columns.upperBound + 1, number.row].glyph == "┤"
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
