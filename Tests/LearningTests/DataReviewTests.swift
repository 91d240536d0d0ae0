import Foundation
import Testing

@testable import Flows
@testable import Learning

/// What is said of points before training, and that nothing is said of points that are as they should be.
@Suite struct DataReviewTests {
  typealias Cloud = [SIMD2<Double>]

  /// Points of a round normal cloud.
  private static func cloud(
    _ count: Int, deviation: Double = 1, at center: SIMD2<Double> = .zero
  ) -> Cloud {
    var random = RandomStream(seed: 11)
    return (0..<count).map { _ in center + deviation * SIMD2<Double>(random.normalPair()) }
  }

  /// The cloud changed point by point.
  private static func changed(
    _ count: Int, _ change: (SIMD2<Double>) -> SIMD2<Double>
  ) -> Cloud {
    cloud(count).map(change)
  }

  private static func same(_ x: Double, _ y: Double, _ count: Int = 1) -> Cloud {
    Array(repeating: SIMD2(x, y), count: count)
  }

  private static func codes(_ points: [SIMD2<Double>]) throws -> [String] {
    try DataReview(of: PointsTable(points: points)).warnings.map(\.code)
  }

  private func text(_ points: [SIMD2<Double>], _ code: String) throws -> String {
    try DataReview(of: PointsTable(points: points)).warnings.first { $0.code == code }?.text ?? ""
  }

  @Test(arguments: Targets.all.map(\.name), [200, 20_000])
  func nothingIsSaidOfSamplesOfTargets(name: String, count: Int) throws {
    let target = try Targets.named(name)
    var random = RandomStream(seed: 5)
    let points = (0..<count).map { _ in SIMD2<Double>(target.sample(using: &random)) }
    let review = try DataReview(of: PointsTable(points: points))
    #expect(review.warnings == [] && review.gridBound == nil && review.suggestedNoise == nil)
  }

  private static var ordinary: [Cloud] {
    [
      cloud(5000, deviation: 50, at: SIMD2(500_017.2792, 4_612_374.9738)),
      // Measured to the millimetre.
      changed(2000) { (50_000 * $0).rounded(.toNearestOrEven) / 1000 },
      cloud(1000, deviation: 1e-9), cloud(1000, deviation: 1e12),
      // Two clusters, and a double.
      cloud(900) + cloud(100, at: SIMD2(100, 0)), cloud(500) + cloud(500, at: SIMD2(1000, 1000)),
      cloud(1000) + cloud(2),
      // A long tail, a curve, a narrow cloud.
      changed(2000) { SIMD2(exp($0.x), $0.y) }, changed(2000) { SIMD2($0.x, $0.x * $0.x) },
      changed(2000) { SIMD2($0.x, $0.x + 0.01 * $0.y) },
    ]
  }

  @Test(arguments: ordinary)
  func nothingIsSaidOfOrdinaryPoints(points: [SIMD2<Double>]) throws {
    #expect(try Self.codes(points) == [])
  }

  @Test func aGridIsNamedWithItsStepItsBoundAndTheNoiseThatFillsIt() throws {
    // Rounded to halves and to quarters.
    let points = Self.cloud(20_000).map { point in
      SIMD2((2 * point.x).rounded() / 2, (4 * point.y).rounded() / 4 + 0.1)
    }
    let review = try DataReview(of: PointsTable(points: points, columns: ["length", "width"]))
    let warning = try #require(review.warnings.first)
    #expect(warning.code == "gridded_values")
    #expect(warning.text.contains("length") && warning.text.contains("steps of 0.5"))
    #expect(warning.text.contains("width") && warning.text.contains("steps of 0.25"))
    // The entropy of the normal cloud, spread evenly over each cell, is a little more than its own.
    let bound = try #require(review.gridBound)
    #expect(abs(bound - log(2 * Double.pi * M_E)) < 0.03)
    let noise = try #require(review.suggestedNoise)
    #expect(abs(noise - 0.5 / 12.0.squareRoot()) < 0.01)
    #expect(warning.text.contains("--noise 0.14"))
  }

