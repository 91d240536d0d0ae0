import Foundation
import Testing

/// The tour for a lecture hall, and the keys and recordings of lessons that it rests on.
@Suite(.serialized) struct TourTests {
  private static let demos = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "demos")

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.demos.appending(path: name), encoding: .utf8)
  }

  /// That each step is reached, demos/prove shows; it takes too long here.
  @Test func itsKeysGoThroughEveryStepAndQuit() throws {
    struct Listed: Decodable { let name: String, steps: Int }
    let file = Self.demos.appending(path: "tour.yaml").path
    let run = try flowscope("lesson", "--file", file, "--list", "--json")
    #expect(run.status == 0)
    let tour = try #require(
      try JSONDecoder().decode([Listed].self, from: Data(run.output.utf8)).first)
    #expect(tour.name == "tour")
    let keys = try text("tour.keys").split(separator: "\n")
    #expect(keys.count { $0 == "n" } == tour.steps - 1)
    #expect(keys.last == "q")
  }

  @Test func aLessonIsPlayedFromAFileAndRecorded() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    let lesson = try write(
      "short.yaml",
      """
      name: short
      title: Short
      start: --flow affine --paused
      steps:
        - {say: The first caption.}
        - {say: The second caption.}
      """)
    let keys = try write("short.keys", "wait 0.5\nn\nwait 0.5\nq\n")
    let cast = folder.appending(path: "short.cast").path
    let session = try Session(
      try Program.path("flowscope"),
      ["lesson", "--file", lesson, "short", "--replay", keys, "--record", cast, "--fps", "10"],
      columns: 80, rows: 24, environment: ["XDG_STATE_HOME": folder.path])
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    let recorded = try String(contentsOfFile: cast, encoding: .utf8)
    #expect(recorded.contains("The first caption") && recorded.contains("Short"))
  }

  @Test(arguments: [["--list"], ["--names"], ["--progress"], ["--play", "learning"]])
  func keysFromAFileBelongToLessonsOnScreen(other: [String]) throws {
    let run = try flowscope(["lesson", "--replay", "none.keys"] + other)
    #expect(run.status != 0)
    #expect(run.errors.contains("--replay and --record belong to lessons on screen"))
  }

  @Test func storiesCanBeRunAndAreNamedOnThePage() throws {
    let page = try text("README.md")
    let stories = try FileManager.default.contentsOfDirectory(
      at: Self.demos.appending(path: "stories"), includingPropertiesForKeys: nil)
    #expect(stories.count >= 6)
    for story in stories {
      let name = story.lastPathComponent
      #expect(FileManager.default.isExecutableFile(atPath: story.path), "\(name)")
      #expect(page.contains("(stories/\(name))"), "\(name)")
    }
  }
}
