import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A user's points: what is held out stays out, and units are undone exactly.
@Suite struct OwnPointsTests {
  /// Distinct points, far from the origin and of different spreads.
  private func points(_ count: Int, scale: SIMD2<Double> = SIMD2(50, 0.02)) -> [SIMD2<Double>] {
    var random = RandomStream(seed: 2)
    return (0..<count).map { _ in
      SIMD2(1000, -3) + scale * SIMD2(random.normal(), random.normal() + random.normal())
    }
  }

  private func message(_ points: [SIMD2<Double>]) -> String {
    do {
      return "no error but \(try OwnPoints(PointsTable(points: points), name: "points.csv"))"
    } catch {
      return error.description
    }
  }

  /// Every row is in one of three parts: training, validation, test.
  @Test func rowsAreSplitInThree() throws {
    let own = try OwnPoints(PointsTable(points: points(200)), name: "points.csv")
    let parts = [own.training, own.validation, own.test].map(Set.init)
    #expect(parts.map(\.count) == [120, 40, 40])
    #expect(parts.reduce(into: Set<SIMD2<Float>>()) { $0.formUnion($1) }.count == 200)
    let many = try OwnPoints(PointsTable(points: points(150_000)), name: "points.csv")
    #expect(many.validation.count == 2000 && many.test.count == 20_000)
  }

  @Test func trainingNeverSeesWhatIsHeldOut() throws {
    var settings = Settings()
    settings.points = try OwnPoints(PointsTable(points: points(200)), name: "points.csv")
    settings.target = "points.csv"
    let target = try settings.resolvedTarget()
    let heldOut = Set(target.heldOut(20_000))
    #expect(heldOut.count == 40)
    var random = RandomStream(seed: 1)
    var seen: Set<SIMD2<Float>> = []
    for _ in 0..<4000 { seen.insert(target.sample(using: &random)) }
    #expect(seen.count == 120)
    #expect(seen.isDisjoint(with: heldOut))
    #expect(seen.isDisjoint(with: target.validation(20_000)))
    #expect(heldOut.isDisjoint(with: target.validation(20_000)))
    #expect(Set(target.distinct(1000, using: &random)) == seen)
    let trainer = try Trainer(settings, threads: 1)
    let measured = trainer.measureHeldOut(count: 20_000)
    #expect(measured.count == 40 && measured.kl == nil && measured.nll.isFinite)
  }

  @Test func trainingPointsHaveMeanZeroAndDeviationOne() throws {
    let own = try OwnPoints(PointsTable(points: points(1000)), name: "points.csv")
    let count = Double(own.training.count)
    for axis in 0..<2 {
      let values = own.training.map { Double($0[axis]) }
      #expect(abs(values.reduce(0, +) / count) < 1e-4)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / count - 1) < 1e-4)
    }
  }

  @Test func unitsChangeDensitiesByTheirVolumeAlone() throws {
    let (metres, millimetres) = (points(500), points(500).map { $0 * SIMD2(1000, 1000) })
    let models = try [metres, millimetres].map { points in
      var settings = Settings()
      settings.hidden = [16]
      settings.points = try OwnPoints(PointsTable(points: points), name: "points.csv")
      settings.target = "points.csv"
      let trainer = try Trainer(settings, threads: 1)
      for _ in 0..<20 { try trainer.advance() }
      return trainer.model()
    }
    let ledgers = try zip(models, [metres, millimetres]).map { model, points in
      let units = model.settings.standardization
      return try Evaluator(model.settings)
        .ledgers(at: points.prefix(20).map(units.standardized), of: model)
        .map { $0.inOriginalUnits(units) }
    }
    for (one, other) in try pairs(ledgers[0], ledgers[1]) {
      #expect(abs(one.logDensity - other.logDensity - 2 * log(1000)) < 1e-3)
      let sum = one.rows.reduce(0) { $0 + $1.logDet }
      #expect(abs(sum - one.logDet) < 1e-9)
      #expect(abs(log(abs(one.jacobian.determinant)) - one.logDet) < 1e-9)
      #expect(abs(one.finiteDifferenceLogDet - one.logDet) < 1e-4)
    }
  }

  @Test func settingsKeepTheTransformAndNotThePoints() throws {
    var settings = Settings()
    settings.points = try OwnPoints(PointsTable(points: points(5000)), name: "points.csv")
    settings.target = "points.csv"
    let text = try settings.json()
    // Names and a few numbers; 5,000 points would take 200 kB.
    #expect(text.utf8.count < 1000)
    let copy = try JSONDecoder().decode(Settings.self, from: Data(text.utf8))
    #expect(copy == settings)
    #expect(copy.standardization == settings.standardization)
    #expect(throws: FlowError.self) { try copy.resolvedTarget() }
    #expect(copy.targets.count == Targets.all.count)
    #expect(settings.targets.count == Targets.all.count + 1)
  }

  @Test func aFileNamedLikeATargetHidesNoTarget() throws {
    #expect(try OwnPoints(PointsTable(points: points(10)), name: "moons").name == "./moons")
  }

  @Test func pointsThatMakeNoDensityAreRefused() {
    #expect(message(points(9)).contains("(9)"))
    #expect(message(points(20, scale: SIMD2(0, 1))).contains("x1 is 1000 in every row"))
    #expect(message(points(20, scale: SIMD2(1, 0))).contains("x2 is -3 in every row"))
    #expect(message(points(20, scale: SIMD2(1, 1e200))).contains("too far for its square"))
  }
}
