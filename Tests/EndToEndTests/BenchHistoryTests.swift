import Foundation
import Testing

/// The history of `flowscope bench`, and comparisons with it. How long things take is never asserted.
@Suite struct BenchHistoryTests {
  private let small = [
    "bench", "train", "--flow", "planar", "--layers", "2", "--batch", "64", "--threads", "1",
    "--seconds", "0.001",
  ]
  private let name = "train planar --layers 2 --batch 64, 1 thread"
  private let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")

  private func history(_ text: String) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "\(UUID()).jsonl")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  /// A run of one case, on another machine where none is given.
  private func line(
    _ ms: Double, machine: String = #"{"cores":3}"#, date: String = "2020-01-01T00:00:00Z"
  ) -> String {
    #"{"flowscope_bench":1,"date":"\#(date)","version":"0.0.1","machine":\#(machine),"peaks":[],"#
      + #""cases":[{"name":"\#(name)","unit":"ms","value":\#(ms),"low":\#(ms),"high":\#(ms),"repeats":1}]}"#
  }

  private func comparison(_ run: CommandRun) throws -> [String: Any] {
    try #require(run.members["comparison"] as? [String: Any], "\(run.errors)")
  }

  @Test func everyRunAddsALineThatTheNextCanBeComparedWith() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try history("")
    for count in 1...2 {
      let run = try flowscope(small + ["--history", path, "--json"])
      #expect(run.status == 0 && run.members["history"] as? String == path, "\(run.errors)")
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == count)
      let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.last).utf8))
      let members = try #require(object as? [String: Any])
      for key in ["flowscope_bench", "date", "version", "machine", "peaks", "cases"] {
        #expect(members[key] != nil, "\(key)")
      }
    }
    let compared = try flowscope(
      small + ["--no-history", "--compare", path, "--repeats", "2", "--json"])
    let rows = try #require(try comparison(compared)["rows"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == [name])
    let row = try #require(rows.first)
    func number(_ key: String) -> Double { row[key] as? Double ?? 0 }
    #expect(0 < number("ratio_low") && number("ratio_low") <= number("ratio"))
    #expect(number("ratio") <= number("ratio_high"))
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 2)
  }

  @Test(arguments: [(1e-9, "slower", 1), (1e9, "faster", 0)])
  func aCaseFarBeyondItsSpreadIsNamed(before: Double, verdict: String, status: Int32) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let kept = small + ["--no-history", "--compare", try history(line(before))]
    let run = try flowscope(kept)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    #expect(run.output.contains("\(verdict) beyond the spread: \(name)"), "\(run.output)")
    #expect(run.output.contains("on another machine"))
    let failing = try flowscope(kept + ["--fail-above", "10", "--json"])
    #expect(failing.status == status && failing.errors.contains(name) == (status == 1))
    let rows = try comparison(failing)["rows"] as? [[String: Any]]
    #expect(rows?.first?["verdict"] as? String == verdict)
  }

  @Test func theLatestRunOfTheSameMachineIsTakenAndAnyOtherByItsName() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try history(line(1, date: "2021-05-05T00:00:00Z") + "\n")
    #expect(try flowscope(small + ["--history", path]).status == 0)
    let own = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")[1]
    let text = [String(own), line(1, date: "2030-01-01T00:00:00Z"), ""].joined(separator: "\n")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let kept = small + ["--no-history", "--json", "--compare", path]
    let same = try comparison(try flowscope(kept))
    #expect(same["other_machine"] == nil)
    let named = try comparison(try flowscope(kept + ["--run", "2030"]))
    #expect((named["earlier"] as? String)?.hasPrefix("2030-01-01") == true)
    #expect(named["other_machine"] as? String != nil)
    let none = try flowscope(kept + ["--run", "1999"])
    #expect(none.status == 1 && none.output == "" && none.errors.contains("--run 1999"))
  }

  @Test func aFileThatIsNoHistoryIsRefusedBeforeAnythingIsMeasured() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = line(1)
    let broken: [(text: String, says: [String])] = [
      ("x,y\n1,2\n", ["line 1", "no run", "Choose a file"]),
      ("{\"a\": 1}", ["line 1", "no run"]),
      (good + "\n" + good.prefix(90), ["line 2", "Remove that line"]),
      (good + "\n\n" + line(-1), ["line 3", "-1", "Remove that line"]),
      (
        good.replacingOccurrences(of: "\"unit\":\"ms\",", with: ""),
        ["line 1", "'unit' is missing", "Remove that line"]
      ),
      (
        good.replacingOccurrences(of: "\"flowscope_bench\":1", with: "\"flowscope_bench\":99"),
        ["line 1", "99", "newer"]
      ),
    ]
    for (text, says) in broken {
      let path = try history(text)
      for option in [["--compare", path, "--no-history"], ["--history", path]] {
        let run = try flowscope(small + option)
        #expect(run.status == 1 && run.output == "")
        for word in says + [path] { #expect(run.errors.contains(word), "\(run.errors)") }
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
  }

  @Test func withoutAFileTheStateFolderKeepsTheRuns() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = ["XDG_STATE_HOME": folder.path]
    let file = folder.appending(path: "flowscope/bench.jsonl")
    let nothing = try program(
      "flowscope", small + ["--compare", "last"], environment: environment)
    #expect(nothing.status == 1 && nothing.errors.contains("no run to compare with"))
    let run = try program("flowscope", small, environment: environment)
    #expect(run.status == 0 && run.errors == "" && run.output.contains(file.path))
    let text = try String(contentsOf: file, encoding: .utf8)
    let silent = try program(
      "flowscope", small + ["--no-history", "--compare", "last"], environment: environment)
    #expect(silent.status == 0 && silent.output.contains("compared with the run of"))
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    try "nonsense".write(to: file, atomically: true, encoding: .utf8)
    let warned = try program("flowscope", small, environment: environment)
    #expect(warned.status == 0 && warned.errors.contains("not kept") && warned.output != "")
    #expect(try String(contentsOf: file, encoding: .utf8) == "nonsense")
  }

  @Test(arguments: [
    (["--run", "x"], "--compare"), (["--fail-above", "5"], "--compare"),
    (["--repeats", "0"], "--repeats 0"), (["--history", "a", "--no-history"], "contradict"),
    (["--compare", "/nowhere/h.jsonl"], "/nowhere/h.jsonl"),
    (["--history", "/dev/null/h.jsonl"], "/dev/null"),
    (["--compare", "last", "--fail-above=-1"], "--fail-above -1"),
  ])
  func badInputNamesTheValue(arguments: [String], expected: String) throws {
    let run = try flowscope(small + arguments)
    #expect(run.status != 0 && run.output == "")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }
}
