import Foundation
import Proofs
import Testing

/// `flowscope prove`, and the example that proves a flow of its own.
@Suite struct ProveTests {
  @Test func everyProofIsAskedAndHolds() throws {
    let run = try flowscope("prove", "--flow", "radial", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try run.output.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let concerning = Set(Proofs.all.map(\.name)).subtracting(["knots", "lipschitz"])
    #expect(Set(lines.compactMap { $0["proof"] as? String }) == concerning)
    #expect(Set(lines.compactMap { $0["state"] as? String }) == ["random", "trained"])
    for line in lines {
      #expect(line["holds"] as? Bool == true, "\(line)")
      #expect(line["flow"] as? String == "radial" && line["target"] as? String == "moons")
      #expect(line["bound"] is Double && line["measured"] is Double)
      let sentence = try #require(line["sentence"] as? String)
      #expect(sentence.contains(" is "))
    }
  }

  @Test func proofsTargetsAndPartsCanBeChosen() throws {
    let options = ["prove", "--flow", "planar,linear", "--proof", "round-trip,files"]
    let text = try flowscope(options + ["--target", "rings,u1", "--steps", "20", "--part", "1/2"])
    #expect(text.status == 0, "\(text.errors)")
    let lines = text.output.split(separator: "\n")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("✓ planar") })
    #expect(lines.last == "\(lines.count - 1) findings, 0 do not hold")
    #expect(lines.count == 1 + 2 * 2 * (4 + 2))
    let csv = try flowscope(options + ["--steps", "5", "--csv"])
    let columns = csv.output.split(separator: "\n").map { $0.split(separator: ",").prefix(7).count }
    #expect(csv.status == 0 && columns.allSatisfy { $0 == 7 } && columns.count == 1 + 2 * 2 * 6)
  }

  @Test(
    arguments: [
      (["--flow", "warp"], "warp"), (["--proof", "luck"], "luck"), (["--target", "mars"], "mars"),
      (["--samples", "0"], "samples"), (["--samples", "10", "--proof", "mass"], "choose one"),
      (["--flow", "flow-matching", "--target", "u1"], "nothing was proved"),
      (["--flow", "planar", "--layers", "0"], "nothing was proved"),
    ])
  func whatMakesNoSenseIsNamed(options: [String], word: String) throws {
    let run = try flowscope(["prove"] + options)
    #expect(run.status != 0 && run.errors.contains(word), "\(run.errors)")
  }

  /// A flow of one's own, registered, trained and proved in a program of its own.
  @Test func theExampleProvesItsOwnFlow() throws {
    let run = try program("your-own-flow")
    #expect(run.status == 0, "\(run.output)\n\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(!lines.contains { $0.hasPrefix("✗") })
    let findings = lines.filter { $0.hasPrefix("✓") }
    for proof in Proofs.all where !["knots", "lipschitz"].contains(proof.name) {
      #expect(findings.contains { $0.hasPrefix("✓ \(proof.name) (") }, "\(proof.name)")
    }
    #expect(lines.last?.hasPrefix("\(findings.count) findings") == true)
  }
}
