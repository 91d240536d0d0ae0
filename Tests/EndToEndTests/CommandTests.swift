import Foundation
import Testing
import Visualizer

/// The subcommands, run as a shell would run them.
@Suite struct CommandTests {
  private func mean(_ rows: [[Double]], column: Int) -> Double {
    rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
  }

  private func temporary(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
  }

  /// A rival without a likelihood has no number called one, and cannot be evaluated.
  @Test func aRivalIsLabelledHonestly() throws {
    let path = temporary("gan.safetensors")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try flowscope(
      "train", "--flow", "gan", "--hidden", "8", "--steps", "20", "--batch", "64", "--json",
      "--out",
      path)
    #expect(run.status == 0)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["likelihood"] as? String == "none")
    for key in ["nll", "nll_se", "nll_bound", "kl", "round_trip_error"] {
      #expect(report[key] == nil, "\(key)")
    }
    let samples = try flowscope("sample", "--model", path, "--count", "5")
    #expect(samples.status == 0 && samples.output.hasPrefix("x1,x2\n"))
    let points = temporary("points.csv")
    try Data("x,y\n0,0\n".utf8).write(to: URL(fileURLWithPath: points))
    defer { try? FileManager.default.removeItem(atPath: points) }
    let refused = try flowscope("eval", "--model", path, "--points", points)
    #expect(refused.status == 1 && refused.errors.contains("has no density"), "\(refused.errors)")
  }

