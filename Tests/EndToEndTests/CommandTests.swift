import Foundation
import Testing

/// The subcommands, run as a shell would run them.
@Suite struct CommandTests {
  private struct Run {
    var status: Int32
    var output: String
    var errors: String
    /// The rows of a CSV output, without its header.
    var rows: [[Double]] {
      output.split(separator: "\n").dropFirst().map { line in
        line.split(separator: ",").compactMap { Double($0) }
      }
    }
  }

  private func flowscope(_ arguments: String...) throws -> Run {
    try flowscope(arguments)
  }

  private func flowscope(_ arguments: [String]) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Program.flowscope())
    process.arguments = arguments
    let folder = FileManager.default.temporaryDirectory
    let (out, err) = (
      folder.appending(path: UUID().uuidString), folder.appending(path: UUID().uuidString)
    )
    defer { for file in [out, err] { try? FileManager.default.removeItem(at: file) } }
    for file in [out, err] { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
      errors: try String(contentsOf: err, encoding: .utf8))
  }

  private func temporary(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
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
      "entropy", "kl", "wall_s", "steps_per_s", "round_trip_error",
    ]
    #expect(Set(report.keys) == keys)
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
    #expect(sample.output.hasPrefix("z1,z2,x1,x2,log_det,log_px\n"))
    #expect(sample.rows.count == 20)
    let csv = "x1,x2\n" + sample.rows.map { "\($0[2]),\($0[3])\n" }.joined()
    try csv.write(toFile: points, atomically: true, encoding: .utf8)
    let evaluation = try flowscope("eval", "--model", model, "--points", points)
    #expect(
      evaluation.output.hasPrefix("x1,x2,z1,z2,log_pz,log_det,log_px,j11,j12,j21,j22\n"))
    #expect(evaluation.rows.count == 20)
    for (drawn, evaluated) in zip(sample.rows, evaluation.rows) {
      // Back at the same z; opposite log-determinants; the same density; det J as its logarithm says.
      #expect(abs(drawn[0] - evaluated[2]) < 1e-3 && abs(drawn[1] - evaluated[3]) < 1e-3)
      #expect(abs(drawn[4] + evaluated[5]) < 1e-3)
      #expect(abs(drawn[5] - evaluated[6]) < 1e-3)
      #expect(abs(evaluated[4] + evaluated[5] - evaluated[6]) < 1e-9)
      let determinant = evaluated[7] * evaluated[10] - evaluated[8] * evaluated[9]
      #expect(abs(log(abs(determinant)) - evaluated[5]) < 1e-9)
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
    (["train", "--hidden", "64,x"], "'x'"), (["train", "--steps=-5"], "--steps"),
    (["sample", "--model", "m", "--count", "0"], "--count 0"),
    (["snapshot", "--size", "12"], "'12'"),
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

  @Test(arguments: ["watch", "train", "eval", "sample", "data", "snapshot", "list", "bench"])
  func helpHasAnExample(command: String) throws {
    let run = try flowscope(command, "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("Example: flowscope"))
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