  /// Integers of various spreads, offsets and representations.
  @Test(arguments: [
    (1.0, 0.0, 3.0), (0.1, 0, 1), (0.5, 0.25, 2), (25, 12, 300), (1, 1e6, 10), (1e-4, 0, 1e-3),
    (8, 4_612_368, 50),
  ])
  func stepsOfOneColumnAreFound(step: Double, offset: Double, spread: Double) throws {
    for isSingle in [false, true] {
      let points = Self.cloud(2000).map { point in
        let x = offset + step * (spread * point.x / step).rounded()
        return SIMD2(isSingle ? Double(Float(x)) : x, point.y)
      }
      let review = try DataReview(
        of: PointsTable(points: points + [SIMD2(offset + 0.123 * step, 0)]))
      #expect(review.warnings.map(\.code) == ["gridded_values"])
      #expect(review.gridBound == nil)
      let noise = try #require(review.suggestedNoise)
      #expect(abs(noise / (step / 12.0.squareRoot() / spread) - 1) < 0.1)
    }
  }

  @Test func noiseThatFillsTheGridIsAnAnswer() throws {
    let table = PointsTable(points: Self.cloud(2000).map { SIMD2((2 * $0.x).rounded(), $0.y) })
    #expect(try DataReview(of: table, noise: 0.01).warnings.count == 1)
    #expect(try DataReview(of: table, noise: 0.15).warnings == [])
  }

  @Test func heldOutPointsThatEqualTrainingPointsAreCounted() throws {
    let points = Self.cloud(300).map { ($0 * 2).rounded(.toNearestOrEven) }
    let review = try DataReview(
      of: PointsTable(points: points), training: Array(points.dropFirst(60)),
      heldOut: Array(points.prefix(59)) + [SIMD2(77, 77)])
    #expect(review.warnings.first?.text.contains("of 60 held-out points equal") == true)
    #expect(review.warnings.first?.text.contains(" 60 of 60") == false)
  }

  @Test func repeatedPointsAreCounted() throws {
    let points = Self.cloud(100) + Array(repeating: SIMD2(1, 1), count: 300)
    let warning = try text(points, "repeated_points")
    #expect(warning.contains("300 of 400 rows") && warning.contains("101 different"))
    #expect(warning.contains("--noise"))
  }

  @Test func aColumnsFavouriteValueIsNamed() throws {
    let censored = Self.cloud(1000).map { SIMD2(min(1, $0.x), $0.y) }
    #expect(try text(censored, "repeated_values").contains("x1 is 1 in "))
    let levels = Self.cloud(1000).map {
      SIMD2([0, 1.37, 2.9, 7.123][Int($0.x.magnitude) % 4], $0.y)
    }
    #expect(try Self.codes(levels) == ["repeated_values"])
  }

  private static var far: [(Cloud, String)] {
    [
      (cloud(1000, deviation: 13) + same(-9999, -9999, 3), "row 1001"),
      (changed(20) { (3 * $0).rounded(.toNearestOrEven) } + same(-9999, -9999), "row 21"),
      (cloud(1000) + same(3, 1e6), "row 1001 (3, 1000000)"), (cloud(800) + same(-999, 0), "-999"),
      // Beside a narrow cloud.
      (changed(1000) { SIMD2($0.x, 2 * $0.x + 0.01 * $0.y) } + same(1, -2), "row 1001 (1, -2)"),
    ]
  }

  @Test(arguments: far)
  func pointsFarFromAllOthersAreNamed(points: [SIMD2<Double>], words: String) throws {
    let warning = try text(points, "far_outliers")
    #expect(warning.contains(words), "\(warning)")
    #expect(warning.contains("9999") == warning.contains("-9999 looks like a code"))
  }

  @Test func rowsAreThoseOfTheFile() throws {
    let points = Self.cloud(100) + [SIMD2(1e5, 0)]
    let table = PointsTable(points: points, rows: points.indices.map { 3 * $0 + 2 })
    #expect(try DataReview(of: table).warnings.first?.text.contains("row 302 ") == true)
  }

  private static var missing: [(Cloud, String)] {
    [
      (cloud(800, deviation: 200, at: SIMD2(500, 0)) + same(-999, 0), "-999"),
      (cloud(800) + changed(200) { SIMD2(-9999, $0.y) }, "-9999"),
      (cloud(800, at: SIMD2(20, 0)) + changed(5) { SIMD2(0, $0.y) }, "0 looks"),
    ]
  }

