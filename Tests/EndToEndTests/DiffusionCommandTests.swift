import Foundation
import Testing

/// A diffusion model on the command line: three samplers, and a bound beside the exact density.
@Suite struct DiffusionCommandTests {
  @Test func itIsTrainedSampledInThreeWaysAndEvaluated() throws {
    let folder = FileManager.default.temporaryDirectory
    let model = folder.appending(path: "\(UUID().uuidString).safetensors").path
    let points = folder.appending(path: "\(UUID().uuidString).csv").path
    defer { for file in [model, points] { try? FileManager.default.removeItem(atPath: file) } }
    let training = try flowscope(
      "train", "--flow", "diffusion", "--hidden", "16,16", "--noise-steps", "10", "--steps", "50",
      "--out", model, "--json")
    #expect(training.status == 0)
    let (nll, bound) = (
      training.members["nll"] as? Double, training.members["nll_bound"] as? Double
    )
    #expect(training.members["likelihood"] as? String == "exact")
    #expect(try #require(bound) > #require(nll))

    let headers = ["ode": "z1,z2,x1,x2,log_det,log_px,converged", "ddim": "z1,z2,x1,x2"]
    var drawn: [String: [[Double]]] = [:]
    for sampler in ["ode", "ddim", "ancestral"] {
      let arguments = ["sample", "--model", model, "--count", "30", "--sampler", sampler]
      let run = try flowscope(arguments)
      #expect(run.output.hasPrefix((headers[sampler] ?? "x1,x2") + "\n"))
      #expect(run.rows.count == 30)
      #expect(try flowscope(arguments).output == run.output)
      #expect(try flowscope(arguments + ["--seed", "2"]).output != run.output)
      drawn[sampler] = run.rows
    }
    // The same z, and nearly the same x.
    for (ode, ddim) in zip(drawn["ode"] ?? [], drawn["ddim"] ?? []) {
      #expect(abs(ode[0] - ddim[0]) < 1e-6 && abs(ode[2] - ddim[2]) < 0.5)
    }

    try ("x1,x2\n" + (drawn["ancestral"] ?? []).map { "\($0[0]),\($0[1])\n" }.joined())
      .write(toFile: points, atomically: true, encoding: .utf8)
    let evaluation = try flowscope("eval", "--model", model, "--points", points)
    #expect(
      evaluation.output.hasPrefix(
        "x1,x2,z1,z2,log_pz,log_det,log_px,bound,j11,j12,j21,j22,converged\n"))
    #expect(evaluation.rows.count == 30)
    let mean = evaluation.rows.reduce(0) { $0 + $1[7] } / 30
    let report = try flowscope("eval", "--model", model, "--points", points, "--json").members
    #expect(abs(try #require(report["bound_mean"] as? Double) - mean) < 1e-9)
  }

  @Test func otherFlowsHaveOneSampler() throws {
    let model = FileManager.default.temporaryDirectory
      .appending(path: "\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: model) }
    #expect(try flowscope("train", "--steps", "1", "--hidden", "8", "--out", model).status == 0)
    let run = try flowscope("sample", "--model", model, "--sampler", "ddim")
    #expect(run.status != 0 && run.errors.contains("takes no noise away in steps"))
    let base = try flowscope("train", "--flow", "diffusion", "--base", "ring", "--steps", "1")
    #expect(base.status != 0 && base.errors.contains("base 'ring'"))
  }
}
