import Autodiff
import Foundation
import Testing

@testable import Flows
@testable import Learning

/// What is measured of remedies, beside what it must be.
@Suite struct RemedyTests {
  private func small(_ target: String = "2gaussians") -> Settings {
    var settings = Settings()
    (settings.target, settings.hidden, settings.batch) = (target, [16], 128)
    return settings
  }

  /// Rivals that are made of flows.
  private static let assembled = Remedy.all.map(\.name).filter { Rivals.find($0) != nil }

  private func trained(_ name: String, _ settings: Settings, steps: Int) throws -> RemedySubject {
    let settings = try Remedy.named(name).applied(to: settings)
    let learner = try Learners.make(settings, threads: 1)
    for _ in 0..<steps { try learner.advance() }
    return try RivalRemedy(settings, threads: 1).subject(learner.model(), stretchPoints: 100)
  }

  private func measured(_ remedy: Remedy, _ trainer: Trainer) throws -> RemedySubject {
    try RemedySubject(
      remedy, Evaluator(trainer.settings), trainer.model(), stretchPoints: 1000
    ) { () throws(FlowError) in try DensityGradient(trainer.architecture) }
  }

  // MARK: The rows

  @Test(arguments: Remedy.all.map(\.name))
  func aRemedyIsFoundAgainInItsSettings(name: String) throws {
    let remedy = try Remedy.named(name)
    let settings = remedy.applied(to: small())
    #expect(try Remedy.named("mixture").applied(to: settings).base == "mixture")
    #expect(remedy.applied(to: Remedy.all[3].applied(to: small())) == settings)
    #expect(remedy.isApplied(in: settings) && remedy.isPossible(for: small()))
    #expect(Remedy.applied(in: settings).contains { $0.name == name })
  }

  @Test func anUnknownRemedyIsRefusedWithTheNamesThereAre() {
    let error = #expect(throws: FlowError.self) { try Remedy.named("mixtur") }
    #expect(error?.description.contains("did you mean 'mixture'") == true)
  }

  // MARK: The ground

  @Test(arguments: ["2gaussians", "rings", "moons", "8gaussians"])
  func theGroundIsWhereTheTargetHasPracticallyNothing(name: String) throws {
    let ground = try EmptyGround(of: Targets.named(name))
    let mass = try #require(ground.targetMass)
    #expect(mass >= 0 && mass < 0.002)
    #expect(ground.cells.allSatisfy(ground.contains))
    // A density of 1 everywhere has its area as its mass.
    let area = ground.mass { $0.map { _ in 0 } }
    #expect(abs(area / (Double(ground.cells.count) * ground.cellArea) - 1) < 1e-9)
    let held = try Targets.named(name).heldOut(4000)
    #expect(Double(held.count(where: ground.contains)) / 4000 < 0.004)
  }

  // MARK: The stretch

  /// A linear map needs its own stretch and no more, whatever the gap's width and place.
  @Test(arguments: [0.5, 3, 40], [0.0, 0.7])
  func theNeededStretchIsThatOfTheBestMap(scale: Double, place: Double) throws {
    func normal(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
    let width = 0.2 * scale
    let (low, high) = ((place - width / 2) / scale, (place + width / 2) / scale)
    let needed = try #require(
      Stretch.needed(bridge: normal(high) - normal(low), left: normal(low), width: width))
    #expect(abs(needed / scale - 1) < 1e-6)
  }

  @Test func nothingIsNeededWhereThereIsNoGap() {
    #expect(Stretch.needed(bridge: 0, left: 0.5, width: 1) == nil)
    #expect(Stretch.needed(bridge: 0.1, left: 0.95, width: 1) == nil)
    #expect(Stretch.needed(bridge: 0.1, left: 0.4, width: 0) == nil)
  }

