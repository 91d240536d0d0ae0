import Foundation
import Testing

/// A user's own points in the visualizer, from a file and from a pipe.
@Suite(.serialized) struct OwnPointsSessionTests {
  /// Runs `body` with the path of a CSV file.
  private func withPoints(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
      .path
    let rows = (0..<300).map { index in
      let angle = 2.399963 * Double(index)
      return "\(1000 + 0.2 * Double(index) * cos(angle)),\(0.001 * Double(index) * sin(angle))\n"
    }
    try ("a,b\n" + rows.joined()).write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func keysLeaveOwnPointsAndComeBack() throws {
    try withPoints { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let session = try Session.flowscope(["--data", path, "--paused"], columns: 200, rows: 60)
      let screen = try session.waitUntil("the points") {
        $0.contains("target \(name)") && $0.contains("validation")
      }
      #expect(screen.contains("standardized: (a − "), "\(screen)")
      session.type("d")
      try session.waitUntil("the first target") { $0.contains("target moons") }
      session.type("D")
      try session.waitUntil("the points again") { $0.contains("target \(name)") }
      session.type("q")
      #expect(try session.waitForEnd() == .exited(0))
      #expect(session.leftovers == [])
    }
  }

  @Test func pointsFromAPipeLeaveTheKeyboardWorking() throws {
    try withPoints { path in
      let program = try Program.flowscope()
      let session = try Session(
        "/bin/sh", ["-c", "cat '\(path)' | '\(program)' --data - --paused"])
      try session.waitUntil("the points") { $0.contains("standard input") }
      session.type(".")
      try session.waitUntil("one step") { $0.contains("step 1 ") }
      session.type("q")
      #expect(try session.waitForEnd() == .exited(0))
      #expect(session.leftovers == [])
    }
  }
}
