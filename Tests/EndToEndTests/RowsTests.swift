import Foundation
import Testing

/// Rows of numbers in files: CSV and NumPy arrays, written and read; and the log of a training run.
@Suite final class RowsTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path
  private static let small = ["--steps", "3", "--hidden", "8", "--layers", "2", "--batch", "32"]

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// The columns' names and the numbers of an array that the program wrote.
  private func array(_ name: String) throws -> (columns: [String], rows: [[Double]]) {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    #expect(bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]))
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(start % 64 == 0 && bytes[start - 1] == UInt8(ascii: "\n"))
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    let columns = header.matches(of: /\('([^']+)', '<f8'\)/).map { String($0.output.1) }
    let numbers = stride(from: start, to: bytes.count, by: 8).map { place in
      Double(
        bitPattern: bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    let rows: [[Double]] = stride(from: 0, to: numbers.count, by: columns.count).map {
      Array(numbers[$0..<$0 + columns.count])
    }
    #expect(header.contains("'shape': (\(rows.count),)"))
    return (columns, rows)
  }

  /// Of each command that prints rows: the file has what standard output has, bit for bit.
  @Test func aFileHasTheRowsOfStandardOutput() throws {
    let models = try ["realnvp", "vae", "folded", "diffusion"].map {
      (flow: String) throws -> String in
      let model = path(flow)
      let size =
        flow == "realnvp" ? Self.small : ["--steps", "1", "--batch", "16", "--hidden", "8"]
      #expect(try flowscope(["train", "--flow", flow, "--out", model] + size).status == 0)
      return model
    }
    try flowscope("data", "--count", "20").output
      .write(toFile: path("points"), atomically: true, encoding: .utf8)
    let commands =
      [["data", "--count", "20"], ["data", "--held-out", "--count", "7"]]
      + models.flatMap { model in
        [
          ["sample", "--count", "9", "--model", model],
          ["eval", "--model", model, "--points", path("points")],
        ]
      } + [["sample", "--count", "5", "--sampler", "ddim", "--model", path("diffusion")]]
    for (index, command) in commands.enumerated() {
      let printed = try flowscope(command)
      let names = ["\(index).csv", "\(index).npy"]
      for name in names {
        let run = try flowscope(command + ["--out", path(name)])
        #expect(run.status == 0 && run.output == "", "\(command): \(run.errors)")
        #expect(run.errors == printed.errors)
      }
      #expect(try text(names[0]) == printed.output, "\(command)")
      let array = try array(names[1])
      #expect(array.columns.joined(separator: ",") == printed.output.prefix { $0 != "\n" })
      #expect(array.rows == printed.rows, "\(command)")
    }
  }

  @Test func whatWasWrittenIsReadAgain() throws {
    #expect(try flowscope(["train", "--out", path("model")] + Self.small).status == 0)
    for ending in ["csv", "npy"] {
      let sampled = ["sample", "--count", "30", "--model", path("model")]
      #expect(try flowscope(sampled + ["--out", path("s." + ending)]).status == 0)
    }
    let evaluated = try ["s.csv", "s.npy"].map {
      try flowscope("eval", "--model", path("model"), "--points", path($0))
    }
    #expect(evaluated[0].output == evaluated[1].output && evaluated[0].rows.count == 30)
    // The density that a sample was drawn with is the one that it is found to have.
    for (drawn, found) in zip(try array("s.npy").rows, evaluated[1].rows) {
      #expect(abs(drawn[5] - found[6]) < 1e-6)
    }
    let summary = try flowscope(
      "eval", "--model", path("model"), "--points", path("s.npy"), "--json", "--out", path("e.npy"))
    #expect(summary.members["points"] as? Int == 30)
    #expect(try array("e.npy").rows == evaluated[0].rows)
  }

  @Test(arguments: [
    ("data", "points.parquet", "parquet"), ("data", "there.csv", "--force"),
    ("data", "missing/d.npy", "no folder"), ("data", "s.npz", ".npz"),
  ])
  func rowsReplaceNothingUnasked(command: String, name: String, reason: String) throws {
    try "precious".write(toFile: path("there.csv"), atomically: true, encoding: .utf8)
    let run = try flowscope(command, "--out", path(name))
    #expect(run.status != 0 && run.output == "" && run.errors.contains(reason), "\(run.errors)")
    #expect(try text("there.csv") == "precious")
  }

  // MARK: The log of a training run

  @Test(arguments: ["realnvp", "vae", "gan"])
  func aLogHasALineAtEveryMeasurementAndChangesNothing(flow: String) throws {
    let train = ["train", "--flow", flow, "--batch", "32", "--steps", "25", "--hidden", "8"]
    #expect(try flowscope(train + ["--out", path("bare")]).status == 0)
    let logged = train + ["--log-every", "10", "--out", path("logged")]
    #expect(try flowscope(logged + ["--log", path("log.csv")]).status == 0)
    #expect(try flowscope(logged + ["--log", path("log.jsonl")]).status == 0)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path("bare")))
        == Data(contentsOf: URL(fileURLWithPath: path("logged"))))
    let rows = try text("log.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0].prefix(2) == ["step", "loss"] && Set(rows.map(\.count)) == [rows[0].count])
    #expect(rows.dropFirst().map { $0[0] } == ["0", "10", "20", "25"])
    let measured = ["realnvp": "nll", "vae": "nll_bound", "gan": "energy_distance"][flow] ?? ""
    let column = try #require(rows[0].firstIndex(of: measured))
    #expect(rows.dropFirst().allSatisfy { Double($0[column]) != nil })
    let objects = try text("log.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode([String: Double].self, from: Data($0.utf8))
    }
    for (row, object) in zip(rows.dropFirst(), objects) {
      #expect(object["step"] == Double(row[0]))
      #expect(object[measured] == Double(row[column]))
      #expect((object["loss"] == nil) == row[1].isEmpty)
    }
    #expect(objects.count == 4)
  }

  @Test func aLogIsThereWhileTrainingGoesAndSurvivesAKill() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.flowscope())
    process.arguments =
      ["train", "--log", path("log.csv"), "--log-every", "1"] + Self.small.dropFirst(2)
      + ["--steps", "100000000"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    let deadline = ContinuousClock.now + .seconds(60)
    var lines = 0
    while lines < 4, ContinuousClock.now < deadline {
      usleep(20_000)
      lines = (try? text("log.csv").count(where: \.isNewline)) ?? 0
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let rows = try text("log.csv").split(separator: "\n").dropFirst()
    #expect(rows.count >= 3)
    #expect(rows.dropLast().enumerated().allSatisfy { $1.hasPrefix("\($0),") })
  }

  @Test(arguments: [
    (["--log", "OLD"], "--force"), (["--log", "-"], "name a file"),
    (["--log", "NEW", "--out", "NEW"], "two files"), (["--log-every", "5"], "--log"),
    (["--log", "NEW", "--log-every", "0"], "above 0"),
  ])
  func logsThatCannotBeAreRefusedBeforeTheFirstStep(arguments: [String], reason: String) throws {
    try "precious".write(toFile: path("old"), atomically: true, encoding: .utf8)
    let words = arguments.map { ["OLD": path("old"), "NEW": path("new")][$0] ?? $0 }
    let run = try flowscope(["train", "--steps", "1000000000"] + words)
    #expect(run.status != 0 && run.output == "" && run.errors.contains(reason), "\(run.errors)")
    #expect(try text("old") == "precious")
  }
}
