@testable import Flows
import Foundation
@testable import Learning
import Testing

@Suite struct PaintedTargetTests {
  @Test func theNameHoldsThePainting() throws {
    let dots = [SIMD2(-3.9, 0.0), SIMD2(1.25, 2.5), SIMD2(0.1, -3.99)]
    let painted = try #require(PaintedTarget(dots: dots, deviation: 0.25))
    let again = PaintedTarget(try PaintedDots(painted.name))
    #expect(again.dots == painted.dots)
    #expect(again.deviation == 0.25)
    for (dot, wanted) in try pairs(painted.dots, dots) {
      #expect(abs(dot.x - wanted.x) <= 1 / 128.0 + 1e-12)
      #expect(abs(dot.y - wanted.y) <= 1 / 128.0 + 1e-12)
    }
    #expect(try Targets.named(painted.name).name == painted.name)
  }

  @Test func itsMassIsOne() throws {
    let painted = try #require(
      PaintedTarget(dots: [SIMD2(-2, 0), SIMD2(1, 1), SIMD2(2, -2)], deviation: 0.25))
    let step = 0.05
    var mass = 0.0
    for row in -100...100 {
      for column in -100...100 {
        let value = painted.logDensity(SIMD2(Double(column) * step, Double(row) * step))
        mass += exp(try #require(value)) * step * step
      }
    }
    #expect(abs(mass - 1) < 1e-6)
  }

  @Test(arguments: [1.0 / 64, 0.25, 1])
  func itsEntropyIsThatOfItsDensity(deviation: Double) throws {
    let gaussian = 1 + log(2 * .pi * deviation * deviation)
    let one = try #require(PaintedTarget(dots: [SIMD2(0.3, -1)], deviation: deviation))
    #expect(abs(try #require(one.entropy) - gaussian) < 1e-5)
    // Dots in one place are one dot; far apart, they add what tells them apart.
    let same = try #require(
      PaintedTarget(dots: Array(repeating: SIMD2(0.3, -1), count: 9), deviation: deviation))
    #expect(abs(try #require(same.entropy) - gaussian) < 1e-5)
    let corners = [SIMD2(-3.9, -3.9), SIMD2(3.9, 3.9)]
    let two = try #require(PaintedTarget(dots: corners, deviation: deviation))
    #expect(abs(try #require(two.entropy) - gaussian - log(2)) < 1e-3)
    // Samples agree.
    let dots = (0..<20).map { SIMD2(cos(Double($0)), 0.1 * Double($0) - 1) }
    let many = try #require(PaintedTarget(dots: dots, deviation: deviation))
    var random = RandomStream(seed: 3)
    let sampled = (0..<4000).map { _ in
      -(many.logDensity(SIMD2<Double>(many.sample(using: &random))) ?? .nan)
    }
    let mean = sampled.reduce(0, +) / 4000
    #expect(abs(mean - (try #require(many.entropy))) < 0.06)
  }

  @Test func noDotIsNoTarget() {
    #expect(PaintedTarget(dots: [], deviation: 0.25) == nil)
  }

  @Test(arguments: ["painted:", "painted:P", "painted:PAB", "painted:P!!!", "painted:PABCD"])
  func damagedNamesAreExplained(name: String) {
    let error = #expect(throws: FlowError.self) { try Targets.named(name) }
    #expect(error?.description.contains("painted:") == true)
  }

  @Test func aPaintingCanBeLearned() throws {
    var settings = Settings()
    settings.target = try #require(
      PaintedTarget(dots: [SIMD2(-2, 0), SIMD2(2, 0)], deviation: 0.5)
    ).name
    settings.layers = 2
    settings.hidden = [8]
    let trainer = try Trainer(settings, threads: 1)
    let before = try #require(trainer.measureHeldOut(count: 500).kl)
    for _ in 0..<100 { try trainer.advance() }
    #expect(try #require(trainer.measureHeldOut(count: 500).kl) < before)
  }
}
