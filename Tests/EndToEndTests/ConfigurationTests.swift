import Foundation
import Testing

/// The user's configuration: defaults, where they hold, and errors that name their place.
@Suite final class ConfigurationTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs the program with a configuration.
  private func run(_ arguments: [String], _ configuration: String) throws -> CommandRun {
    try FileManager.default.createDirectory(
      atPath: folder + "/flowscope", withIntermediateDirectories: true)
    try configuration.write(
      toFile: folder + "/flowscope/config.yaml", atomically: true, encoding: .utf8)
    return try program(
      "flowscope", arguments, environment: ["XDG_CONFIG_HOME": folder])
  }

  private static let train = ["train", "--steps", "2", "--json"]

  @Test func defaultsHoldWhereTheLineIsSilent() throws {
    let yaml = "defaults:\n  target: rings\n  batch: 64\n  hidden: [8, 8]\n  seed: 5\n"
    let silent = try run(Self.train, yaml)
    #expect(silent.status == 0, "\(silent.errors)")
    #expect(silent.members["target"] as? String == "rings")
    #expect(silent.members["batch"] as? Int == 64 && silent.members["seed"] as? Int == 5)
    let told = try run(Self.train + ["--batch", "32", "--target=moons"], yaml)
    #expect(told.members["target"] as? String == "moons" && told.members["batch"] as? Int == 32)
    #expect(told.members["seed"] as? Int == 5)
    // What a flow does not have is left out, and so is what a command does not have.
    #expect(try run(Self.train + ["--flow", "linear"], yaml).status == 0)
    #expect(try run(["list"], yaml).output == flowscope("list").output)
    #expect(
      try run(["data", "--count", "3"], yaml).output != flowscope("data", "--count", "3").output)
  }

  @Test func aSharedLineDoesNotDependOnItsReader() throws {
    let yaml = """
      defaults:
        base: uniform
        batch: 64
        layers: 2
        colormap: magma
        picture: board
        view: morph
        glyphs: ascii
      """
    let line = [
      "snapshot", "--flow", "planar", "--target", "moons", "--seed", "3", "--steps", "2", "--size",
      "80x24", "--glyphs", "blocks",
    ]
    #expect(try run(line, yaml).output == flowscope(line).output)
    // What concerns the terminal is the reader's own.
    let open = Array(line.dropLast(2))
    #expect(try run(open, yaml).output == flowscope(open + ["--glyphs", "ascii"]).output)
    let silent = ["snapshot", "--steps", "2", "--size", "80x24"]
    #expect(try run(silent, yaml).output != flowscope(silent).output)
  }

  @Test func whatHoldsIsPrintedWithItsPlace() throws {
    let run = try run(
      ["train", "--print-config", "--batch", "32"], "# mine\ndefaults:\n  flow: nsf\n  batch: 64\n")
    #expect(run.status == 0, "\(run.errors)")
    let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    func row(_ name: String) -> [String] { rows.first { $0.first == name } ?? [] }
    #expect(row("flow") == ["flow", "nsf", "config.yaml:3"])
    #expect(row("batch") == ["batch", "32", "command", "line"])
    #expect(row("target") == ["target", "moons", "built", "in"])
    #expect(run.output.contains(folder + "/flowscope/config.yaml"))
  }

  @Test(arguments: [
    ("defaults:\n  flwo: nsf\n", ":2:3: unknown option 'flwo' (did you mean 'flow'?)"),
    ("defaults:\n  flow: nfs\n", ":2:9: unknown flow 'nfs' (did you mean 'nsf'?)"),
    ("defaults:\n  batch: many\n", ":2:10: batch: 'many' will not do, write a whole number"),
    ("defaults:\n  seed: 1\n  threads: 999\n", ":3:12: "), ("defaults:\n  json: maybe\n", ":2:9: "),
    ("default:\n  flow: nsf\n", ":1:1: "), ("- flow\n", ":1:1: "), ("defaults: nsf\n", ":1:11: "),
    ("defaults:\n  flow: {a: 1}\n", ":2:9: "), ("defaults:\n\tflow: nsf\n", "config.yaml"),
  ])
  func anErrorNamesItsPlace(yaml: String, expected: String) throws {
    let run = try run(Self.train, yaml)
    #expect(run.status != 0 && run.output == "")
    #expect(run.errors.contains(folder + "/flowscope/config.yaml"), "\(run.errors)")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }

  @Test func keysOfOnesOwnAreCheckedAndWork() throws {
    let wrong = try run(["watch"], "defaults:\n  keys: [t=space, x]\n")
    #expect(wrong.status != 0 && wrong.errors.contains(":2:9: "), "\(wrong.errors)")
    try "defaults:\n  keys: [Q=q]\n".write(
      toFile: folder + "/flowscope/config.yaml", atomically: true, encoding: .utf8)
    let session = try Session.flowscope([], environment: ["XDG_CONFIG_HOME": folder])
    try session.waitFor("x · data space")
    session.type("Q")
    #expect(try session.waitForEnd() == .exited(0))
  }

  @Test(arguments: [["--help"], ["--version"], ["help", "train"]])
  func helpNeedsNoConfiguration(arguments: [String]) throws {
    #expect(try run(arguments, "nonsense: [").output == flowscope(arguments).output)
  }

  @Test func anEmptyConfigurationSaysNothing() throws {
    for yaml in ["", "\n", "# nothing\n", "defaults: {}\n"] {
      #expect(
        try run(["data", "--count", "3"], yaml).output == flowscope("data", "--count", "3").output)
    }
  }
}
