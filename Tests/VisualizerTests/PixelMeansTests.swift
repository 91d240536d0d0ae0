import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// Pictures of targets whose modes are narrower than a pixel.
@Suite struct PixelMeansTests {
  /// A pane of a small and of a large screen.
  static let panes = [Rect(columns: 38, rows: 18), Rect(columns: 64, rows: 30)]

  @Test(arguments: ["ring8", "grid25", "diamond"], panes)
  func theTargetsPictureHasItsMass(name: String, pane: Rect) throws {
    let target = try Targets.named(name)
    let viewport = Viewport(rect: pane, extent: Float(target.extent))
    let density = try #require(Evaluation.density(of: target, in: viewport))
    #expect(abs(density.reduce(0, +) * viewport.pixelArea - 1) < 1e-3)
    // Every mode is seen.
    let brightest = try #require(Evaluation.maximum(of: target, in: viewport))
    for mode in target.modes {
      let place = viewport.pixel(SIMD2<Float>(mode.center))
      let near = [-0.5, 0.5].flatMap { y in [-0.5, 0.5].map { SIMD2(Float($0), Float(y)) } }
        .map { density[pixel(place + $0, viewport)] }
      #expect(near.reduce(0) { max($0, $1) } > 0.2 * brightest)
    }
  }

  private func pixel(_ place: SIMD2<Float>, _ viewport: Viewport) -> Int {
    let column = min(max(0, Int(place.x)), viewport.pixelColumns - 1)
    let row = min(max(0, Int(place.y)), viewport.pixelRows - 1)
    return row * viewport.pixelColumns + column
  }

  @Test func finePixelsAreAsTheyWere() throws {
    let moons = try Targets.named("moons")
    let viewport = Viewport(rect: Self.panes[0], extent: 4)
    #expect(PixelMeans(of: moons, in: viewport) == nil)
    let ring = try Targets.named("ring8")
    #expect(PixelMeans(of: ring, in: viewport) != nil)
    let fine = Viewport(rect: Self.panes[1], extent: 1.3, samples: 8)
    #expect(PixelMeans(of: ring, in: fine) == nil)
    let density = try #require(Evaluation.density(of: ring, in: fine))
    for (point, value) in zip(fine.pixelCenters(), density).prefix(50) {
      #expect(Double(value) == Double(Float(exp(ring.logDensity(SIMD2<Double>(point)) ?? 0))))
    }
  }

  /// A model as sharp as its target: a linear map of a base whose eight modes are learned.
  @Test func aModelsPictureHasTheMeansOfItsPixels() throws {
    var settings = Settings()
    (settings.flow, settings.base, settings.target) = ("linear", "mixture", "ring8")
    settings.batch = 128
    let trainer = try Trainer(settings, threads: 2)
    for _ in 0..<1000 { try trainer.advance() }
    let evaluator = try Evaluator(settings, threads: 2)
    let viewport = Viewport(rect: Self.panes[0], extent: 1.3)
    let picture = Evaluation.modelDensity(evaluator, trainer.model(), viewport)
    let plane = PlaneField(evaluator, trainer.model(), viewport)
    #expect(plane.density == picture)
    // Each pixel cut into 8 × 8 by hand.
    let fine = Viewport(rect: Self.panes[0], extent: 1.3, samples: 8)
    let values = evaluator.inverse(fine.pixelCenters(), of: trainer.model()).logDensity
    var means = [Float](repeating: 0, count: picture.count)
    for (index, value) in values.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: fine.pixelColumns)
      means[row / 8 * viewport.pixelColumns + column / 8] += exp(value) / 64
    }
    let error = zip(picture, means).reduce(0) { $0 + abs($1.0 - $1.1) } * viewport.pixelArea
    let centres = evaluator.inverse(viewport.pixelCenters(), of: trainer.model()).logDensity
    let before = zip(centres, means).reduce(0) { $0 + abs(exp($1.0) - $1.1) } * viewport.pixelArea
    #expect(error < 0.1 && error < 0.2 * before, "\(error), of middles \(before)")
  }

  @Test func aTinyTargetBesideALargeModelAddsNothingToTheKL() {
    for truth in [Float.leastNonzeroMagnitude, 1e-36, 1e-30, 0] {
      for model in [Float(0), 1e-30, 1, 1e4, 1e30] {
        let term = DifferenceScene.term(truth: truth, model: model)
        #expect(term.isFinite && abs(term) < 1e-25, "\(truth) \(model): \(term)")
      }
    }
  }
}
