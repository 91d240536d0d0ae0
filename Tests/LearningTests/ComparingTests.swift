import Foundation
import Testing

@testable import Flows
@testable import Learning

@Suite struct ComparingTests {
  @Test func aSpreadIsMeanAndStandardDeviation() throws {
    let spread = try #require(Spread([1, 2, 6]))
    #expect(spread.mean == 3 && spread.least == 1 && spread.greatest == 6 && spread.count == 3)
    #expect(abs(try #require(spread.deviation) - 7.0.squareRoot()) < 1e-12)
    #expect(Spread([5])?.deviation == nil && Spread([]) == nil)
  }

  /// Points of the target itself are near enough, those of the Gaussian fit are not.
  @Test(arguments: Targets.all.filter { $0.entropy != nil }.map(\.name))
  func theGoalLiesBetweenTheTargetAndItsGaussian(name: String) throws {
    final class Drawing: Sampler {
      let draw: (Int) -> [SIMD2<Float>]
      init(_ draw: @escaping (Int) -> [SIMD2<Float>]) { self.draw = draw }
      func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] { draw(count) }
    }
    let target = try Targets.named(name)
    let goal = try SampleGoal(of: target)
    let model = Model(settings: Settings(), parameters: [], step: 0)
    let fit = try #require(Gaussian(of: target.heldOut(1000).map { SIMD2<Double>($0) }))
    var random = RandomStream(seed: 4)
    let gaussian = Drawing { count in
      (0..<count).map { _ in SIMD2<Float>(fit.sample(using: &random)) }
    }
    #expect(!goal.isReached(by: gaussian, model))
    #expect(!goal.isReached(by: Drawing { _ in [SIMD2(.nan, 0)] }, model))
  }

  @Test func aGaussianIsSampledWithItsMoments() throws {
    var random = RandomStream(seed: 1)
    let points = (0..<4000).map { _ in
      let normal = random.normalPair()
      return SIMD2(3 + 2 * normal.x, -1 + normal.x + 0.5 * normal.y)
    }
    let fit = try #require(Gaussian(of: points))
    let again = try #require(Gaussian(of: (0..<40_000).map { _ in fit.sample(using: &random) }))
    #expect(abs(again.mean.x - fit.mean.x) < 0.05 && abs(again.mean.y - fit.mean.y) < 0.05)
    #expect(abs(again.variance.x / fit.variance.x - 1) < 0.05)
    #expect(abs(again.covariance / fit.covariance - 1) < 0.05)
  }

  @Test func runsAreScoredByReadingsAndFailuresKeepTheirReason() throws {
    try EvaluationCost.$seconds.withValue(0.01) { try scoreRuns() }
  }

  private func scoreRuns() throws {
    let goal = try SampleGoal(of: Targets.named("8gaussians"))
    let results = ["realnvp", "nothing", "realnvp"].enumerated().map { index, flow in
      Result { () throws(FlowError) -> ScoredRun in
        var settings = Settings()
        (settings.flow, settings.target, settings.seed) = (flow, "8gaussians", UInt64(index))
        (settings.hidden, settings.layers, settings.batch) = ([8], 2, 64)
        return try ScoredRun(settings, steps: 50, goal: goal)
      }
    }
    let runs = SeedRuns(name: "realnvp", runs: results)
    #expect(runs.scored.count == 2 && runs.trouble?.contains("nothing") == true)
    for name in [
      "nll", "kl", "modes", "highQuality", "reverseKL", "energyDistance", "sampling.passes",
      "sampling.time", "roundTrip", "invariants.logdet", "parameters", "time.step",
    ] {
      let spread = try runs.spread(of: name)
      #expect(spread.count == 2 && spread.mean.isFinite, "\(name)")
    }
    #expect(try runs.spread(of: "modes.of").mean == 8)
    #expect(throws: NoReading.self) { try runs.spread(of: "nfe") }
    // The same run again has the same scores.
    let again = try ScoredRun(try results[0].get().settings, steps: 50, goal: goal)
    let scores = ["energyDistance", "modes", "highQuality", "nll"]
    let figures = try results[0].get().figures
    for name in scores { #expect(again.figures.readings[name] == figures.readings[name]) }
    // A file brings it back as it was.
    let coded = try JSONDecoder().decode(
      ScoredRun.Figures.self, from: try JSONEncoder().encode(figures))
    #expect(coded == figures)
  }
}
