import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What single families promise beyond the proofs that all of them pass.
@Suite struct FamilyTests {
  private func trained(
    _ flow: String, steps: Int, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> (trainer: Trainer, model: Model) {
    var settings = try FlowFamily.named(flow).small
    change(&settings)
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<steps { try trainer.advance() }
    return (trainer, trainer.model())
  }

  @Test(arguments: FlowFamily.resflow.logDets) func residualWeightsKeepTheirSpectralBound(
    method: LogDetMethod
  ) throws {
    let (trainer, model) = try trained("resflow", steps: 60) {
      $0.logDet = method
      $0.learningRate = 0.02
    }
    for case let layer as Residual in trainer.architecture.layers {
      var random = RandomStream(seed: 4)
      for weight in layer.network.weights {
        let graph = Graph()
        var outputs = Outputs()
        let bounded = outputs.add(shared: weight(graph))
        let executor = Executor<Double>(
          Program(outputs), parameterCount: model.parameters.count)
        executor.parameters = model.parameters.map(Double.init)
        executor.run(lanes: 1)
        let matrix = executor.values(bounded)
        // ‖Wv‖ over the longest of many power-iterated vectors, in Double.
        var v = (0..<weight.columns).map { _ in random.normal() }
        var norm = 0.0
        for _ in 0..<500 {
          let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
          v = v.map { $0 / length }
          let image = (0..<weight.rows).map { row in
            (0..<weight.columns).reduce(0) { $0 + matrix[row * weight.columns + $1] * v[$1] }
          }
          norm = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
          v = (0..<weight.columns).map { column in
            (0..<weight.rows).reduce(0) { $0 + matrix[$1 * weight.columns + column] * image[$1] }
          }
        }
        #expect(norm <= weight.bound * 1.001)
      }
    }
  }

  @Test func residualEstimatesAgreeWithinTheirBounds() throws {
    let (trainer, model) = try trained("iresnet", steps: 100)
    let estimator = try #require(ResidualEstimator(trainer.architecture))
    let x = SIMD2(0.4, -0.7)
    let layers = estimator.evaluate(at: x, of: model, terms: 10, draws: 4000)
    let ledger = try Evaluator(trainer.settings).ledger(at: x, of: model)
    #expect(layers.map(\.name) == ledger.rows.map(\.name))
    for (layer, row) in try pairs(layers, ledger.rows) {
      #expect(abs(layer.exact - row.logDet) < 1e-9)
      for (partial, bound) in try pairs(layer.series, layer.biasBounds) {
        #expect(abs(partial - layer.exact) <= bound)
      }
      #expect(abs(layer.roulette.mean - layer.exact) < 5 * layer.roulette.standardError + 1e-6)
    }
    #expect(ResidualEstimator(try Architecture(Settings())) == nil)
  }

  @Test func actNormStartsWithStandardisedFeatures() throws {
    var settings = try FlowFamily.named("glow").small
    settings.batch = 4096
    let trainer = try Trainer(settings, threads: 1)
    let model = trainer.model()
    let evaluator = try Evaluator(settings)
    var random = RandomStream(seed: 9)
    let target = try Targets.named("moons")
    let points = (0..<4000).map { _ in target.sample(using: &random) }
    let z = evaluator.inverse(points, of: model).z.map { SIMD2<Double>($0) }
    let mean = z.reduce(.zero, +) / Double(z.count)
    let variance = z.reduce(.zero) { $0 + ($1 - mean) * ($1 - mean) } / Double(z.count)
    #expect(abs(mean.x) < 0.1 && abs(mean.y) < 0.1)
    #expect(abs(variance.x - 1) < 0.1 && abs(variance.y - 1) < 0.1)
    // The flag is among the numbers that are saved.
    let flags = trainer.architecture.layout.tensors.filter { $0.name.hasSuffix("initialized") }
    #expect(flags.count == 4)
    #expect(flags.allSatisfy { model.parameters[$0.parameter.offset] == 1 })
  }

  @Test func splinesAreTheIdentityOutsideTheirBoxAndAtZero() throws {
    let settings = try FlowFamily.named("nsf").small
    let architecture = try Architecture(settings)
    let evaluator = try Evaluator(settings)
    let fresh = Model(settings: settings, parameters: architecture.layout.initial, step: 0)
    let points: [SIMD2<Float>] = [
      SIMD2(0, 0), SIMD2(4.999, -4.999), SIMD2(5, 5), SIMD2(-5, 5.001), SIMD2(60, -1e6),
    ]
    let result = evaluator.inverse(points, of: fresh)
    for (z, x) in try pairs(result.z, points) {
      #expect(abs(z.x - x.x) <= 1e-5 && abs(z.y - x.y) <= 1e-5)
    }
    #expect(result.logDet.allSatisfy { abs($0) < 1e-4 })
  }

  @Test func aMisspeltNameIsToldWhatItMayMean() {
    func error(_ named: () throws(FlowError) -> Void) -> String {
      do {
        try named()
        return ""
      } catch {
        return error.description
      }
    }
    for (typed, meant) in [("realnpv", "realnvp"), ("nsff", "nsf"), ("NSF_AR", "nsf-ar")] {
      let text = error { () throws(FlowError) in _ = try FlowFamily.named(typed) }
      #expect(text.contains("'\(typed)' (did you mean '\(meant)'?): choose one of"), "\(text)")
    }
    #expect(
      error { () throws(FlowError) in _ = try Targets.named("moon") }.contains("mean 'moons'?"))
    #expect(
      error { () throws(FlowError) in _ = try Bases.named("gaussian") }
        .hasPrefix("unknown base 'gaussian': choose one of normal"))
  }

  @Test func optionsAreForTheFamiliesThatHaveThem() throws {
    func fails(_ flow: String, _ change: (inout Settings) -> Void) -> String? {
      var settings = Settings()
      settings.flow = flow
      change(&settings)
      do {
        _ = try Architecture(settings)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(fails("realnvp") { $0.bins = 8 }?.contains("'bins'") == true)
    #expect(fails("nsf") { $0.logDet = .exact }?.contains("'log-det'") == true)
    #expect(fails("maf") { $0.tolerance = 1e-3 }?.contains("'tolerance'") == true)
    #expect(fails("nsf") { $0.bins = 1 }?.contains("bins 1") == true)
    #expect(fails("resflow") { $0.tolerance = 0 }?.contains("tolerance 0") == true)
    #expect(fails("cnf") { $0.logDet = .roulette }?.contains("exact, hutchinson") == true)
    #expect(fails("resflow") { $0.logDet = .hutchinson }?.contains("roulette") == true)
    #expect(fails("realnvp") { $0.solver = .dopri5 }?.contains("'solver'") == true)
    #expect(fails("cnf") { $0.tolerance = 1e-4 }?.contains("dopri5") == true)
    #expect(fails("cnf") { ($0.solver, $0.solverSteps) = (.dopri5, 8) }?.contains("8") == true)
    #expect(
      fails("cnf") { ($0.solver, $0.gradients) = (.dopri5, .solver) }?.contains("adjoint") == true)
    #expect(fails("flow-matching") { $0.gradients = .adjoint }?.contains("'gradients'") == true)
    #expect(fails("cnf") { $0.solverSteps = 0 }?.contains("solver-steps 0") == true)
    #expect(fails("cnf") { ($0.solver, $0.tolerance) = (.dopri5, 1e-4) } == nil)
    #expect(fails("nsf") { $0.bins = 12 } == nil)
    #expect(fails("resflow") { ($0.logDet, $0.tolerance) = (.roulette, 1e-3) } == nil)
    // Settings that were written before there were options.
    let old = #"{"flow":"nsf","target":"moons","base":"normal","seed":1,"batch":512}"#
    let read = try JSONDecoder().decode(Settings.self, from: Data(old.utf8))
    #expect(read.bins == nil && read.logDet == nil)
  }
}
