import Foundation
import Testing

@testable import Visualizer

/// Built-in lessons taken from the first key to the last in a pseudo-terminal, as a learner would who
/// answers "1" to everything and lets the third hint do what a solution has to wait for.
@Suite(.serialized) struct LessonTerminalTests {
  /// One quick lesson, another one for each commit; every lesson where `FLOWSCOPE_LESSONS` is `all`, as
  /// demos/prove asks.
  private static let chosen: [Lesson] = {
    if ProcessInfo.processInfo.environment["FLOWSCOPE_LESSONS"] == "all" { return Lessons.all }
    let quick = Lessons.all.filter(\.isQuick)
    return quick.isEmpty ? [] : [quick[numberOfTheCommit % quick.count]]
  }()

  /// A number that stays the same for a commit: of the first digits of its name. Where there is no
  /// repository, that of the day.
  private static let numberOfTheCommit: Int = {
    let git = Process()
    let output = Pipe()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = ["git", "-C", URL(fileURLWithPath: #filePath).deletingLastPathComponent().path]
    git.arguments? += ["rev-parse", "--short=7", "HEAD"]
    (git.standardOutput, git.standardError) = (output, FileHandle.nullDevice)
    let today = Int(Date.now.timeIntervalSince1970 / 86_400)
    guard (try? git.run()) != nil else { return today }
    let name = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    git.waitUntilExit()
    return Int(name.prefix(7), radix: 16) ?? today
  }()

  /// Training takes a moment where a step begins with it.
  private static let patience = Duration.seconds(120)

  @Test(arguments: chosen) func aLessonIsTakenToItsEnd(lesson: Lesson) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try Session(
      try Program.path("flowscope"), ["lesson", lesson.name], columns: 80, rows: 24,
      environment: ["XDG_STATE_HOME": folder.path])
    // The question before is the step 0; the one after, and the end, come with the last step's number.
    var place = lesson.before == nil ? 0 : -1
    func arrive(_ word: String = "") throws {
      place = min(place + 1, lesson.steps.count)
      try session.waitUntil("place \(place) of \(lesson.name)", within: Self.patience) {
        $0.contains(" \(place)/\(lesson.steps.count) ") && $0.contains(word)
      }
    }
    func finish(_ word: String) throws {
      try session.waitUntil("\(word) ✓ at place \(place)", within: Self.patience) {
        $0.contains("\(word) ✓ n goes on")
      }
    }
    try arrive()
    if lesson.before != nil {
      session.type("1")
      try session.waitFor("answered n goes on", within: Self.patience)
      session.type("n")
      try arrive()
    }
    for (index, step) in lesson.steps.enumerated() {
      try take(step, in: session, finish)
      session.type("n")
      let isLast = index == lesson.steps.count - 1
      try arrive(isLast ? lesson.after == nil ? "the end" : "a question" : "")
    }
    if lesson.after != nil {
      session.type("1")
      try finish("a question")
      session.type("n")
      try arrive("the end")
    }
    session.type("nq")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    let kept = LessonProgress(
      text: try String(
        contentsOf: folder.appending(path: "flowscope/lessons.txt"), encoding: .utf8))
    let taken = try #require(kept[lesson.name])
    #expect(taken.isDone)
    let asked = lesson.steps.count { $0.asks }
    let measured = taken.predictions.filter(\.measured.isFinite)
    #expect(measured.count == asked)
    #expect((taken.after != nil) == (lesson.after != nil))
  }

  /// Does what a step asks for, with its own keys where they need not wait.
  private func take(
    _ step: LessonStep, in session: Session, _ finish: (String) throws -> Void
  ) throws {
    switch step.verb {
    case .say:
      // It may have to train first.
      try session.waitUntil("what is said", within: Self.patience) { !$0.contains("One moment") }
    case .predict(let prediction):
      session.type(prediction.choices.isEmpty ? "1\r" : "1")
      if !prediction.because.isEmpty {
        try session.waitFor("Why?", within: Self.patience)
        session.type("1")
      }
      try finish("predict")
    case .fade(let fade):
      // A wrong number may be tried once more.
      for count in fade.missing.indices {
        session.type("1\r")
        let seen = try session.waitUntil("a verdict", within: Self.patience) {
          $0.measuredNumbers > count || $0.contains("Once more")
        }
        guard seen.measuredNumbers <= count else { continue }
        session.type("1\r")
        try session.waitUntil("the measured number", within: Self.patience) {
          $0.measuredNumbers > count
        }
      }
      if !fade.missing.isEmpty { try finish("fill in") }
    case .do, .play:
      guard step.until != nil else { return }
      let keys = step.solution.compactMap(\.typed)
      if keys.count == step.solution.count {
        keys.forEach(session.type)
      } else {
        session.type(
          String(repeating: "i", count: step.hints.count + (step.hints.count < 3 ? 1 : 0)))
      }
      try finish(step.isPlay ? "your own time" : "do")
    }
  }
}

extension Lesson {
  /// Whether no step trains for long.
  fileprivate var isQuick: Bool {
    let starts = [start] + steps.compactMap(\.start)
    let trained = starts.compactMap { start in
      start.firstIndex(of: "--step").flatMap {
        start.indices.contains($0 + 1) ? Int(start[$0 + 1]) : nil
      }
    }
    let waits = steps.flatMap(\.solution).contains { if case .wait = $0 { true } else { false } }
    return !waits && trained.reduce(0, +) <= 1_500
  }
}

extension Screen {
  /// How many numbers stand beside the measured ones.
  fileprivate var measuredNumbers: Int { lines.count { $0.contains("· measured ") } }
}

extension LessonStep {
  fileprivate var asks: Bool { if case .predict = verb { true } else { false } }
}

extension SolutionPart {
  /// The bytes that a terminal sends for the key; `nil` for what waits.
  fileprivate var typed: String? {
    guard case .key(let name) = self else { return nil }
    return Key(named: name)?.sent
  }
}
