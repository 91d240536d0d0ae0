import Foundation
import Testing

/// Commands that write files, and commands whose standard output cannot be written.
@Suite final class OutputTests {
  private static let small = ["--steps", "3", "--hidden", "8", "--layers", "2", "--batch", "32"]
  /// More than anybody waits for: what is refused is refused before the first.
  private static let endless = ["train", "--steps", "1000000000"]
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// A model as 'flowscope train' writes it.
  private func makeModel(_ name: String) throws -> String {
    #expect(try flowscope(["train"] + Self.small + ["--out", path(name)]).status == 0)
    return path(name)
  }

  @Test(arguments: [
    ("missing/model", "no folder"), (".", "folder"), ("words", "--force"),
    ("points.csv", "--force"),
  ])
  func whatCannotBeWrittenIsRefusedBeforeTheFirstStep(name: String, reason: String) throws {
    try "precious".write(toFile: path("words"), atomically: true, encoding: .utf8)
    try "x,y\n1,2\n".write(toFile: path("points.csv"), atomically: true, encoding: .utf8)
    let run = try flowscope(Self.endless + ["--out", path(name)])
    #expect(run.status == 1 && run.output == "")
    #expect(run.errors.contains(reason) && !run.errors.contains("Cocoa"), "\(run.errors)")
    #expect(text("words") == "precious")
    #expect(try names() == ["points.csv", "words"])
  }