  @Test func aTrainedFlowStretchesAsFarAsItsBridgeNeeds() throws {
    var settings = small()
    settings.layers = 4
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<150 { try trainer.advance() }
    let target = try settings.resolvedTarget()
    let subject = try measured(.plain, trainer)
    let score = try RemedyScore(
      subject, target, on: EmptyGround(of: target, isFine: false), cells: nil, .live)
    let (stretch, needed) = (try #require(score.stretch), try #require(score.stretchNeeded))
    #expect(stretch >= needed && needed > 1)
    #expect(score.likelihood == .exact && score.klBound == nil && !score.bridgeIsCounted)
  }

  // MARK: Noise

  /// Before training RealNVP is the identity, and x + σ²·∇log p(x) is (1 − σ²)·x.
  @Test func denoisingANormalDistributionShrinksIt() throws {
    let architecture = try Architecture(small())
    let model = Model(
      settings: small(), parameters: architecture.layout.initial, step: 0)
    let points = (0..<50).map { SIMD2<Float>(Float($0) / 10 - 2, Float($0 % 7) - 3) }
    let moved = try DensityGradient(architecture).denoised(points, deviation: 0.5, of: model)
    for (point, image) in try pairs(points, moved) {
      let gap = image - 0.75 * point
      #expect(abs(gap.x) < 1e-4 && abs(gap.y) < 1e-4)
    }
  }

  @Test func noScoreIsTakenThroughASearch() throws {
    var settings = small()
    (settings.flow, settings.hidden) = ("iaf", nil)
    _ = try DensityGradient(Architecture(settings))
    settings.flow = "bent"
    #expect(throws: FlowError.self) { try DensityGradient(Architecture(settings)) }
  }

  @Test func aDenoisedFlowHasNoLikelihood() throws {
    let settings = Remedy.denoised.applied(to: small())
    let trainer = try Trainer(settings, threads: 1)
    let subject = try measured(.denoised, trainer)
    let target = try settings.resolvedTarget()
    let score = try RemedyScore(
      subject, target, on: EmptyGround(of: target, isFine: false), cells: nil, .live)
    #expect(score.likelihood == .none && score.kl == nil && score.klBound == nil)
    #expect(score.bridgeIsCounted && score.stretchNeeded == nil)
  }

  // MARK: Cells

  @Test(arguments: Dequantization.allCases)
  func aPointIsSpreadOverItsOwnCell(dequantization: Dequantization) {
    let cells = Cells(width: 0.5, dequantization: dequantization)
    var random = RandomStream(seed: 1)
    var offsets: [Double] = []
    for _ in 0..<2000 {
      let point = SIMD2<Float>(3 * random.normalPair())
      let spread = cells.spread(point, using: &random)
      #expect(cells.middle(of: spread) == cells.middle(of: point))
      offsets.append(Double(spread.x - cells.middle(of: point).x) / cells.width)
    }
    let deviation = (offsets.reduce(0) { $0 + $1 * $1 } / 2000).squareRoot()
    // Of a uniform 1/√12; of a normal of 1/4 that is cut off at two deviations .88 of that.
    let expected: [Dequantization: Double] = [.none: 0, .uniform: 0.2887, .gaussian: 0.2199]
    #expect(abs(deviation - (expected[dequantization] ?? -1)) < 0.008)
  }

  @Test func cellsThatMakeNoSenseAreRefused() throws {
    for width in [0, -1, 11, Double.nan] {
      var settings = small()
      settings.cells = width
      #expect(throws: FlowError.self) { try settings.validate() }
    }
    var without = small()
    without.dequantize = .uniform
    try without.validate()
    #expect(Cells(without)?.width == Cells.usualWidth && Cells(small()) == nil)
    var energy = small("u1")
    energy.cells = 0.5
    #expect(throws: FlowError.self) { try Architecture(energy) }
  }

  /// Of the target itself cells have their own probability, and the bound gives something away.
  @Test(arguments: [Dequantization.uniform, .gaussian])
  func theBoundOfCellsIsOne(dequantization: Dequantization) throws {
    let target = try Targets.named("2gaussians")
    let cells = Cells(width: 0.5, dequantization: dequantization)
    let own = try #require(
      CellLikelihood(cells, of: target) {
        $0.map { Float(target.logDensity(SIMD2<Double>($0)) ?? 0) }
      })
    #expect(abs(own.kl) < 1e-4 && own.gap > 0.001)
    let wide = try #require(
      CellLikelihood(cells, of: target) { $0.map { -0.05 * ($0 * $0).sum() - 4.14 } })
    #expect(wide.kl > own.kl && wide.gap > 0 && abs(wide.klBound - wide.kl - wide.gap) < 1e-9)
  }

  // MARK: Assembled models

  @Test(arguments: assembled, ["2gaussians", "rings"])
  func anAssembledModelHasMassOneAndItsSamplesLieInIt(name: String, target: String) throws {
    let subject = try trained(name, small(target), steps: 40)
    let density = try #require(subject.logDensity)
    let grid = SquareGrid(extent: 9, count: 180)
    let inside = grid.centers.map { abs($0.x - 1) < 1.5 && abs($0.y) < 1 }
    let masses = density(grid.centers).map { Double(exp($0)) * Double(grid.cellArea) }
    #expect(abs(masses.reduce(0, +) - 1) < 0.02)
    // A box that the fold cuts, so that signs count.
    let box = zip(masses, inside).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    let samples = subject.samples(4000)
    let share = Double(samples.count { abs($0.x - 1) < 1.5 && abs($0.y) < 1 }) / 4000
    #expect(abs(share - box) < 0.035, "\(share) beside \(box)")
    #expect(try #require(subject.stretch([])) > 0)
  }

  @Test(arguments: assembled)
  func aBoundIsNeverAboveWhatItBounds(name: String) throws {
    let subject = try trained(name, small(), steps: 20)
    let points = try Targets.named("2gaussians").heldOut(300)
    let logDensity = try #require(subject.logDensity)
    let density = logDensity(points)
    guard let bound = subject.logBound?(points) else { return }
    for (low, high) in try pairs(bound, density) { #expect(low <= high + 1e-4) }
    #expect(zip(bound, density).contains { $0 < $1 - 1e-3 })
  }

  /// The two points that the fold brings together share one density.
  @Test func theFoldCostsNothingInTheSum() throws {
    let subject = try trained("folded", small(), steps: 10)
    let density = try #require(subject.logDensity)
    let points = (0..<20).map { SIMD2<Float>(0.2 + Float($0) / 5, Float($0 % 5) - 2) }
    let mirrored = points.map { SIMD2(-$0.x, $0.y) }
    for (one, other) in try pairs(density(points), density(mirrored)) {
      #expect(one.isFinite && other.isFinite)
    }
    // The target is a mirror image of itself, and so is what was learned of it, nearly.
    let gaps = zip(density(points), density(mirrored)).map { abs($0 - $1) }
    #expect(gaps.reduce(0, +) / 20 < 0.5)
  }

  @Test(arguments: assembled)
  func anEnergyIsRefused(name: String) throws {
    #expect(!(try Remedy.named(name).isPossible(for: small("u1"))))
  }
}
