import Testing

/// `flowscope remedies`: the labels of its numbers, and what it refuses.
@Suite struct RemediesCommandTests {
  private let small = ["remedies", "--steps", "16", "--target", "2gaussians", "--threads", "2"]

  @Test func everyNumberSaysWhatItIs() throws {
    let run = try flowscope(
      small + ["--remedy", "none,noise,denoised,cells,augmented,folded", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    let rows = try #require(run.members["runs"] as? [[String: Any]])
    func row(_ name: String) throws -> [String: Any] {
      try #require(rows.first { $0["remedy"] as? String == name })
    }
    for name in ["none", "noise", "cells", "folded"] {
      let row = try row(name)
      #expect(row["likelihood"] as? String == "exact")
      #expect(row["kl"] is Double && row["kl_bound"] == nil)
    }
    let denoised = try row("denoised")
    #expect(denoised["likelihood"] as? String == "none" && denoised["kl"] == nil)
    #expect(denoised["bridge_is_counted"] as? Bool == true)
    let augmented = try row("augmented")
    #expect(augmented["likelihood"] as? String == "bound")
    #expect(augmented["kl_bound"] as? Double ?? 0 > augmented["kl"] as? Double ?? 0)
    let cells = try #require(row("cells")["cells"] as? [String: Any])
    #expect(cells["gap"] as? Double ?? -1 > 0)
    for row in rows {
      #expect(row["bridge"] is Double && row["stretch"] is Double && row["ms_per_step"] is Double)
      #expect(row["parameters"] as? Int ?? 0 > 1000 && row["energy_distance"] is Double)
    }
  }

  @Test func theTableHasARowForEachRemedyAndTheReasonWhereThereIsNone() throws {
    let run = try flowscope(
      "remedies", "--steps", "2", "--target", "u1", "--remedy", "none,noise", "--markdown")
    #expect(run.status == 0)
    #expect(run.output.contains("| none | exact |"))
    #expect(run.output.contains("– noise: noise and target 'u1'"))
  }

  @Test func unknownNamesAreRefusedBeforeAnythingIsTrained() throws {
    for arguments in [["--remedy", "mixtur"], ["--target", "ring"], ["--flow", "realnv"]] {
      let run = try flowscope(["remedies"] + arguments)
      #expect(run.status != 0 && run.output == "" && run.errors.contains(arguments[1]))
    }
  }

  @Test(arguments: [
    (["compare", "--seeds", "1,01"], "names 1 twice"),
    (["table", "--flows", "nsf,maf,nsf"], "names nsf twice"),
    (["table", "--targets", "moons,moons"], "names moons twice"),
    (["remedies", "--remedy", "none,none"], "names none twice"),
    (["watch", "--race", "nsf,nsf"], "names nsf twice"),
    (["compare", "--flow", "vae"], "rival of flows"),
    (["remedies", "--flow", "gan"], "rival of flows"),
  ]) func whatCannotBeComparedIsRefused(arguments: [String], words: String) throws {
    let run = try flowscope(arguments)
    #expect(run.status != 0 && run.output == "" && run.errors.contains(words), "\(run.errors)")
  }

  @Test func theListSaysWhatEachDoesAndCosts() throws {
    let run = try flowscope("remedies", "--list")
    #expect(
      run.status == 0 && run.output.contains("price:") && run.output.contains("arXiv:2007.02731"))
  }
}
