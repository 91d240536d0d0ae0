import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What a Gaussianization flow promises beyond the proofs that every flow passes.
@Suite struct GaussianizationTests {
  /// Runs a program over columns of numbers.
  private static func run<S: LaneScalar>(
    _: S.Type, _ rows: [[Double]], _ trace: (Value) -> [Value]
  ) -> [[Double]] {
    let results = trace(Graph().input(0, features: rows.count))
    var outputs = Outputs()
    let declared = results.map { outputs.add(number: $0) }
    let executor = Executor<S>(Program(outputs), parameterCount: 0, tileLanes: 32)
    for (feature, row) in rows.enumerated() {
      executor.setInput(0, feature: feature, row.map { S($0) })
    }
    executor.run(lanes: rows[0].count)
    return declared.map { executor.numbers($0, count: rows[0].count).map(Double.init) }
  }

  @Test func theNearlyNormalDistributionIsNearAndUndone() {
    let points = stride(from: -8.0, through: 8, by: 0.01).map { $0 }
    let found = Self.run(Double.self, [points]) { c in
      let odds = NearlyNormal.logOdds(c)
      return [odds.sigmoid, NearlyNormal.quantile(logOdds: odds)]
    }
    for (index, c) in points.enumerated() {
      let normal = 0.5 * erfc(-c / 2.0.squareRoot())
      #expect(abs(found[0][index] - normal) < 1.5e-4)
      #expect(abs(found[1][index] - c) < 1e-12)
    }
    #expect(abs(NearlyNormal.quantile(0.975) - 1.96) < 2e-3)
    let far = Self.run(Float.self, [[-1e30, -1e12, 0, 1e12, 1e30]]) {
      [NearlyNormal.logOdds(NearlyNormal.quantile(logOdds: $0)) - $0]
    }[0]
    for (error, odds) in zip(far, [1e30, 1e12, 1, 1e12, 1e30]) { #expect(abs(error) < 1e-5 * odds) }
  }

  @Test(arguments: ["Float", "Double"]) func mixturesAreInvertedWhateverTheirShape(scalar: String) {
    let map = NormalMixture(units: 8)
    var random = RandomStream(seed: 2)
    let count = 2000
    var rows = (0..<map.rawCount).map { row in
      (0..<count).map { _ in
        Double(Float((row < 8 ? 30 : 50) * (2 * random.uniform() - 1) * random.uniform()))
      }
    }
    rows.append((0..<count).map { _ in Double(Float(pow(10, 7 * random.uniform() - 4))) })
    func trace(_ input: Value) -> [Value] {
      let (shape, z) = (input.features(0..<map.rawCount), input.feature(map.rawCount))
      let there = map.forward(z, shape: shape)
      let back = map.inverse(there.point, shape: shape)
      return [there.point, back.point, there.report?.unconverged ?? z]
    }
    let found =
      scalar == "Float" ? Self.run(Float.self, rows, trace) : Self.run(Double.self, rows, trace)
    let bound = scalar == "Float" ? 2e-5 : 1e-10
    for lane in 0..<count {
      let z = rows[map.rawCount][lane]
      let size = 25 * (abs(found[0][lane]) + 50) + abs(z)
      #expect(found[2][lane] == 0, "z \(z)")
      #expect(abs(found[1][lane] - z) <= bound * size, "z \(z): \(found[1][lane])")
    }
  }

  /// Without a gradient: layers that the first batch sets take other points of the target nearer to the normal,
  /// and those that see only chance in it leave them about where they are.
  @Test(arguments: ["moons", "8gaussians", "checkerboard"])
  func theFirstBatchAloneLearns(target: String) throws {
    func heldOut(_ layers: Int) throws -> Double {
      var settings = Settings()
      (settings.flow, settings.target, settings.layers) = ("gaussianization", target, layers)
      return try #require(try Trainer(settings, threads: 2).measureHeldOut(count: 4000).kl)
    }
    let divergences = try [1, 2, 12].map(heldOut)
    #expect(divergences[1] < divergences[0] - 0.1, "\(divergences)")
    #expect(divergences[2] < divergences[1] + 0.1, "\(divergences)")
  }

  @Test func anUnlearnedLayerIsNearlyTheIdentity() {
    let map = NormalMixture(units: 12)
    let points = stride(from: -3.0, through: 3, by: 0.1).map { $0 }
    let found = Self.run(Double.self, [points]) { x in
      [map.inverse(x, shape: x.graph.constant(map.nearlyIdentity.map(Double.init))).point]
    }[0]
    for (x, z) in zip(points, found) { #expect(abs(z - x) < 0.15, "\(x)") }
  }

  @Test func tooFewNumbersLeaveAMixtureAsItIs() {
    let map = NormalMixture(units: 12)
    #expect(map.raw(fitting: [0, 1, 2]).allSatisfy { $0 == 0 })
    #expect(map.raw(fitting: Array(repeating: 1, count: 100)).allSatisfy { $0.isFinite })
  }
}
