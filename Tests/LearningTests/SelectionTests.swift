import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A user's few points: a flow begins as their Gaussian fit, and what it keeps is best on points that it
/// is not trained on.
@Suite struct SelectionTests {
  /// Two clusters in a line, so that the coordinates are correlated, in units far from 1.
  private func clusters(_ count: Int) -> [SIMD2<Double>] {
    var random = RandomStream(seed: 4)
    return (0..<count).map { _ in
      let center = random.uniform() < 0.4 ? SIMD2(2.0, 54.0) : SIMD2(4.3, 80.0)
      return center + SIMD2(0.3, 5.5) * random.normalPair()
    }
  }

  private func settings(_ flow: String = "realnvp", count: Int = 120) throws -> Settings {
    var settings = Settings()
    settings.flow = flow
    settings.points = try OwnPoints(PointsTable(points: clusters(count)), name: "points.csv")
    settings.target = "points.csv"
    return settings
  }

  @Test(arguments: FlowFamily.all.map(\.name))
  func everyFlowBeginsAsTheGaussianFit(flow: String) throws {
    let settings = try settings(flow)
    let trainer = try Trainer(settings, threads: 1)
    let gaussian = try #require(settings.points?.gaussianNLL(on: \.test))
    let first = trainer.measureHeldOut(count: 20_000).nll
    // Radial and planar layers and vector fields begin near the identity, not at it.
    #expect(abs(first - gaussian) < 0.25, "\(first), Gaussian \(gaussian)")
  }

  @Test func theGaussianFitIsThatOfMeanAndCovariance() throws {
    let own = try OwnPoints(PointsTable(points: clusters(400)), name: "points.csv")
    let gaussian = try #require(Gaussian(of: own.training.map { SIMD2<Double>($0) }))
    // On its own points a Gaussian fit has the entropy of its covariance matrix, by definition.
    let nll =
      -own.training.reduce(0) { $0 + gaussian.logDensity(SIMD2<Double>($1)) }
      / Double(own.training.count)
    let correlation = try #require(own.correlation)
    let expected = 1 + log(2 * .pi) + 0.5 * log(1 - correlation * correlation)
    #expect(abs(nll - expected) < 1e-4)
    #expect(abs(correlation) > 0.7)
  }

  @Test func theBestModelOnValidationPointsIsKept() throws {
    let trainer = try Trainer(try settings(count: 60), threads: 1)
    var measured = [0: trainer.measureWatched(count: 2000).nll]
    for _ in 0..<400 {
      try trainer.advance()
      if trainer.selection?.last.step == trainer.step {
        measured[trainer.step] = trainer.measureWatched(count: 2000).nll
      }
    }
    let best = try #require(measured.min { ($0.value, $0.key) < ($1.value, $1.key) })
    let kept = trainer.keptModel()
    #expect(kept.step == best.key && trainer.bestStep == best.key)
    #expect(best.key < 400)
    #expect(trainer.overfittingSince == best.key)
    let again = try Evaluator(kept.settings).inverse(
      try #require(kept.settings.points).validation, of: kept)
    let nll = HeldOut(again, truth: nil, units: kept.settings.standardization).nll
    #expect(abs(nll - best.value) < 1e-4)
  }

  /// A base with an edge gives some points density 0, before training and after.
  @Test func fewerPointsOfDensityZeroAreBetterThanAnyMean() {
    let none = -Float.infinity
    #expect(PairedDifference([none, 1], [2, 0]).mean == -.infinity)
    #expect(PairedDifference([2, 0], [none, 9]).mean == .infinity)
    #expect(PairedDifference([none, 1], [none, 3]).mean == -2)
    #expect(PairedDifference([none, 1], [0, none]).mean == 0)
  }

  @Test func keepingTheLastChangesNoStep() throws {
    var settings = try settings()
    let best = try Trainer(settings, threads: 1)
    settings.keep = .last
    let last = try Trainer(settings, threads: 1)
    for _ in 0..<60 { #expect(try best.advance() == last.advance()) }
    #expect(last.keptModel().step == 60 && last.bestStep == nil)
    #expect(!last.hasWaitedInVain(patience: 1))
  }

  @Test func builtInTargetsKeepTheLastUnlessAsked() throws {
    var settings = Settings()
    (settings.hidden, settings.batch) = ([8], 64)
    #expect(try Trainer(settings, threads: 1).bestStep == nil)
    settings.keep = .best
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<50 { try trainer.advance() }
    #expect(trainer.bestStep == 50)
    // A target of its own validation points, which models are not measured on.
    let target = try Targets.named("moons")
    #expect(Set(target.validation(500)).isDisjoint(with: target.heldOut(500)))
  }

  @Test func goingBackForgetsABetterFuture() throws {
    let trainer = try Trainer(try settings(), threads: 1)
    for _ in 0..<20 { try trainer.advance() }
    let (state, earlier) = (trainer.state(), trainer.bestStep)
    for _ in 0..<60 { try trainer.advance() }
    let best = trainer.bestStep
    trainer.restore(state)
    #expect(trainer.bestStep == earlier && earlier != best)
    for _ in 0..<60 { try trainer.advance() }
    #expect(trainer.bestStep == best)
  }

  @Test func smoothedPointsKeepTheirMeanAndCovariance() throws {
    let settings = try settings(count: 60)
    let target = try settings.resolvedTarget()
    let smoothing = try #require(Smoothing(settings, target))
    var random = RandomStream(seed: 1)
    let draws = (0..<200_000).map { _ in
      SIMD2<Double>(smoothing.smoothed(target.sample(using: &random), using: &random))
    }
    let mean = draws.reduce(.zero, +) / Double(draws.count)
    let product = draws.reduce(0) { $0 + $1.x * $1.y } / Double(draws.count)
    let square = draws.reduce(.zero) { $0 + $1 * $1 } / Double(draws.count)
    #expect(abs(mean.x) < 0.03 && abs(mean.y) < 0.03)
    // A little wider, as correlated as before.
    #expect(square.x > 1.02 && square.x < 1.3)
    let correlation = try #require(settings.points?.correlation)
    #expect(abs(product / (square.x * square.y).squareRoot() - correlation) < 0.03)
    var plain = settings
    plain.smoothing = 0
    #expect(Smoothing(plain, target) == nil)
    #expect(try Smoothing(settings, Targets.named("moons")) == nil)
  }

  @Test func aModelFileRemembersTheFit() throws {
    let trainer = try Trainer(try settings(), threads: 1)
    for _ in 0..<5 { try trainer.advance() }
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).st")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try trainer.model().write(to: path)
    let copy = try Model(readingFrom: path)
    let x = [SIMD2<Float>(0.3, -0.2), SIMD2<Float>(2, 1)]
    let one = try Evaluator(trainer.settings).inverse(x, of: trainer.model())
    let other = try Evaluator(copy.settings).inverse(x, of: copy)
    #expect(one.logDensity == other.logDensity)
  }
}
