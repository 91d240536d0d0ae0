import Foundation
import Testing

@testable import Flows
@testable import Learning

@Suite struct ModeScoreTests {
  /// Three modes on a line, one unit apart, the last with half of the mass.
  private let modes = [(0.0, 0.25), (1, 0.25), (2, 0.5)].map {
    TargetMode(center: SIMD2($0.0, 0), deviation: 0.1, weight: $0.1)
  }

  @Test func aSampleIsGoodWithinThreeDeviationsOfItsNearestMode() throws {
    let samples: [SIMD2<Float>] = [
      SIMD2(0.29, 0), SIMD2(0.31, 0), SIMD2(0, 0.2), SIMD2(0.9, 0.29), SIMD2(.nan, 0),
    ]
    let score = try #require(ModeScore(samples, of: modes))
    #expect(score.covered == 1 && score.total == 3 && score.count == 5)
    #expect(abs(score.highQuality - 2.0 / 5) < 1e-12)
  }

  @Test func aModeCountsOnceASampleFallsToIt() throws {
    let samples = modes.map { SIMD2<Float>($0.center) }
    for count in 1...3 {
      let score = try #require(ModeScore(Array(samples.prefix(count)), of: modes))
      #expect(score.covered == count && score.highQuality == 1)
    }
  }

  @Test func theReverseKLIsThatOfTheSharesOfNearestModes() throws {
    func score(_ counts: [Int]) throws -> ModeScore {
      // Far from any mode, and still nearest to it.
      let samples = zip(modes, counts).flatMap { mode, count in
        Array(repeating: SIMD2<Float>(mode.center) + SIMD2(0, 5), count: count)
      }
      return try #require(ModeScore(samples, of: modes))
    }
    #expect(try abs(#require(score([1, 1, 2]).reverseKL)) < 1e-12)
    #expect(try abs(#require(score([7, 0, 0]).reverseKL) - log(4)) < 1e-12)
    let value = try #require(score([3, 1, 4]).reverseKL)
    #expect(abs(value - (0.375 * log(1.5) + 0.125 * log(0.5))) < 1e-12)
    #expect(try score([1, 1, 2]).highQuality == 0)
  }

  @Test func withoutSamplesOrModesThereIsNoScore() {
    #expect(ModeScore([], of: modes) == nil && ModeScore([.zero], of: []) == nil)
    #expect(ModeScore([SIMD2(.nan, .infinity)], of: modes)?.reverseKL == nil)
  }

  /// What a perfect model gets: in the plane 1 − e^−4.5 of a Gaussian lies within 3σ.
  @Test(arguments: Targets.all.map(\.name))
  func pointsOfATargetScoreAsAPerfectModel(name: String) throws {
    let target = try Targets.named(name)
    let points = target.drawn(SampleScores.count, seed: 8)
    let scores = SampleScores(points, of: target, points: target.heldOut(SampleScores.count))
    let distance = try #require(scores.distance)
    #expect(abs(distance.value) < 4 * distance.standardError)
    guard let modes = scores.modes else { return #expect(target.modes.isEmpty) }
    // Of the 400 modes of the diamond, a perfect model with 2,500 samples misses about one.
    #expect(modes.total == target.modes.count && modes.covered >= modes.total - 4)
    let share = 1 - exp(-4.5)
    #expect(abs(modes.highQuality - share) < 4 * (share * (1 - share) / 2500).squareRoot())
    // Of K modes the mean of N·KL is (K − 1)/2.
    let kl = try #require(modes.reverseKL) * 2500
    let freedom = Double(modes.total - 1)
    #expect(kl >= 0 && kl < freedom / 2 + 4 * (freedom / 2).squareRoot() + 1)
  }

  @Test func passesAreOfTheDirectionThatSamplesTake() throws {
    for (flow, expected) in [("realnvp", 1...1), ("maf", 2...2), ("iaf", 1...1), ("cnf", 48...48)] {
      var settings = Settings()
      (settings.flow, settings.hidden) = (flow, [8])
      let evaluator = try Evaluator(settings)
      let trainer = try Trainer(settings, threads: 1)
      let passes = try #require(evaluator.passes(of: trainer.model()))
      #expect(expected.contains(Int(passes)), "\(flow): \(passes)")
    }
    for flow in ["planar", "iresnet"] {
      var settings = Settings()
      settings.flow = flow
      let trainer = try Trainer(settings, threads: 1)
      for _ in 0..<30 { try trainer.advance() }
      let passes = try #require(Evaluator(settings).passes(of: trainer.model()))
      #expect(passes > 1 && passes == passes.rounded(), "\(flow): \(passes)")
    }
  }

  @Test func watchingATargetWithModesCountsThemAndChangesNothing() throws {
    var settings = Settings()
    (settings.target, settings.hidden, settings.layers) = ("ring8", [8], 2)
    let (watched, plain) = (try Trainer(settings, threads: 1), try Trainer(settings, threads: 1))
    let score = watched.measure(count: 200, comparingSamples: false)
    #expect(score.modes?.total == 8 && score.distance == nil)
    for _ in 0..<3 { #expect(try watched.advance() == plain.advance()) }
    settings.target = "moons"
    let moons = try Trainer(settings, threads: 1).measure(count: 200, comparingSamples: false)
    #expect(moons.modes == nil)
  }
}
