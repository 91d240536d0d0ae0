import Foundation
import Testing

@testable import Flows
@testable import Learning

@Suite struct SampleDistanceTests {
  private func normals(_ count: Int, seed: UInt64, shift: Float = 0) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in SIMD2<Float>(random.normalPair()) + SIMD2(shift, 0) }
  }

  /// D² between N(0, I) and N((shift, 0), I), by sums over a grid.
  private func truth(shift: Double) -> Double {
    // The difference of two points is N((shift, 0), 2I).
    func mean(_ shift: Double) -> Double {
      let (reach, step) = (12.0, 0.05)
      var sum = 0.0
      for x in stride(from: -reach, through: reach, by: step) {
        for y in stride(from: -reach, through: reach, by: step) {
          let density = exp(-(x * x + y * y) / 4) / (4 * Double.pi)
          let square = (x + shift) * (x + shift) + y * y
          sum += square.squareRoot() * density
        }
      }
      return sum * step * step
    }
    return 2 * (mean(shift) - mean(0))
  }

  @Test(arguments: [Float(0.5), 1.5])
  func itHasNoBiasAndKnowsItsError(shift: Float) throws {
    let truth = truth(shift: Double(shift))
    var errors: [Double] = []
    for seed in stride(from: UInt64(0), to: 120, by: 2) {
      let samples = normals(150, seed: seed, shift: shift)
      let distance = try #require(SampleDistance(samples, to: normals(220, seed: seed + 1)))
      errors.append((distance.value - truth) / distance.standardError)
    }
    let mean = Mean(errors)
    #expect(abs(mean.value) < 3.5 * mean.standardError, "\(mean)")
    let spread = mean.standardError * Double(errors.count).squareRoot()
    #expect((0.75...1.3).contains(spread), "\(spread) standard errors")
  }

  @Test func equalDistributionsAreNoDistanceApart() throws {
    var runs: [SampleDistance] = []
    for seed in stride(from: UInt64(0), to: 80, by: 2) {
      let (samples, points) = (normals(200, seed: seed), normals(200, seed: seed + 1))
      runs.append(try #require(SampleDistance(samples, to: points)))
    }
    let mean = Mean(runs.map(\.value))
    #expect(abs(mean.value) < 3.5 * mean.standardError)
    #expect(runs.allSatisfy { abs($0.value) < 4 * $0.standardError })
    #expect(runs.contains { $0.value < 0 })
    let squares = runs.map { $0.value * $0.value / ($0.standardError * $0.standardError) }
    let spread = Mean(squares).value.squareRoot()
    #expect((0.6...1.3).contains(spread), "\(spread) standard errors")
  }

  @Test func bothSidesCountAlike() throws {
    let (a, b) = (normals(40, seed: 1), normals(60, seed: 2, shift: 1))
    let (one, other) = (
      try #require(SampleDistance(a, to: b)), try #require(SampleDistance(b, to: a))
    )
    #expect(abs(one.value - other.value) < 1e-12)
    #expect(abs(one.standardError - other.standardError) < 1e-12)
  }

  @Test func samplesThatAreNotFiniteAreLeftOutAndCounted() throws {
    let points = normals(50, seed: 1)
    let samples = normals(50, seed: 2)
    let plain = try #require(SampleDistance(samples, to: points))
    let broken = samples + [SIMD2(.nan, 0), SIMD2(0, .infinity)]
    let distance = try #require(SampleDistance(broken, to: points))
    #expect(distance.value == plain.value && distance.count == 50 && distance.leftOut == 2)
    #expect(SampleDistance([SIMD2(.nan, 0), SIMD2(0, 1)], to: points) == nil)
    #expect(SampleDistance(samples, to: [SIMD2(0, 1)]) == nil)
  }

  /// Every flow can be measured that way, and training does not notice.
  @Test func everyFlowHasADistanceThatChangesNothing() throws {
    for family in FlowFamily.all {
      var settings = Settings()
      settings.flow = family.name
      settings.batch = 64
      if !family.defaultHidden.isEmpty { settings.hidden = [8] }
      let (measured, plain) = (
        try Trainer(settings, threads: 1), try Trainer(settings, threads: 1)
      )
      let score = measured.measure(count: 200, comparingSamples: true)
      let distance = try #require(score.distance, "\(family.name)")
      #expect(distance.value.isFinite && distance.count > 900, "\(family.name): \(distance)")
      #expect(score.nll == plain.measure(count: 200, comparingSamples: false).nll)
      for _ in 0..<2 { #expect(try measured.advance() == plain.advance(), "\(family.name)") }
    }
  }
}