  @Test(arguments: missing)
  func valuesThatStandForNoneAreNamed(points: [SIMD2<Double>], value: String) throws {
    #expect(try text(points, "missing_value_code").contains(value))
  }

  private static var lines: [Cloud] {
    [
      (1...10).map { SIMD2(Double($0), 2 * Double($0) + 1) },
      changed(1000) { SIMD2($0.x, -$0.x / 3) },
      // To six decimals, with very different scales, with a point that is not on it.
      changed(1000) { SIMD2($0.x, (1e6 * $0.x / 3).rounded() / 1e6) },
      changed(1000) { SIMD2(1e6 + $0.x, 1e-6 * $0.x - 5) },
      changed(1000) { SIMD2($0.x, $0.x) } + same(-9999, 5),
    ]
  }

  @Test(arguments: lines)
  func pointsOnALineAreRefused(points: [SIMD2<Double>]) throws {
    let error = #expect(throws: FlowError.self) { _ = try Self.codes(points) }
    #expect(error?.description.contains("on a line") == true)
    #expect(error?.description.contains("correlation") == true)
  }

  @Test func pointsNearALineAreTold() throws {
    #expect(
      try Self.codes(Self.cloud(1000).map { SIMD2($0.x, 2 * $0.x + 1e-3 * $0.y) })
        == ["points_near_a_line"])
  }

  private static var unholdable: [(Cloud, String)] {
    [
      (changed(100) { SIMD2(3, $0.y) }, "x1 is 3 in every row"),
      (cloud(1000, at: SIMD2(1e16, 0)), "double precision"),
      (cloud(1000, deviation: 1e-200), "too little"), (cloud(1000, deviation: 1e200), "too far"),
      (cloud(1000) + same(1e20, 1e20, 3), "1e+20 looks like a code"),
    ]
  }

  @Test(arguments: unholdable)
  func whatNumbersCannotHoldIsRefused(points: [SIMD2<Double>], words: String) throws {
    let error = #expect(throws: FlowError.self) { _ = try Self.codes(points) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func digitsThatAreNearlyLostAreTold() throws {
    #expect(try Self.codes(Self.cloud(1000, at: SIMD2(1e14, 0))).contains("single_precision"))
    // A thousandth of a million deviations is all that is left of the cloud.
    let far = Self.cloud(1000) + [SIMD2(1e8, 0)]
    #expect(try Self.codes(far) == ["far_outliers", "single_precision"])
  }

  @Test func aPoolOfOneIsRefusedAndASmallOneTold() throws {
    #expect(throws: FlowError.self) { _ = try DataReview.ofPool(1) }
    #expect(try DataReview.ofPool(2)?.code == "small_pool")
    #expect(try DataReview.ofPool(1000) == nil)
  }
}

/// Numbers with the digits that computing by hand needs.
@Suite struct TransformTextTests {
  @Test(arguments: [
    (500_017.2792, 49.87, "(x − 500017.2792)/49.87"),
    (4_612_374.97381, 49.97, "(x − 4612374.9738)/49.97"),
    (0, 1, "x/1"), (-3.25, 0.01, "(x + 3.25)/0.01"), (1_700_000_000, 288, "(x − 1700000000)/288"),
    (1e-9, 12.5, "x/12.5"), (0.001, 12.5, "(x − 0.001)/12.5"),
  ])
  func formulasAreAsShortAsTheyMayBe(mean: Double, deviation: Double, text: String) {
    #expect(TransformText.formula("x", mean: mean, deviation: deviation) == text)
  }

  @Test func theDigitsSufficeWhateverTheScale() {
    var random = RandomStream(seed: 3)
    for _ in 0..<2000 {
      let pair = random.normalPair()
      let value = Double(pair.x) * pow(10, Double(pair.y) * 6)
      for error in [1e-12, 1e-3, 1.0, 1e9].map({ $0 * max(value.magnitude, 1e-6) * 1e-2 }) {
        let text = TransformText.digits(value, within: error)
        #expect(abs((Double(text) ?? .nan) - value) <= error, "\(value) within \(error): \(text)")
      }
    }
  }
}
