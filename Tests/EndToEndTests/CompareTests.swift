import Foundation
import Testing

/// Scores of samples in reports, and `flowscope compare`.
@Suite struct CompareTests {
  @Test func trainingOnATargetWithModesReportsThem() throws {
    let run = try flowscope(
      "train", "--flow", "realnvp", "--target", "ring8", "--layers", "2", "--hidden", "8",
      "--batch", "64", "--steps", "30", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = run.members
    #expect(report["modes_of"] as? Int == 8)
    #expect((0...8).contains(report["modes"] as? Int ?? -1))
    #expect((0...1).contains(report["high_quality"] as? Double ?? -1))
    #expect(report["energy_distance_se"] as? Double ?? 0 > 0)
    #expect(report["reverse_kl"] as? Double ?? -1 >= 0)
    #expect(report["sample_passes"] as? Double == 1)
    #expect(report["likelihood"] as? String == "exact")
  }

  private let small = [
    "compare", "--target", "8gaussians", "--flow", "linear", "--tables", "gan", "--steps", "30",
    "--batch", "64", "--seeds", "1,2",
  ]

  @Test func eachCellHasANumberOrAReasonWhateverTheThreads() throws {
    let runs = try ["1", "2"].map { try flowscope(small + ["--json", "--threads", $0]) }
    for run in runs { #expect(run.status == 0 && run.errors == "", "\(run.errors)") }
    let cells = runs.map { comparedCells($0.members) }
    #expect(cells[0] == cells[1] && cells[0].count > 10)
    #expect(cells[0]["likelihood linear"]?.hasPrefix("exact, NLL ") == true)
    #expect(cells[0]["modes linear"]?.contains(" of 8") == true)
    for (name, text) in cells[0] where text.hasPrefix("–") {
      #expect(text.count > 10, "\(name) says why it is empty")
    }
    for table in runs[0].members["tables"] as? [[String: Any]] ?? [] {
      for row in table["rows"] as? [[String: Any]] ?? [] {
        #expect((row["definition"] as? String ?? "").count > 20)
      }
    }
  }

  @Test func tablesArePrintedForPeopleAndAsMarkdown() throws {
    let text = try flowscope(small)
    #expect(text.status == 0)
    #expect(text.output.contains("mode coverage") && text.output.contains("seeds 1, 2"))
    let markdown = try flowscope(small + ["--markdown"]).output
    let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
    let columns = rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }
    #expect(rows.count > 10 && Set(columns).count == 1)
  }

  /// The VAE's decoder is what is asked for, also where each run is made by itself.
  @Test func theDecodersDeviationCanBeFixed() throws {
    let asked = [
      "compare", "--tables", "vae", "--flow", "linear", "--seeds", "1", "--steps", "5", "--sigma",
      "0.2",
    ]
    let whole = try flowscope(asked + ["--json"])
    #expect(whole.members["sigma"] as? Double == 0.2)
    #expect(try flowscope(asked).output.contains("σ = 0.2"))
    let plan = try flowscope(asked + ["--plan"]).output
    #expect(plan.split(separator: "\n").allSatisfy { $0.contains("--sigma 0.2") })
  }

  @Test(arguments: [
    (["--tables", "nope"], "representation"), (["--target", "nope"], "ring8"),
    (["--flow", "nope"], "realnvp"), (["--steps", "-1"], "--steps -1"),
    (["--json", "--markdown"], "choose one"), (["--sigma", "0.001"], "sigma 0.001"),
  ])
  func whatMakesNoSenseIsRefused(arguments: [String], expected: String) throws {
    let run = try flowscope(["compare"] + arguments)
    #expect(run.status != 0 && run.output == "")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }
}
