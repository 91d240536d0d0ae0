import Testing

@testable import Flows
@testable import Learning
@testable import Proofs

/// Flow matching whose paths are the shortest ones between few points.
@Suite struct PathCouplingTests {
  private static func points(_ count: Int, _ random: inout RandomStream) -> [SIMD2<Float>] {
    (0..<count).map { _ in SIMD2<Float>(random.normalPair()) }
  }

  private static func pairing(_ first: [SIMD2<Float>], _ second: [SIMD2<Float>]) -> [Int] {
    var assignment = Assignment()
    // What an earlier, larger pairing leaves behind makes no difference.
    assignment.pair(Assignment.most)
    for index in first.indices {
      (assignment.takers[index], assignment.goods[index]) = (first[index], second[index])
    }
    assignment.pair(first.count)
    return Array(assignment.given[..<first.count])
  }

  private static func cost(
    _ first: [SIMD2<Float>], _ second: [SIMD2<Float>], _ pairing: [Int]
  ) -> Double {
    zip(first, pairing).reduce(0) { sum, pair in
      let way = pair.0 - second[pair.1]
      return sum + Double((way * way).sum())
    }
  }

  private static func orders(_ items: [Int]) -> [[Int]] {
    items.isEmpty
      ? [[]] : items.flatMap { item in orders(items.filter { $0 != item }).map { [item] + $0 } }
  }

  @Test(arguments: 1...6) func noPairingOfFewPointsIsCheaper(count: Int) {
    var random = RandomStream(seed: UInt64(count))
    for _ in 0..<50 {
      let (first, second) = (Self.points(count, &random), Self.points(count, &random))
      let pairing = Self.pairing(first, second)
      let least = Self.orders(Array(0..<count)).map { Self.cost(first, second, $0) }.min() ?? 0
      #expect(pairing.sorted() == Array(0..<count))
      #expect(Self.cost(first, second, pairing) <= least + 1e-4)
    }
  }

  /// Of the cheapest pairing no two points gain by an exchange, and no three.
  @Test func noExchangeMakesAPairingOfManyPointsCheaper() {
    var random = RandomStream(seed: 9)
    let count = Assignment.most
    let (first, second) = (Self.points(count, &random), Self.points(count, &random))
    let pairing = Self.pairing(first, second)
    #expect(pairing.sorted() == Array(0..<count))
    let cost = Self.cost(first, second, pairing)
    for i in 0..<count {
      for j in 0..<i {
        for k in 0...j {
          var other = pairing
          (other[i], other[j], other[k]) = (pairing[j], pairing[k], pairing[i])
          if k == j { (other[i], other[j]) = (pairing[j], pairing[i]) }
          #expect(Self.cost(first, second, other) >= cost - 1e-4)
        }
      }
    }
  }

  @Test func whatIsNoNumberLeavesThePairsAsTheyAre() {
    var random = RandomStream(seed: 3)
    var first = Self.points(4, &random)
    first[2].x = .nan
    #expect(Self.pairing(first, Self.points(4, &random)) == [0, 1, 2, 3])
  }

  private static func settings(_ coupling: PathCoupling?, batch: Int = 256) -> Settings {
    var settings = Settings()
    (settings.flow, settings.coupling, settings.batch) = ("flow-matching", coupling, batch)
    settings.hidden = [16, 16]
    return settings
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let runs = try [1, 2].map { threads in
      let trainer = try Trainer(Self.settings(.optimalTransport, batch: 300), threads: threads)
      return try (0..<6).map { _ in try trainer.advance() }
        + trainer.model().parameters.map(Double.init)
    }
    #expect(runs[0] == runs[1])
  }

  /// The dealt points are the drawn ones: "independent" has the same data and the same base.
  @Test func aUsualRunIsThatOfIndependentPaths() throws {
    let runs = try ([nil, .independent, .optimalTransport] as [PathCoupling?]).map { coupling in
      let trainer = try Trainer(Self.settings(coupling), threads: 1)
      return try (0..<3).map { _ in try trainer.advance() }
    }
    #expect(runs[0] == runs[1])
    // The first loss is the mean square of the ways: the field is 0.
    #expect(runs[2][0] < 0.5 * runs[1][0])
  }

  @Test func shortestPathsAreStraighterAndOneStepIsWorthMore() throws {
    let shapes = try PathCoupling.allCases.map { coupling in
      let trainer = try Trainer(Self.settings(coupling), threads: 2)
      for _ in 0..<400 { try trainer.advance() }
      let context = try ReadingContext(trainer.model())
      return try ["path.bend", "path.oneStep"].map { try context.value(of: Readings.named($0)) }
    }
    #expect(shapes[1][0] < 0.5 * shapes[0][0], "bend: \(shapes)")
    #expect(shapes[1][1] < shapes[0][1], "one step: \(shapes)")
  }

  @Test func aFlowWithoutAFieldHasNoPaths() throws {
    let context = try ReadingContext(ProofSubject.make("planar", .random).model)
    let lack = #expect(throws: NoReading.self) {
      try context.value(of: Readings.named("path.bend"))
    }
    #expect(lack?.description.contains("vector field") == true)
  }
}
