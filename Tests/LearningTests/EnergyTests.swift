import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// Energies: the same number on a graph as in closed form, and learned without data.
@Suite struct EnergyTests {
  static let names = RezendeEnergy.Kind.allCases.map { "u\($0.rawValue)" }

  private func settings(_ flow: String, _ target: String) -> Settings {
    var settings = Settings()
    (settings.flow, settings.target) = (flow, target)
    settings.layers = 4
    settings.batch = 256
    return settings
  }

  /// U₁ to U₄ as the paper writes them, by the C library.
  private func energy(_ name: String, _ x: Double, _ y: Double) -> Double {
    func well(_ a: Double, _ deviation: Double) -> Double { 0.5 * pow(a / deviation, 2) }
    func either(_ a: Double, _ b: Double) -> Double { -log(exp(-a) + exp(-b)) }
    let gap = y - sin(2 * .pi * x / 4)
    let w2 = 3 * exp(-well(x - 1, 0.6))
    let w3 = 3 / (1 + exp(-(x - 1) / 0.3))
    switch name {
    case "u1":
      return well(hypot(x, y) - 2, 0.4) + either(well(x - 2, 0.6), well(x + 2, 0.6))
    case "u2": return well(gap, 0.4)
    case "u3": return either(well(gap, 0.35), well(gap + w2, 0.35))
    default: return either(well(gap, 0.4), well(gap + w3, 0.35))
    }
  }

  @Test(arguments: names)
  func energiesAreThePapersWithinTheBox(name: String) throws {
    let target = try #require(try Targets.named(name) as? RezendeEnergy)
    var random = RandomStream(seed: 3)
    for _ in 0..<200 {
      let x = SIMD2(8 * random.uniform() - 4, 6 * random.uniform() - 4)
      let expected = -energy(name, x.x, x.y) - target.logNormalizer
      let density = try #require(target.logDensity(x))
      #expect(abs(density - expected) < 1e-5 * max(1, abs(expected)))
    }
  }

  @Test(arguments: names)
  func theGraphSaysTheSameAsTheDensity(name: String) throws {
    let target = try #require(try Targets.named(name) as? RezendeEnergy)
    var outputs = Outputs()
    let found = outputs.add(number: target.energy(Graph().input(0, features: 2)))
    let executor = Executor<Double>(Program(outputs))
    var random = RandomStream(seed: 4)
    let points = (0..<200).map { _ in 12 * SIMD2(random.uniform(), random.uniform()) - 6 }
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    for (index, x) in points.enumerated() {
      let energy = -(target.logDensity(x) ?? .nan) - target.logNormalizer
      #expect(abs(executor[found, index] - energy) < 1e-6 * max(1, energy))
    }
  }

  @Test(arguments: ["planar", "realnvp", "nsf"])
  func flowsLearnAnEnergyWithoutData(flow: String) throws {
    let trainer = try Trainer(settings(flow, "u1"), threads: 1)
    let before = trainer.measureHeldOut(count: 2000).kl ?? .nan
    var losses: [Double] = []
    for _ in 0..<250 { losses.append(try trainer.advance()) }
    let divergence = losses.suffix(50).reduce(0, +) / 50
    #expect(divergence > -0.02)
    #expect(divergence < 0.6 * (losses.first ?? 0))
    #expect((trainer.measureHeldOut(count: 2000).kl ?? .nan) < before)
    #expect(trainer.roundTripError(count: 200) < 1e-3)
  }

  @Test(arguments: ["planar", "resflow"])
  func aTurnedFlowsLedgerAddsUp(flow: String) throws {
    var settings = settings(flow, "u2")
    if flow == "resflow" { settings.hidden = [8] }
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<20 { try trainer.advance() }
    #expect(trainer.architecture.family.forwardMethod == .closedForm)
    let model = trainer.model()
    let evaluator = try Evaluator(settings)
    let x = SIMD2(0.7, -0.4)
    let ledger = evaluator.ledger(at: x, of: model)
    #expect(ledger.x == x)
    #expect(abs(ledger.rows.reduce(0) { $0 + $1.logDet } - ledger.logDet) < 1e-9)
    #expect(abs(log(abs(ledger.jacobian.determinant)) - ledger.logDet) < 1e-9)
    #expect(abs(ledger.finiteDifferenceLogDet - ledger.logDet) < 1e-5)
    let inverse = evaluator.inverse([SIMD2<Float>(x)], of: model)
    #expect(abs(Double(inverse.logDensity[0]) - ledger.logDensity) < 1e-3)
  }

  @Test func whatHasNoGradientIsRefused() {
    var learnedBase = settings("realnvp", "u1")
    learnedBase.base = "mixture"
    var pooled = settings("realnvp", "u1")
    pooled.pool = 100
    for (settings, word) in [
      (settings("flow-matching", "u1"), "data"), (learnedBase, "mixture"), (pooled, "pool"),
    ] {
      #expect {
        _ = try Trainer(settings, threads: 1)
      } throws: {
        "\($0)".contains(word)
      }
    }
  }
}
