import Foundation
import Testing

/// Runs that are written as they go, killed and gone on with, by the real program.
@Suite final class RunFileTests {
  private static let small = ["--hidden", "16", "--layers", "2", "--batch", "64", "--threads", "1"]
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// The step of a model's file; `nil` where there is none.
  private func step(_ name: String) -> Int? {
    guard let data = try? bytes(name), data.count > 8 else { return nil }
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try? JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length))
    let metadata = (header as? [String: Any])?["__metadata__"] as? [String: String]
    return metadata?["step"].flatMap { Int($0) }
  }

  private func train(_ arguments: String...) throws -> CommandRun {
    try flowscope(["train"] + arguments)
  }

  @Test func aRunThatIsKilledGoesOnFromItsFileBitForBit() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.flowscope())
    process.arguments =
      ["train"] + Self.small
      + ["--steps", "100000000", "--checkpoint", "7", "--out", path("killed")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Killed at any moment, also while it writes: what is there is a whole file.
    for _ in 0..<2000 where (step("killed") ?? 0) < 21 { usleep(5000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let reached = try #require(step("killed"))
    #expect(reached >= 21 && reached % 7 == 0)

    let total = "\(reached + 15)"
    let resumed = try train(
      "--resume", path("killed"), "--steps", total, "--checkpoint", "1000000", "--out",
      path("killed"), "--json")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.members["resumed_at"] as? Int == reached)
    #expect(resumed.members["steps"] as? Int == reached + 15)
    let straight = try flowscope(
      ["train"] + Self.small
        + ["--steps", total, "--checkpoint", "1000000", "--out", path("straight")])
    #expect(straight.status == 0)
    #expect(try bytes("killed") == bytes("straight"))
    // Progress without a terminal has no bar.
    #expect(!straight.errors.contains("\r") && !resumed.errors.contains("\r"))
    // A run that has all its steps already is reported once more.
    let again = try train("--resume", path("killed"), "--steps", total)
    #expect(again.status == 0 && again.output.contains("resumed"))
  }

  /// Without --checkpoint, too: what goes on may be gone on with.
  @Test func aRunThatWentOnCanGoOnAgain() throws {
    let started = Self.small + ["--steps", "5", "--checkpoint", "100", "--out", path("run")]
    #expect(try flowscope(["train"] + started).status == 0)
    for steps in ["9", "9", "12"] {
      let run = try train("--resume", path("run"), "--steps", steps, "--out", path("run"))
      #expect(run.status == 0, "\(run.errors)")
    }
    let straight = Self.small + ["--steps", "12", "--checkpoint", "100", "--out", path("straight")]
    #expect(try flowscope(["train"] + straight).status == 0)
    #expect(try bytes("run") == bytes("straight"))
  }

  /// The last step counts where the best one is kept, and the state knows nothing of it.
  @Test func theLastStepIsMeasuredToo() throws {
    let best = Self.small + ["--keep", "best", "--checkpoint", "100", "--lr", "1e-3"]
    let short = try flowscope(["train"] + best + ["--steps", "7", "--out", path("run"), "--json"])
    #expect(short.members["kept_step"] as? Int == 7)
    #expect(try train("--resume", path("run"), "--steps", "23", "--out", path("run")).status == 0)
    let straight = best + ["--steps", "23", "--out", path("straight")]
    #expect(try flowscope(["train"] + straight).status == 0)
    #expect(try bytes("run") == bytes("straight"))
  }

  @Test func optionsThatWouldChangeNothingAreRefused() throws {
    for (arguments, word) in [
      (["--smoothing", "0.1"], "--data"), (["--flow", "gan", "--keep", "best"], "no likelihood"),
      (["--lr-change", "5:1e-3", "--lr-change", "5:1e-4"], "already"),
    ] {
      let run = try flowscope(["train", "--steps", "2"] + arguments)
      #expect(run.status != 0 && run.errors.contains(word), "\(run.errors)")
    }
  }

  /// A map that takes the plane to a line has no density, and that is said.
  @Test(arguments: ["--stretch", "--stretch2"]) func aSingularMapIsSaidToBeOne(knob: String) throws
  {
    let run = try train("--flow", "affine", knob, "0", "--steps", "5", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let warnings = run.members["warnings"] as? [[String: Any]] ?? []
    #expect(warnings.contains { $0["code"] as? String == "singular_map" }, "\(warnings)")
    #expect(!run.output.contains("-nan") && !run.errors.contains("diverged"))
  }

  @Test func whatDoesNotBelongToTheRunIsNamed() throws {
    let run = try flowscope(
      ["train"] + Self.small + ["--steps", "4", "--checkpoint", "2", "--out", path("run")])
    #expect(run.status == 0)
    for (arguments, says) in [
      (["--lr", "0.5"], "--lr 0.5: the run in"), (["--seed", "2"], "has 1"),
      (["--layers", "3"], "has 2"), (["--steps", "3"], "has 4 already"),
      (["--data", path("missing")], "No such file"), (["--checkpoint", "5"], "--out"),
      (["--checkpoint", "5", "--out", "-"], "only a file"),
    ] {
      let refused = try flowscope(["train", "--resume", path("run")] + arguments)
      #expect(refused.status != 0 && refused.errors.contains(says), "\(refused.errors)")
    }
    // The same settings once more are no other ones.
    let same = try flowscope(
      ["train", "--resume", path("run"), "--steps", "5"] + Self.small + ["--flow", "realnvp"])
    #expect(same.status == 0, "\(same.errors)")
    #expect(try train("--steps", "2", "--out", path("model")).status == 0)
    #expect(try train("--resume", path("model")).errors.contains("--checkpoint"))
  }

  @Test func aCheckpointThatCannotBeWrittenIsSaidOnceAndLosesNothing() throws {
    // A limit on files of 1 kB stands for a full disk.
    let command =
      "ulimit -f 1; exec \(try Program.flowscope()) train \(Self.small.joined(separator: " ")) "
      + "--steps 12 --checkpoint 3 --out \(path("m"))"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let errors = Pipe()
    (process.standardError, process.standardOutput) = (errors, FileHandle.nullDevice)
    try process.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(text.ranges(of: "Training goes on").count == 1, "\(text)")
    #expect(text.contains("step 3"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test func anInterruptedRunCanGoOn() throws {
    let session = try Session.flowscope(
      ["train"] + Self.small + ["--steps", "100000000", "--out", path("m")])
    try session.waitFor("training [")
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(130))
    let reached = try #require(step("m"))
    let run = try train("--resume", path("m"), "--steps", "\(reached + 2)")
    #expect(run.status == 0 && run.output.contains("at step \(reached), from a file"))
  }

  @Test func ownPointsAreGivenAgainAndMustBeTheSame() throws {
    func write(_ name: String, _ factor: Int) throws {
      let text = (1...30).map { "\($0 * $0 % 17),\($0 * factor % 13)\n" }.joined()
      try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }
    try write("points.csv", 5)
    try write("others.csv", 6)
    let run = try flowscope(
      ["train"] + Self.small
        + [
          "--data", path("points.csv"), "--steps", "4", "--checkpoint", "9", "--out", path("m"),
        ])
    #expect(run.status == 0, "\(run.errors)")
    func resumed(_ arguments: String...) throws -> CommandRun {
      try flowscope(["train", "--resume", path("m"), "--steps", "6"] + arguments)
    }
    #expect(try resumed().errors.contains("give them again with --data"))
    #expect(try resumed("--data", path("others.csv")).errors.contains("fingerprint"))
    #expect(try resumed("--data", path("points.csv")).status == 0)
    // A line that was shared says when its points are others.
    let shared = try flowscope([
      "snapshot", "--data", path("points.csv"), "--fingerprint", "0123456789abcdef", "--steps", "1",
    ])
    #expect(shared.status != 0 && shared.errors.contains("0123456789abcdef"))
  }

  /// A file whose settings ask for 250 GB, read by a program that may have 8.
  @Test func aHostileFileIsRefusedWithinLittleMemory() throws {
    #expect(
      try flowscope(["train"] + Self.small + ["--steps", "1", "--out", path("m")]).status == 0)
    var data = try bytes("m")
    let wide = Array(repeating: "4096", count: 16).joined(separator: ",")
    for (part, hostile) in [
      (#"\"hidden\":[16]"#, #"\"hidden\":[\#(wide)]"#), (#"\"layers\":2"#, #"\"layers\":256"#),
    ] {
      let place = try #require(data.range(of: Data(part.utf8)))
      data.replaceSubrange(place, with: Data(hostile.utf8))
      let length =
        data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        + hostile.utf8.count - part.utf8.count
      data.replaceSubrange(
        0..<8, with: (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    }
    try data.write(to: URL(fileURLWithPath: path("hostile")))
    let run = Process()
    run.executableURL = URL(fileURLWithPath: "/bin/sh")
    run.arguments = [
      "-c", "ulimit -v 8000000; exec \(try Program.flowscope()) sample --model \(path("hostile"))",
    ]
    let errors = Pipe()
    (run.standardError, run.standardOutput) = (errors, FileHandle.nullDevice)
    try run.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    run.waitUntilExit()
    #expect(run.terminationReason == .exit && run.terminationStatus == 1)
    #expect(text.contains("parameters, and it holds"), "\(text)")
  }

  @Test(arguments: ["--record", "--frame-log"])
  func aFileBesideTheScreenThatCannotGoOnIsSaidAtOnce(option: String) throws {
    // Full from the first byte: the program does not begin.
    if FileManager.default.fileExists(atPath: "/dev/full") {
      let full = try Session.flowscope([option, "/dev/full"])
      #expect(try full.waitForEnd() == .exited(1))
      #expect(full.screen.contains("No space left on device"))
      #expect(full.leftovers == [])
    }
    // A reader that leaves after a while: it is said on the screen, and at the end once more.
    let pipe = path("f")
    mkfifo(pipe, 0o600)
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/bin/sh")
    reader.arguments = ["-c", "head -c 2000 < \(pipe) > /dev/null"]
    try reader.run()
    usleep(300_000)
    let session = try Session.flowscope([option, pipe], columns: 120, rows: 36)
    try session.waitFor("Broken pipe")
    session.type("q")
    #expect(try session.waitForEnd() == .exited(1))
    #expect(session.leftovers == [])
    reader.waitUntilExit()
  }
}
