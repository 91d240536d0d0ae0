import Foundation
import Testing

/// Sweeps in parts: `--plan`, `--cell` and `--merge` of `flowscope table` and `compare`.
@Suite final class SweepTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path
  private static let table = [
    "table", "--flows", "linear,planar", "--targets", "ring8", "--steps", "4", "--batch", "32",
    "--seeds", "1,2",
  ]
  private static let compare = [
    "compare", "--target", "8gaussians", "--flow", "linear", "--tables", "gan", "--steps", "4",
    "--batch", "32", "--seeds", "1",
  ]

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func file(_ name: String, _ lines: [String]) throws -> String {
    let path = folder + "/" + name
    try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Makes the runs of a plan, one command after the other, and returns their lines.
  private func lines(_ command: [String]) throws -> [String] {
    let plan = try flowscope(command + ["--plan"])
    #expect(plan.status == 0 && plan.errors == "")
    return try plan.output.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      #expect(words.first == "flowscope")
      let run = try flowscope(Array(words.dropFirst()))
      #expect(run.status == 0 && run.output.count(where: \.isNewline) == 1, "\(run.errors)")
      return run.output.trimmingCharacters(in: .newlines)
    }
  }

  @Test func aTableOfPartsIsTheTable() throws {
    let lines = try lines(Self.table)
    #expect(lines.count == 4)
    // The order of the lines and files does not matter.
    let files = [
      try file("one", lines[1...].reversed()), try file("two", [lines[0], "", lines[1]]),
    ]
    let merge = ["table", "--merge"] + files
    let direct = try flowscope(Self.table)
    let merged = try flowscope(merge)
    #expect(merged.status == 0 && merged.errors == "", "\(merged.errors)")
    #expect(merged.output == direct.output)
    // Everything but the seconds.
    let rows = try [Self.table, merge].map { command in
      try flowscope(command + ["--csv"]).output.split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast() }
    }
    #expect(rows[0] == rows[1] && rows[0].count == 5)
    try missingRunsAreNamed(lines)
    try whatDoesNotCompareIsRefused(lines)
  }

  private func missingRunsAreNamed(_ lines: [String]) throws {
    let some = try file("some", [lines[0], lines[2]])
    let table = try flowscope("table", "--merge", some)
    #expect(table.status == 1 && table.output.contains("KL in nats"))
    #expect(table.errors.contains("2 of 4 runs are missing"))
    #expect(table.errors.contains("linear on ring8, seed 2; planar on ring8, seed 2"))
    let plan = try flowscope(Self.table + ["--plan"]).output.split(separator: "\n")
    let rest = try flowscope("table", "--plan", "--merge", some)
    #expect(rest.status == 0 && rest.output.split(separator: "\n") == [plan[1], plan[3]])
    let whole = try file("whole", lines)
    let none = try flowscope("table", "--plan", "--merge", whole)
    #expect(none.status == 0 && none.output == "" && none.errors.contains("no run is missing"))
  }

  private func whatDoesNotCompareIsRefused(_ lines: [String]) throws {
    let version = try flowscope("--version").output.trimmingCharacters(in: .newlines)
    let older = lines[1].replacing("\"version\":\"\(version)\"", with: "\"version\":\"0.0.9\"")
    let longer = lines[1].replacing("\"--steps\",\"4\"", with: "\"--steps\",\"5\"")
    let wider = lines[1].replacing("\"--batch\",\"32\"", with: "\"--batch\",\"64\"")
    for (line, reason) in [
      (older, "the version is 0.0.9"), (longer, "--steps is 5"), (wider, "--batch is 64"),
      (String(lines[1].prefix(200)), "cut short"), ("step,loss", "no line of a run"),
    ] {
      #expect(line != lines[1])
      let mixed = try file("mixed", [lines[0], line])
      let run = try flowscope("table", "--merge", mixed)
      #expect(run.status == 1 && run.output == "", "\(reason)")
      #expect(run.errors.contains(reason) && run.errors.contains("'\(mixed)', line 2"))
    }
    let whole = try file("whole", lines)
    for arguments in [
      ["table", "--merge", try file("empty", [])], ["compare", "--merge", whole],
      ["table", "--merge", folder + "/nothing"], ["table", "--merge", whole, "--steps", "4"],
    ] {
      let run = try flowscope(arguments)
      #expect(run.status != 0 && run.output == "" && run.errors != "", "\(arguments)")
    }
  }

  @Test func aComparisonOfPartsIsTheComparison() throws {
    let parts = try file("parts", lines(Self.compare))
    let reports = try [Self.compare, ["compare", "--merge", parts]].map { command in
      let run = try flowscope(command + ["--json"])
      #expect(run.status == 0, "\(run.errors)")
      return run.members
    }
    let cells = reports.map(comparedCells)
    #expect(cells[0] == cells[1] && cells[0].count > 10)
    #expect(reports[0]["goal_distance"] as? Double == reports[1]["goal_distance"] as? Double)
  }

  @Test(arguments: [
    ["table", "--cell", "0"], ["table", "--flows", "linear", "--targets", "moons", "--cell", "2"],
    ["table", "--plan", "--cell", "1"], ["compare", "--merge", "x", "--cell", "1"],
    ["table", "--plan", "--flows", "nope"],
  ])
  func whatMakesNoSenseIsRefused(arguments: [String]) throws {
    let run = try flowscope(arguments)
    #expect(run.status != 0 && run.output == "" && run.errors != "")
  }
}
