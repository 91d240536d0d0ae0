import Foundation
import Testing

/// Signals to commands that work for long.
@Suite final class InterruptionTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path
  private var model: String { folder + "/model" }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  private func training(_ arguments: [String] = []) throws -> Session {
    let session = try Session.flowscope(
      ["train", "--steps", "100000000", "--hidden", "16", "--batch", "64", "--out", model]
        + arguments)
    try session.waitFor("training [")
    return session
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func trainingEndsWithTheModelSavedAndReported(signal: Int32) throws {
    let session = try training()
    session.signal(signal)
    #expect(try session.waitForEnd() == .exited(128 + signal))
    let screen = session.screen
    #expect(!screen.contains("training ["))
    #expect(screen.contains("interrupted at step") && screen.contains("NLL"))
    #expect(screen.contains("model  "))
    #expect(try names() == ["model"])
    #expect(try flowscope("sample", "--model", model, "--count", "3").rows.count == 3)
    #expect(session.leftovers == [])
  }

  @Test func theKeyDoesAsTheSignal() throws {
    let session = try training()
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(130))
    #expect(session.screen.contains("interrupted at step"))
    #expect(try names() == ["model"])
  }

  @Test func aSecondInterruptEndsItAtOnce() throws {
    // Steps of seconds.
    let session = try training(["--batch", "1000000", "--layers", "16"])
    session.press(.controlC)
    session.watch(for: .milliseconds(100))
    session.press(.controlC)
    #expect(try session.waitForEnd() == .signalled(SIGINT))
    #expect(!session.screen.contains("training ["))
    // Where a step ended between the two, the model was saved already, and is whole.
    #expect(try names().allSatisfy { $0 == "model" })
    if try names() == ["model"] {
      #expect(try flowscope("sample", "--model", model, "--count", "3").rows.count == 3)
    }
  }

  @Test func theReportSaysThatItWasCutShort() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.flowscope())
    let log = folder + "/log.csv"
    process.arguments = ["train", "--steps", "100000000", "--json", "--out", model, "--log", log]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    // Before its first step it would end at once, and write nothing: the log's second line tells.
    while (try? String(contentsOfFile: log, encoding: .utf8))?.count(where: \.isNewline) ?? 0 < 2 {
      Thread.sleep(forTimeInterval: 0.02)
    }
    process.terminate()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 143 && process.terminationReason == .exit)
    let report = CommandRun(
      status: 143, output: String(decoding: output, as: UTF8.self), errors: ""
    ).members
    #expect(report["interrupted_before"] as? Int == 100_000_000)
    #expect(report["steps"] as? Int ?? 0 > 0)
  }

  @Test func theTableHasTheRunsThatAreDone() throws {
    let session = try Session.flowscope([
      "table", "--flows", "linear", "--targets", "moons", "--steps", "100000000",
    ])
    try session.waitFor("training [")
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(130))
    #expect(!session.screen.contains("training ["))
    #expect(session.screen.contains("KL in nats"))
    #expect(session.screen.contains("interrupted at step"))
  }

  @Test(arguments: [
    ["snapshot", "--steps", "100000000"],
    ["bench", "train", "--flow", "linear", "--seconds", "600", "--no-history"],
  ])
  func whatHasNothingToSaveEndsAtOnceWithoutAProgressLine(arguments: [String]) throws {
    let session = try Session.flowscope(arguments)
    try session.waitFor("[ ")
    session.press(.controlC)
    #expect(try session.waitForEnd().status == 130)
    #expect(!session.screen.contains("[ "))
    #expect(session.leftovers == [])
  }
}
