import Foundation
import Testing

/// A lesson in a terminal: taken, left, gone on with, and kept.
@Suite(.serialized) struct LessonSessionTests {
  private let text = """
    name: short
    title: Short
    start: --flow linear --target 2gaussians --step 20 --paused
    steps:
      - {say: The cross is the probe.}
      - {do: Move the probe., keys: [move-probe], until: did(move-probe) >= 2, solution: "left left"}
      - predict: What is the area?
        reading: probe.area
        hide: [ledger]
        because:
          - {text: It is measured., right: true}
          - {text: It is not., why: It is.}
    """

  @Test func aLessonIsTakenLeftAndGoneOnWith() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "short.yaml")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let state = ["XDG_STATE_HOME": folder.path]
    func begin() throws -> Session {
      try Session(
        try Program.path("flowscope"), ["lesson", "--file", file.path, "short"], columns: 80,
        rows: 24, environment: state)
    }
    let first = try begin()
    try first.waitUntil("the first step") {
      $0.contains("The cross is") && $0.contains("step 20 ")
    }
    first.type("n")
    try first.waitFor("Move the probe.")
    first.press(.left)
    first.press(.left)
    try first.waitFor("do ✓")
    // Nothing moves on by itself.
    first.watch(for: .milliseconds(300))
    #expect(first.screen.contains("Move the probe."))
    first.type("n")
    try first.waitUntil("a hidden ledger") {
      $0.contains("What is the area?") && $0.contains("hidden until you answer")
    }
    first.type("\u{1B}")
    try first.waitUntil("everything as it was") { !$0.contains("What is the area?") }
    first.type("q")
    #expect(try first.waitForEnd() == .exited(0))
    #expect(first.leftovers == [])

    let second = try begin()
    try second.waitUntil("the step where it was left") { $0.contains("What is the area?") }
    second.type("2\r")
    try second.waitFor("Why?")
    second.type("1")
    try second.waitUntil("the answer") { $0.contains("predict ✓") }
    second.type("n")
    try second.waitFor("What you predicted")
    second.type("q")
    #expect(try second.waitForEnd() == .exited(0))
    let kept = try String(
      contentsOf: folder.appending(path: "flowscope/lessons.txt"), encoding: .utf8)
    #expect(kept.split(separator: "\n").contains("short"))
    #expect(kept.contains("short predicted 3 probe.area 2.0 measured "))
  }

  @Test func whatWasPredictedIsToldWithItsQuestion() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let state = folder.appending(path: "flowscope")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let kept = """
      change-of-variables predicted 4 probe.area 3.5 measured 3.0 wrong
      learning chose 5 nll.volume 1 measured 2 wrong

      """
    try kept.write(
      to: state.appending(path: "lessons.txt"), atomically: true, encoding: .utf8)
    func told(_ more: String...) throws -> String {
      try program(
        "flowscope", ["lesson", "--progress"] + more, environment: ["XDG_STATE_HOME": folder.path]
      ).output
    }
    let text = try told()
    #expect(
      text.contains("By what factor has the square's area grown? predicted: 3.5 ×; measured: 3 ×"))
    #expect(text.contains("predicted: it expands; measured: it contracts"))
    let rows = try JSONSerialization.jsonObject(with: Data(try told("--json").utf8))
    let lessons = try #require(rows as? [[String: Any]])
    let first = try #require((lessons.first?["predictions"] as? [[String: Any]])?.first)
    #expect(first["prompt"] as? String == "By what factor has the square's area grown?")
    #expect(first["reading"] as? String == "probe.area" && first["predict"] as? Double == 3.5)
  }

  @Test func theListIsABareArrayAndAWrongFileNamesItsPlace() throws {
    let list = try flowscope("lesson", "--list", "--json")
    let rows = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]
    #expect(list.status == 0 && rows?.isEmpty == false)
    #expect(rows?.allSatisfy { $0["name"] is String && $0["title"] is String } == true)
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try text.replacing("probe.area", with: "probe.aera").write(
      to: file, atomically: true, encoding: .utf8)
    let check = try flowscope("lesson", "--check", file.path)
    #expect(check.status != 0)
    #expect(check.errors.contains("line 8, column 14") && check.errors.contains("'probe.area'"))
  }

  @Test func playingPrintsAnObjectForEachStep() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    let played = try flowscope("lesson", "--file", file.path, "--play", "short", "--json")
    let rows = try JSONSerialization.jsonObject(with: Data(played.output.utf8)) as? [[String: Any]]
    #expect(played.status == 0 && rows?.count == 3)
    #expect(rows?.last?["measured"] is Double && rows?.last?["unit"] as? String == "×")
  }
}
