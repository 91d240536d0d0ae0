import Flows
import Foundation
import Testing

@testable import Visualizer

@Suite struct ProgressFileTests {
  private func withFile(_ body: (ProgressFile) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(ProgressFile(path: folder.appending(path: "flowscope/lessons.txt").path))
  }

  private let records: [LessonRecord] = [
    LessonRecord("one", .before(2)),
    LessonRecord("one", .left(step: 3, arguments: ["--target", "a b", "--paused"])),
    LessonRecord(
      "one",
      .predicted(
        PredictionRecord(step: 2, reading: "kl", predicted: 0.5, measured: 0.25, isRight: false))),
    LessonRecord(
      "one",
      .predicted(
        PredictionRecord(
          step: 4, reading: "nll", predicted: 2, measured: 2, isChoice: true, isRight: true))),
    LessonRecord("one", .shown(step: 2)),
    LessonRecord("one", .passedOver(step: 5)),
    LessonRecord("one", .passedOver(step: 0)),
    LessonRecord("one", .passedOver(step: 6)),
    LessonRecord("one", .caughtUp(step: 6)),
    LessonRecord("one", .after(1, isRight: true)),
    LessonRecord("two", .done),
  ]

  @Test func whatIsKeptComesBack() throws {
    try withFile { file in
      #expect(try file.read().progress.isEmpty)
      let kept = try file.add(records)
      #expect(try file.read().progress == kept)
      #expect(kept["one"]?.left?.arguments == ["--target", "a b", "--paused"])
      #expect(kept["one"]?.predictions.first?.measured == 0.25)
      #expect(kept["two"]?.isDone == true)
      #expect(kept["one"]?.passedOver == [0, 5])
      // One name on a line is a lesson that is done.
      let text = try String(contentsOfFile: file.path, encoding: .utf8)
      #expect(text.split(separator: "\n").contains("two"))
      for record in records { #expect(LessonRecord(line: record.line) == record) }
    }
  }

  @Test func nothingIsLostWhereTwoProgramsWrite() throws {
    try withFile { file in
      DispatchQueue.concurrentPerform(iterations: 20) { number in
        _ = try? ProgressFile(path: file.path).add([LessonRecord("lesson-\(number)", .done)])
      }
      let kept = try file.read().progress
      #expect(kept.lessons.count == 20)
    }
  }

  @Test func strangeLinesAreSaidAndKept() throws {
    try withFile { file in
      try file.add(records)
      var text = try String(contentsOfFile: file.path, encoding: .utf8)
      text += "one sang a song\n"
      try text.write(toFile: file.path, atomically: true, encoding: .utf8)
      let (progress, warning) = try file.read()
      #expect(progress["two"]?.isDone == true)
      #expect(warning?.contains("one sang a song") == true)
      try file.add([LessonRecord("three", .done)])
      #expect(try String(contentsOfFile: file.path, encoding: .utf8).contains("one sang a song\n"))
    }
  }

  @Test func whatStandsInTheWayIsNamedInWords() throws {
    try withFile { file in
      try FileManager.default.createDirectory(
        atPath: file.path, withIntermediateDirectories: true)
      let error = #expect(throws: FlowError.self) { try file.read() }
      #expect(error?.description.contains("it is a folder and no file") == true)
      let below = ProgressFile(path: file.path + "/file/lessons.txt")
      try Data().write(to: URL(fileURLWithPath: file.path + "/file"))
      let inTheWay = #expect(throws: FlowError.self) { try below.add([LessonRecord("a", .done)]) }
      #expect(inTheWay?.description.contains("it is a file and no folder") == true)
      #expect(inTheWay?.description.contains("XDG_STATE_HOME") == true)
    }
  }

  @Test func aFileThatIsNoTextIsSetAsideNotLost() throws {
    try withFile { file in
      try file.add(records)
      let bytes = Data([0xFF, 0xFE, 0x00, 0xC3])
      try bytes.write(to: URL(fileURLWithPath: file.path))
      let (progress, warning) = try file.read()
      #expect(progress.isEmpty && warning != nil)
      try file.add([LessonRecord("three", .done)])
      #expect(try Data(contentsOf: URL(fileURLWithPath: file.path + ".broken")) == bytes)
      #expect(try file.read().progress["three"]?.isDone == true)
    }
  }
}