  @Test func aModelReplacesAModelAndTheRestNeedsForce() throws {
    let model = try makeModel("model")
    let first = try Data(contentsOf: URL(fileURLWithPath: model))
    let again = ["train"] + Self.small + ["--seed", "2", "--out"]
    #expect(try flowscope(again + [model]).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: model)) != first)
    try "notes".write(toFile: path("notes"), atomically: true, encoding: .utf8)
    #expect(try flowscope(again + [path("notes")]).status == 1)
    #expect(text("notes") == "notes")
    #expect(try flowscope(again + [path("notes"), "--force"]).status == 0)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path("notes")))
        == Data(contentsOf: URL(fileURLWithPath: model)))
    #expect(try names() == ["model", "notes"])
  }

  @Test func pointsAreNotReplacedByTheirModelNotEvenByForce() throws {
    let points = path("points.csv")
    try flowscope("data", "--count", "50").output
      .write(toFile: points, atomically: true, encoding: .utf8)
    let before = text("points.csv")
    for (data, input) in [(points, nil), ("-", points)] {
      let run = try flowscope(
        Self.endless + ["--data", data, "--out", points, "--force"], input: input)
      #expect(run.status == 1 && run.errors.contains("input"), "\(run.errors)")
    }
    #expect(text("points.csv") == before)
  }

  @Test func aDashIsStandardOutput() throws {
    let model = try makeModel("model")
    try shell("cd '\(folder)' && \"$0\" \"$@\" --out - > piped 2> report", Self.small)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path("piped")))
        == Data(contentsOf: URL(fileURLWithPath: model)))
    #expect(text("report")?.contains("NLL") == true)
    #expect(try names() == ["model", "piped", "report"])
    #expect(try flowscope(Self.endless + ["--out", "-", "--json"]).status != 0)
  }

  @Test(arguments: ["-", "/dev/stdout", "/dev/stderr", "/dev/tty"])
  func aTerminalGetsNoModel(name: String) throws {
    let session = try Session.flowscope(Self.endless + ["--out", name])
    #expect(try session.waitForEnd() == .exited(1))
    #expect(session.screen.contains("it is a terminal"))
  }

  @Test func aFifoGetsTheModel() throws {
    let model = try makeModel("model")
    mkfifo(path("fifo"), 0o600)
    try shell(
      "cat '\(path("fifo"))' > '\(path("got"))' & \"$0\" \"$@\"; wait",
      Self.small + [
        "--out", path("fifo"),
      ])
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path("got")))
        == Data(contentsOf: URL(fileURLWithPath: model)))
    #expect(
      try FileManager.default.attributesOfItem(atPath: path("fifo"))[.type] as? FileAttributeType
        != .typeRegular)
  }

  @Test func aFullDiskLeavesTheOldModelAndTheReport() throws {
    let model = try makeModel("model")
    let before = try Data(contentsOf: URL(fileURLWithPath: model))
    // A limit of 512 or 1,024 bytes on files, and a model of more; the report goes through a pipe.
    let status = try shell(
      "(ulimit -f 1; exec \"$0\" \"$@\" 2>&1) | cat > '\(path("report"))'",
      Self.small + ["--hidden", "64,64", "--out", model])
    #expect(status == 0)
    #expect(text("report")?.contains("File too large") == true)
    #expect(text("report")?.contains("NLL") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == before)
    #expect(try names() == ["model", "report"])
  }

  @Test(arguments: ["--record", "--frame-log"])
  func recordingsReplaceNothingUnasked(option: String) throws {
    try "precious".write(toFile: path("old"), atomically: true, encoding: .utf8)
    let refused = try flowscope(option, path("old"))
    #expect(refused.status == 1 && refused.errors.contains("--force"), "\(refused.errors)")
    // Allowed to, but without a terminal there is nothing to write.
    #expect(try flowscope(option, path("old"), "--force").status == 1)
    #expect(try flowscope(option, path("new")).status == 1)
    #expect(try flowscope(option, path("missing/new")).errors.contains("no folder"))
    #expect(text("old") == "precious")
    #expect(try names() == ["old"])
    let session = try Session.flowscope([option, path("old"), "--force"])
    try session.waitFor("x · data space")
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(text("old")?.contains("precious") == false)
    #expect(try names() == ["old"])
  }

  /// Whatever ends the program, what was recorded has its name.
  @Test(arguments: [SIGUSR1, SIGQUIT, SIGKILL])
  func recordingsSurviveEveryEnd(signal: Int32) throws {
    let session = try Session.flowscope([
      "--record", path("cast"), "--frame-log", path("frames"),
    ])
    try session.waitUntil("a frame in the file") { _ in
      text("cast")?.split(separator: "\n").count ?? 0 > 1
    }
    session.signal(signal)
    #expect(try session.waitForEnd() == .signalled(signal))
    #expect(try names() == ["cast", "frames"])
    #expect(text("frames")?.hasPrefix("step,events") == true)
  }

  @Test func recordingAndFrameLogCannotBeOneFile() throws {
    let run = try flowscope("--record", path("one"), "--frame-log", path("one"))
    #expect(run.status != 0 && run.errors.contains("two files"))
  }

  /// Every command that prints, and the ways in which standard output may fail.
  @Test(arguments: [
    ["list"], ["list", "--json"], ["list", "--keys"], ["list", "--views"], ["data"], ["doctor"],
    ["doctor", "--json"],
    ["train"] + small, ["train", "--json"] + small, ["snapshot"] + small,
    ["snapshot", "--format", "svg"] + small, ["sample", "--model", "MODEL"],
    ["eval", "--model", "MODEL", "--points", "POINTS"],
    ["eval", "--json", "--model", "MODEL", "--points", "POINTS"],
    ["table", "--flows", "linear", "--targets", "moons", "--steps", "3"],
    ["bench", "train", "--flow", "linear", "--seconds", "0.01", "--no-history"],
    ["--help"], ["train", "--help"], ["--version"], ["--generate-completion-script", "bash"],
  ])
  func standardOutputThatCannotBeWrittenIsAFailure(arguments: [String]) throws {
    let model = try makeModel("model")
    try "1,2\n".write(toFile: path("points"), atomically: true, encoding: .utf8)
    let words = arguments.map { ["MODEL": model, "POINTS": path("points")][$0] ?? $0 }
    for redirection in ["> /dev/full", ">&-"] {
      #if !os(Linux)
        if redirection.contains("full") { continue }
      #endif
      let status = try shell(
        "\"$0\" \"$@\" \(redirection) 2> '\(path("errors"))'", words, isTraining: false)
      #expect(status == 1, "\(arguments) \(redirection)")
      let errors = text("errors") ?? ""
      #expect(errors.contains("cannot write to standard output"), "\(errors)")
      #expect(errors.split(separator: "\n").count == 1)
    }
  }

  @Test func nothingIsPrintedIntoTheModelWhereStandardOutputIsClosed() throws {
    let model = try makeModel("model")
    let other = path("other")
    #expect(try shell("\"$0\" \"$@\" >&- 2>&- <&-", Self.small + ["--out", other]) == 1)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: other))
        == Data(contentsOf: URL(fileURLWithPath: model)))
  }

  @Test func aReaderThatLeavesEndsItQuietly() throws {
    let large = ["--hidden", "256,256", "--layers", "8"]
    for arguments in [
      ["data", "--count", "200000"], ["data", "--count", "200000", "--out", "/dev/stdout"],
      ["train", "--steps", "0", "--out", "-"] + large,
      ["snapshot", "--steps", "0", "--format", "png", "--size", "200x60", "--scale", "4"],
    ] {
      try shell(
        "{ \"$0\" \"$@\" 2> '\(path("errors"))'; echo $? > '\(path("status"))'; } | head -c 1 > /dev/null",
        arguments, isTraining: false)
      #expect(text("status") == "141\n", "\(arguments)")
      #expect(text("errors")?.contains("rror") == false, "\(text("errors") ?? "")")
    }
  }

  @Test func aNameSaysWhatIsInAFile() throws {
    let snapshot = ["snapshot", "--steps", "0", "--size", "40x12", "--out"]
    #expect(try flowscope(snapshot + [path("a.png")]).status == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path("a.png")))
    #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    let model = try makeModel("model")
    for arguments in [
      snapshot + [path("b.svg"), "--format", "png"], snapshot + [path("b.npy")],
      ["export", "--model", model, "--what", "density", "--out", path("b.npy")],
    ] {
      let run = try flowscope(arguments)
      #expect(run.status == 64 && run.errors.contains("--out"), "\(run.errors)")
    }
    #expect(try names() == ["a.png", "model"])
  }

  /// What is no model is named for what it is.
  @Test func otherFilesAreNoModels() throws {
    for (bytes, word) in [
      (Array("x,y\n1,2\n".utf8), "a text"), (Array("PK\u{3}\u{4}abcdefgh".utf8), "zip archive"),
      ([0x93] + Array("NUMPY\u{1}\u{0}".utf8), "NumPy array"),
      ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0], "gzip"),
    ] {
      try Data(bytes).write(to: URL(fileURLWithPath: path("other")))
      let run = try flowscope("eval", "--model", path("other"), "--points", "-")
      #expect(run.status == 1 && run.errors.contains(word), "\(run.errors)")
    }
  }

  /// Runs a line of shell in which `"$0" "$@"` is the program with its arguments.
  @discardableResult
  private func shell(
    _ line: String, _ arguments: [String], isTraining: Bool = true
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", line, try Program.flowscope()] + (isTraining ? ["train"] : []) + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