  @Test func trainReportsAsJSON() throws {
    let run = try flowscope(
      "train", "--flow", "planar", "--target", "moons", "--steps", "200", "--seed", "3", "--json")
    #expect(run.status == 0)
    #expect(run.errors == "")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let keys: Set<String> = [
      "flow", "target", "base", "seed", "steps", "batch", "threads", "parameters", "nll", "nll_se",
      "entropy", "kl", "wall_s", "steps_per_s", "round_trip_error", "unconverged", "warnings",
      "likelihood", "energy_distance", "energy_distance_se", "sample_passes", "sample_us",
    ]
    #expect(Set(report.keys) == keys && report["likelihood"] as? String == "exact")
    let (nll, floor) = (report["nll"] as? Double ?? 0, report["entropy"] as? Double ?? .infinity)
    #expect(nll > floor - 3 * (report["nll_se"] as? Double ?? 0))
    #expect(report["round_trip_error"] as? Double ?? 1 < 1e-3)
  }

  @Test func aModelIsTrainedSampledAndEvaluated() throws {
    let model = temporary("model.safetensors")
    let points = temporary("points.csv")
    defer { for file in [model, points] { try? FileManager.default.removeItem(atPath: file) } }
    #expect(
      try flowscope("train", "--steps", "50", "--hidden", "16,16", "--out", model).status == 0)
    let sample = try flowscope("sample", "--model", model, "--count", "20", "--seed", "5")
    #expect(sample.output.hasPrefix("z1,z2,x1,x2,log_det,log_px,converged\n"))
    #expect(sample.rows.count == 20)
    let csv = "x1,x2\n" + sample.rows.map { "\($0[2]),\($0[3])\n" }.joined()
    try csv.write(toFile: points, atomically: true, encoding: .utf8)
    let evaluation = try flowscope("eval", "--model", model, "--points", points)
    #expect(
      evaluation.output.hasPrefix("x1,x2,z1,z2,log_pz,log_det,log_px,j11,j12,j21,j22,converged\n"))
    #expect(evaluation.rows.count == 20)
    for (drawn, evaluated) in zip(sample.rows, evaluation.rows) {
      #expect(drawn[6] == 1 && evaluated[11] == 1)
      // Back at the same z; opposite log-determinants; the same density; det J as its logarithm says.
      #expect(abs(drawn[0] - evaluated[2]) < 1e-3 && abs(drawn[1] - evaluated[3]) < 1e-3)
      #expect(abs(drawn[4] + evaluated[5]) < 1e-3)
      #expect(abs(drawn[5] - evaluated[6]) < 1e-3)
      #expect(abs(evaluated[4] + evaluated[5] - evaluated[6]) < 1e-9)
      let determinant = evaluated[7] * evaluated[10] - evaluated[8] * evaluated[9]
      #expect(abs(log(abs(determinant)) - evaluated[5]) < 1e-9)
    }
  }

  /// What cannot be relied on says so in every command that prints it, and none of them fails.
  @Test func aCoarseSolveIsMarkedEverywhere() throws {
    let (model, points) = (temporary("coarse.safetensors"), temporary("points.csv"))
    defer { for file in [model, points] { try? FileManager.default.removeItem(atPath: file) } }
    let options = ["--flow", "flow-matching", "--solver-steps", "1", "--target", "checkerboard"]
    let training = try flowscope(["train", "--steps", "300", "--out", model] + options)
    #expect(training.status == 0 && training.output.contains("NLL         ! "))
    #expect(training.output.contains("WARNING     coarse solver: solved in 2 steps instead of 1"))
    let sample = try flowscope("sample", "--model", model, "--count", "50")
    #expect(sample.status == 0 && sample.rows.allSatisfy { $0[6] == 0 })
    #expect(sample.errors.contains("50 of 50 samples did not converge"))
    try ("x,y\n" + sample.rows.map { "\($0[2]),\($0[3])\n" }.joined())
      .write(toFile: points, atomically: true, encoding: .utf8)
    let evaluation = try flowscope("eval", "--model", model, "--points", points)
    #expect(evaluation.status == 0 && evaluation.rows.filter { $0[11] == 0 }.count > 40)
    #expect(evaluation.errors.contains("coarse solver"))
    let report = try flowscope("eval", "--model", model, "--points", points, "--json").members
    #expect(report["unconverged"] as? Int ?? 0 > 40)
    let codes = (report["warnings"] as? [[String: String]] ?? []).compactMap { $0["code"] }
    #expect(Set(codes).isSuperset(of: ["unconverged_points", "coarse_solver", "mass_not_one"]))
    let screen = try flowscope(
      ["snapshot", "--size", "140x40", "--steps", "300"] + options)
    #expect(screen.output.contains("✗ coarse solver"))
  }

  @Test func samplesAreProved() throws {
    let run = try flowscope(
      "prove", "--flow", "planar,cnf", "--target", "moons", "--steps", "20", "--samples", "300",
      "--part", "1/2", "--csv")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("planar,moons,1,20,300,"))
    #expect(try flowscope("prove", "--part", "3/2").status != 0)
  }

  @Test func evaluationsGiveBackTheVeryPoints() throws {
    let (points, model) = (temporary("points.csv"), temporary("model.safetensors"))
    defer { for file in [model, points] { try? FileManager.default.removeItem(atPath: file) } }
    let rows = (0..<40).map { [Double($0 * 37 % 40), 0.1 * Double($0)] }
    try rows.map { "\($0[0]),\($0[1])\n" }.joined()
      .write(toFile: points, atomically: true, encoding: .utf8)
    #expect(
      try flowscope("train", "--data", points, "--steps", "5", "--hidden", "8", "--out", model)
        .status == 0)
    let evaluated = try flowscope("eval", "--model", model, "--points", points).rows
    #expect(evaluated.map { Array($0.prefix(2)) } == rows)
  }

  @Test func ownPointsAreLearntAndReportedInTheirOwnUnits() throws {
    let (points, model) = (temporary("points.csv"), temporary("model.safetensors"))
    defer { for file in [model, points] { try? FileManager.default.removeItem(atPath: file) } }
    // Far from the origin, and of very different spreads.
    let rows = try flowscope("data", "--count", "500").rows.map {
      "\(1000 + 80 * $0[0]),\(0.01 * $0[1] - 3)\n"
    }
    try ("length,depth\n" + rows.joined()).write(toFile: points, atomically: true, encoding: .utf8)
    let training = try flowscope(
      "train", "--data", points, "--steps", "30", "--hidden", "16", "--out", model, "--json")
    #expect(training.status == 0, "\(training.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(training.output.utf8)) as? [String: Any])
    #expect(report["nll_count"] as? Int == 100)
    #expect(report["kl"] == nil && report["entropy"] == nil)
    let nll = try #require(report["nll"] as? Double)
    let evaluation = try flowscope("eval", "--model", model, "--points", points).rows
    #expect(evaluation.count == 500)
    #expect(abs(mean(evaluation, column: 6) + nll) < 0.3)
    for row in evaluation {
      #expect(abs(log(abs(row[7] * row[10] - row[8] * row[9])) - row[5]) < 1e-9)
      #expect(abs(row[4] + row[5] - row[6]) < 1e-9)
    }
    let sample = try flowscope("sample", "--model", model, "--count", "400").rows
    let (length, depth) = (mean(sample, column: 2), mean(sample, column: 3))
    #expect(abs(length - 1000) < 30)
    #expect(abs(depth + 3) < 0.01)
    let screen = try flowscope("snapshot", "--data", points, "--steps", "1", "--hidden", "8")
    #expect(screen.status == 0 && screen.output.contains("points.csv"))
    let piped = try flowscope(["train", "--data", "-", "--steps", "1", "--json"], input: points)
    #expect(piped.status == 0 && piped.output.contains("standard input"))
  }

  @Test func faultsInOwnPointsAreNamed() throws {
    let points = temporary("points.csv")
    defer { try? FileManager.default.removeItem(atPath: points) }
    try "1,2\n3,four\n".write(toFile: points, atomically: true, encoding: .utf8)
    for command in ["train", "snapshot"] {
      let run = try flowscope(command, "--data", points)
      #expect(run.status == 1 && run.output == "")
      #expect(run.errors.contains(points) && run.errors.contains("line 2: 'four'"))
    }
  }

  @Test func dataIsReproducible() throws {
    let runs = try (0..<2).map { _ in
      try flowscope("data", "--target", "8gaussians", "--count", "10", "--seed", "4")
    }
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].output.hasPrefix("x1,x2,log_p\n"))
    #expect(runs[0].rows.count == 10 && runs[0].rows.allSatisfy { $0.count == 3 })
  }

  @Test func aDamagedModelIsAClearError() throws {
    let model = temporary("damaged.safetensors")
    defer { try? FileManager.default.removeItem(atPath: model) }
    try Data("not a model at all".utf8).write(to: URL(fileURLWithPath: model))
    let run = try flowscope("eval", "--model", model, "--points", "-")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains(model))
  }

  @Test(arguments: [
    (["train", "--flow", "nope"], "realnvp"), (["train", "--target", "nope"], "moons"),
    (["train", "--base", "nope"], "normal"), (["train", "--batch", "0"], "batch 0"),
    (["train", "--lr=-1"], "learning rate -1"), (["train", "--layers", "0"], "layers 0"),
    (["train", "--layers", "-3"], "layers -3"), (["train", "--lr", "-1"], "learning rate -1"),
    (["train", "--flow", "planar", "--hidden", "8"], "hidden"),
    (["train", "--flow", "flow-matching", "--layers", "3"], "layers 3"),
    (["train", "--hidden", "64,x"], "'x'"), (["train", "--steps=-5"], "--steps"),
    (["sample", "--model", "m", "--count", "0"], "--count 0"),
    (["snapshot", "--size", "12"], "'12'"), (["table", "--flows", "nope"], "realnvp"),
    (["table", "--targets", "nope"], "moons"), (["table", "--seeds", "one"], "'one'"),
    (["eval", "--model", "missing", "--points", "-"], "missing"),
  ])
  func badInputNamesTheValue(arguments: [String], expected: String) throws {
    let run = try flowscope(arguments)
    #expect(run.status != 0)
    #expect(run.output == "")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }

  @Test(arguments: ["text", "ansi", "svg"])
  func snapshotsNeedNoTerminal(format: String) throws {
    let run = try flowscope(
      "snapshot", "--steps", "20", "--hidden", "16,16", "--size", "120x36", "--format", format)
    #expect(run.status == 0)
    if format == "svg" {
      #expect(run.output.hasPrefix("<svg"))
    } else {
      #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count == 37)
    }
    #expect(run.output.contains("moons"))
  }

  @Test func withoutATerminalWatchingIsRefused() throws {
    let run = try flowscope()
    #expect(run.status == 1)
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    "watch", "train", "eval", "sample", "data", "snapshot", "table", "prove", "list", "bench",
  ])
  func helpHasAnExample(command: String) throws {
    let run = try flowscope(command, "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("Example: flowscope"))
  }

  /// What `y` copies can be given back: every option of a share line is one of the command line.
  @Test func everyOptionOfAShareLineIsKnown() throws {
    let help = try flowscope("watch", "--help").output
    for name in GivenOption.knownNames { #expect(help.contains("--\(name)"), "\(name)") }
  }

  @Test func theTableDependsOnItsRunsAndNotOnTheThreads() throws {
    let arguments = [
      "table", "--flows", "planar,linear", "--targets", "moons,rings", "--steps", "20",
      "--batch", "64", "--seeds", "1,2",
    ]
    let text = try flowscope(arguments)
    #expect(text.status == 0 && text.errors == "", "\(text.errors)")
    let lines = text.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 4)
    #expect(lines[1] == ["moons", "rings"] && lines[2].count == 3 && lines[3].first == "linear")
    let runs = try ["1", "2"].map { threads in
      try flowscope(arguments + ["--csv", "--threads", threads]).output.split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).dropLast() }
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].count == 9)
    let kls = runs[0].dropFirst().filter { $0[0] == "planar" && $0[1] == "moons" }
      .compactMap { Double($0[7]) }
    #expect(kls.count == 2)
    #expect(Double(lines[2][1]) == (kls.reduce(0, +) / 2 * 1000).rounded() / 1000)
    let table = try flowscope(arguments + ["--json"]).output
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(table.utf8)) as? [String: Any])
    #expect((report["runs"] as? [Any])?.count == 8)
  }

  @Test func listNamesEverything() throws {
    let run = try flowscope("list", "--json")
    let catalogue = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: [[String: Any]]])
    for (section, name) in [("flows", "realnvp"), ("targets", "moons"), ("bases", "normal")] {
      #expect(catalogue[section]?.contains { $0["name"] as? String == name } == true)
    }
  }
}
