import Testing

@testable import Flows
@testable import Learning

/// Noise on the training points.
@Suite struct DataNoiseTests {
  private static var dot: PaintedTarget {
    get throws { try #require(PaintedTarget(dots: [.zero], deviation: 1.0 / 64)) }
  }

  private func settings(noise: Double?) throws -> Settings {
    var settings = Settings()
    let dot = try Self.dot
    (settings.target, settings.noise) = (dot.name, noise)
    (settings.layers, settings.hidden, settings.batch) = (1, [4], 4096)
    return settings
  }

  @Test(arguments: [nil, 0.5])
  func everyPointIsMovedByAsMuch(_ noise: Double?) throws {
    let points = try Trainer(settings(noise: noise), threads: 1).advanceWatched().points
    let centre = try SIMD2<Float>(Self.dot.dots[0])
    let squares = points.map { ($0 - centre) * ($0 - centre) }
    let variance = squares.reduce(0.0) { $0 + Double($1.sum()) } / Double(2 * points.count)
    let expected = (noise ?? 0) * (noise ?? 0) + 1.0 / 64 / 64
    #expect(abs(variance / expected - 1) < 0.06)
  }

  @Test func nonsenseIsRefused() throws {
    for noise in [0, -1, 11, Double.nan] {
      #expect(throws: FlowError.self) { try settings(noise: noise).validate() }
    }
    var energy = try settings(noise: 0.1)
    energy.target = "u1"
    #expect(throws: FlowError.self) { try Architecture(energy) }
  }
}
