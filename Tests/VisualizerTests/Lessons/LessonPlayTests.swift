import Foundation
import Testing

@testable import Visualizer

/// The lessons that are built in; none is an error that another test reports.
private let builtIn = Lessons.all

@Suite struct LessonPlayTests {
  @Test(arguments: builtIn) func itsOwnSolutionReachesEveryStep(lesson: Lesson) throws {
    var player = try LessonPlayer(lesson, threads: 1)
    var steps = 0
    while let report = player.playStep() {
      #expect(report.isReached, "step \(report.step): \(report.problem ?? "")")
      if let measured = report.measured { #expect(measured.isFinite, "step \(report.step)") }
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
