import Foundation
import Testing

@testable import Visualizer

/// The lessons that are built in; none is an error that another test reports.
private let builtIn = Lessons.all

@Suite struct LessonPlayTests {
  @Test(arguments: builtIn) func itsOwnSolutionReachesEveryStep(lesson: Lesson) throws {
    // The largest screen shows the most.
    var player = try LessonPlayer(lesson, columns: 200, rows: 60, threads: 1)
    var steps = 0
    var shown: [PrintedNumber] = []
    while let report = player.playStep({ shown = $0.numbersBesideTheQuestion ?? shown }) {
      #expect(report.isReached, "step \(report.step): \(report.problem ?? "")")
      if let measured = report.measured {
        #expect(measured.isFinite, "step \(report.step)")
        // 0 and 1 stand for many things; no other number is the answer, unless the question says it.
        let leaks = shown.filter {
          $0.decimals > 1 && ![0, 1].contains($0.value) && $0.isOne(measured)
            && !report.caption.contains($0.value.text($0.decimals))
        }
        #expect(leaks.isEmpty, "step \(report.step): \(report.caption) = \(measured)")
      }
      shown = []
      #expect(!report.caption.contains("…"), "a number is missing in: \(report.caption)")
      steps += 1
    }
    let questions = (lesson.before == nil ? 0 : 1) + (lesson.after == nil ? 0 : 1)
    #expect(steps == lesson.steps.count + questions)
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

extension LessonPlayer {
  /// The numbers that panes show while a number is asked for; `nil` at any other time.
  fileprivate var numbersBesideTheQuestion: [PrintedNumber]? {
    guard let run = app.state.lesson, run.isAsking, run.prediction?.choices.isEmpty == true
    else { return nil }
    let canvas = screen()
    let rows = min(app.state.freeRows, app.state.hintsFrame?.row ?? app.state.freeRows)
    return canvas.printedNumbers(rows: rows).filter { !canvas.isCoordinate($0) }
  }
}
