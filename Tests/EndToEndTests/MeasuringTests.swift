import Foundation
import Testing

/// What measures: training until a KL is reached, and `flowscope bench`. How long things take is never
/// asserted.
@Suite struct MeasuringTests {
  private let small = [
    "train", "--flow", "nsf", "--hidden", "8,8", "--batch", "128", "--seed", "3",
  ]

  @Test func trainingStopsAtTheFirstMeasurementThatIsGoodEnough() throws {
    let goal = small + ["--until-kl", "0.4", "--json"]
    let runs = try ["1", "2"].map { try flowscope(goal + ["--threads", $0]).members }
    let steps = try #require(runs[0]["steps"] as? Int)
    #expect(steps > 0 && steps.isMultiple(of: 50))
    #expect(runs[1]["steps"] as? Int == steps)
    #expect(runs[0]["until_kl"] as? Double == 0.4)
    #expect(runs[0]["seconds_to_kl"] as? Double ?? 0 > 0)
    // On four times as many points.
    #expect(runs[0]["kl"] as? Double ?? 1 < 0.45)
    let earlier = try flowscope(small + ["--steps", "\(steps - 50)", "--json"]).members
    #expect(earlier["kl"] as? Double ?? 0 > 0.35)
    #expect(earlier["seconds_to_kl"] == nil && earlier["until_kl"] == nil)
  }

  @Test func aKLOutOfReachIsReportedAndIsAFailure() throws {
    let run = try flowscope(small + ["--until-kl", "0.001", "--steps", "60", "--json"])
    #expect(run.status == 1)
    #expect(run.members["steps"] as? Int == 60)
    #expect(run.members["seconds_to_kl"] == nil)
    #expect(run.errors.contains("0.001") && run.errors.contains("60 steps"))
  }

  @Test func withoutAKnownDensityThereIsNoKLToReach() throws {
    let points = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: points) }
    let rows = (0..<20).map { "\($0),\($0 * $0 % 7)\n" }.joined()
    try rows.write(to: points, atomically: true, encoding: .utf8)
    let run = try flowscope("train", "--data", points.path, "--until-kl", "0.1")
    #expect(run.status == 1 && run.output == "")
    #expect(run.errors.contains("--until-kl 0.1"))
  }

  @Test func heldOutPointsDoNotDependOnTheSeed() throws {
    let runs = try ["1", "2"].map {
      try flowscope("data", "--held-out", "--count", "20", "--seed", $0).output
    }
    #expect(runs[0] == runs[1])
    #expect(try flowscope("data", "--count", "20").output != runs[0])
  }

  @Test func everySubjectIsMeasured() throws {
    let run = try flowscope(
      "bench", "train", "density", "sample", "startup", "threads", "--flow", "planar", "--layers",
      "2", "--batch", "64", "--threads", "2", "--seconds", "0.01", "--no-history", "--json")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let results = try #require(run.members["results"] as? [[String: Any]])
    #expect(
      results.map { $0["subject"] as? String } == [
        "train", "density", "sample", "startup", "threads", "threads",
      ])
    for result in results {
      let (ms, low, high) = (
        result["ms"] as? Double ?? 0, result["ms_p10"] as? Double ?? 0,
        result["ms_p90"] as? Double ?? 0
      )
      #expect(0 < low && low <= ms && ms <= high)
      #expect(result["flow"] as? String == "planar")
    }
    #expect(results.suffix(2).map { $0["threads"] as? Int } == [1, 2])
    #expect(results[0]["share_of_peak"] as? Double ?? 0 > 0)
    #if os(Linux)
      #expect(results[0]["allocations_per_step"] as? Double == 0)
    #endif
  }

  /// Of a flow of one phase, of one with power iterations, and of one that is solved.
  @Test(arguments: ["nsf", "resflow", "flow-matching"])
  func theTimeOfAStepIsAccountedFor(flow: String) throws {
    let run = try flowscope(
      "bench", "profile", "--flow", flow, "--hidden", "8,8", "--batch", "64", "--no-history",
      "--json")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let profile = try #require(run.members["profile"] as? [String: Any])
    #expect(profile["flow"] as? String == flow && profile["ms"] as? Double ?? 0 > 0)
    let rows = try #require(profile["rows"] as? [[String: Any]])
    let kinds = rows.compactMap { $0["kind"] as? String }
    for kind in [
      "product", "transposed product", "weight gradient", "Adam and running average", "batch drawn",
    ] {
      #expect(kinds.contains(kind), "\(kind)")
    }
    #expect(kinds.contains("power iterations and draws") == (flow == "resflow"))
    #expect(rows.allSatisfy { $0["share"] as? Double ?? -1 >= 0 })
  }

  @Test func productsAreMeasuredAlone() throws {
    let run = try flowscope("bench", "product", "--no-history", "--json")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let product = try #require(run.members["product"] as? [String: Any])
    let rows = try #require(product["rows"] as? [[String: Any]])
    #expect(
      rows.map { $0["kind"] as? String } == ["product", "transposed product", "weight gradient"])
    #expect(rows.allSatisfy { $0["share_of_peak"] as? Double ?? 0 > 0 })
  }

  @Test func theBytesOfAFrameAreCountedAtBothSizes() throws {
    let run = try flowscope(
      "bench", "bytes", "--flow", "planar", "--layers", "2", "--seconds", "0.01", "--no-history",
      "--json")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let sizes = try #require(run.members["bytes"] as? [[String: Any]])
    #expect(sizes.map { $0["columns"] as? Int } == [120, 200])
    for size in sizes {
      #expect(size["frames"] as? Int ?? 0 > 0 && size["bytes_per_frame"] as? Int ?? 0 > 0)
    }
  }

  @Test(arguments: [
    (["bench", "nope"], "nope"), (["bench", "--flow", "nope"], "realnvp"),
    (["bench", "--seconds", "0"], "--seconds 0"), (["train", "--until-kl", "0"], "--until-kl 0"),
    (["train", "--until-kl=-1"], "--until-kl -1"),
  ])
  func badInputNamesTheValue(arguments: [String], expected: String) throws {
    let run = try flowscope(arguments)
    #expect(run.status != 0)
    #expect(run.output == "")
    #expect(run.errors.contains(expected), "\(run.errors)")
  }
}
