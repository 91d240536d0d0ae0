import Foundation
import Testing

/// `flowscope read`, as a shell runs it.
@Suite struct ReadCommandTests {
  private static let small = ["--layers", "2", "--batch", "64", "--steps", "30"]

  private func values(_ run: CommandRun) -> [String: Double] {
    run.members.compactMapValues { ($0 as? [String: Any])?["value"] as? Double }
  }

  private func reason(_ run: CommandRun, _ name: String) -> String? {
    (run.members[name] as? [String: Any])?["reason"] as? String
  }

  private func points() throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    let rows = (0..<200).map { index in
      let angle = Double(index) * 2.399963
      let radius = (Double(index) + 0.5).squareRoot()
      return "\(70 + radius * cos(angle)),\(3 + 0.1 * radius * sin(angle))"
    }
    try Data(("a,b\n" + rows.joined(separator: "\n")).utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// To the last digit, and so does a model that was written.
  @Test(arguments: [["--flow", "realnvp"], ["--flow", "realnvp", "--target", "u2"], ["--data"]])
  func itReadsWhatTrainReports(options: [String]) throws {
    let file = try points()
    let model = file + ".safetensors"
    defer { for path in [file, model] { try? FileManager.default.removeItem(atPath: path) } }
    let data = options == ["--data"] ? [file] : []
    let training = options + data + Self.small
    let train = try flowscope(["train", "--json", "--out", model] + training)
    #expect(train.status == 0, "\(train.errors)")
    let read = try flowscope(["read", "--json", "--all", "--probe", "0.5,-1"] + training)
    #expect(read.status == 0, "\(read.errors)")
    let again = try flowscope(
      ["read", "--json", "--all", "--model", model] + (data.isEmpty ? [] : ["--data"] + data))
    #expect(again.status == 0, "\(again.errors)")
    for (key, name) in [
      ("nll", "nll"), ("nll_se", "nll.error"), ("kl", "kl"), ("entropy", "entropy"),
      ("gaussian_nll", "nll.gaussian"), ("round_trip_error", "roundTrip"),
      ("unconverged", "samples.unconverged"), ("parameters", "parameters"),
    ] {
      let reported = train.members[key] as? Double
      #expect(values(read)[name] == reported, "\(key)")
      #expect(values(again)[name] == reported, "\(key) of the file")
    }
    #expect(values(read)["loss"] != nil && reason(again, "loss")?.isEmpty == false)
    #expect(
      values(read)["probe.x1"] == 0.5 && reason(again, "probe.x1")?.contains("--probe") == true)
  }

  /// The formula at a point, as `flowscope eval` has it.
  @Test func itReadsWhatEvalWrites() throws {
    let file = try points()
    let model = file + ".safetensors"
    defer { for path in [file, model] { try? FileManager.default.removeItem(atPath: path) } }
    _ = try flowscope(["train", "--out", model, "--data", file] + Self.small)
    let place = file + ".place.csv"
    try Data("70.5,3.1\n".utf8).write(to: URL(fileURLWithPath: place))
    defer { try? FileManager.default.removeItem(atPath: place) }
    let row = try #require(
      try flowscope(["eval", "--model", model, "--points", place]).rows.first)
    let read = values(
      try flowscope(["read", "--json", "--model", model, "--data", file, "--probe", "70.5,3.1"]))
    let names = ["probe.x1", "probe.x2", "probe.z1", "probe.z2", "probe.logpz"]
    for (name, number) in zip(names, row) {
      #expect(abs((read[name] ?? .nan) - number) < 1e-9, "\(name)")
    }
    #expect(abs((read["probe.logdet"] ?? .nan) + row[5]) < 1e-9)
    #expect(abs((read["probe.logpx"] ?? .nan) - row[6]) < 1e-9)
  }

  @Test func theRegistryIsListed() throws {
    let list = try flowscope("read", "--list", "--json")
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    let names = rows.compactMap { $0["name"] as? String }
    #expect(names.contains("kl") && names.contains("probe.logdet.layer.N"))
    #expect(rows.allSatisfy { ($0["definition"] as? String)?.hasSuffix(".") == true })
    #expect(rows.allSatisfy { $0["unit"] is String })
    let text = try flowscope("read", "--list").output
    #expect(names.allSatisfy { text.contains("  \($0) ") })
  }

  @Test func whatMakesNoSenseIsToldWithAWayOut() throws {
    for (arguments, part) in [
      (["--readings", "kll"], "did you mean 'kl'"), (["--readings", "kl", "--all"], "choose"),
      (["--model", "m", "--steps", "3"], "choose"), (["--probe", "here"], "0.5,-1"),
      (["--steps", "-1"], "0 or more"), (["--flow", "realnpv"], "did you mean 'realnvp'"),
    ] {
      let run = try flowscope(["read"] + arguments)
      #expect(run.status != 0 && run.output.isEmpty && run.errors.contains(part), "\(run.errors)")
    }
  }

  @Test func chosenReadingsComeInTheirOrderUnderTheNamesAskedFor() throws {
    let asked = "probe.px,kl,probe.logdet.layer.2,nfe"
    let run = try flowscope(["read", "--probe", "z:0,1", "--readings", asked] + Self.small)
    let names = run.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    #expect(names.joined(separator: ",") == asked)
    #expect(run.output.contains("none: the flow solves no differential equation"))
    let json = try flowscope(["read", "--json", "--readings", asked] + Self.small)
    #expect(Set(json.members.keys) == Set(asked.split(separator: ",").map(String.init)))
    #expect((json.members["nfe"] as? [String: Any])?["value"] is NSNull)
  }
}
