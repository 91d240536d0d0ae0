import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The field view: what moves points at every moment of their way.
@Suite struct FieldTests {
  private func trained(_ flow: String, steps: Int = 30) throws -> State {
    var settings = smallSettings()
    settings.flow = flow
    if flow == "cnf" { settings.layers = 1 }
    var state = State(settings: settings, columns: 120, rows: 36, medium: .rich)
    state = try Snapshot.trained(state, steps: steps, threads: 1)
    state.view = FieldView.name
    return state
  }

  private func scene(_ state: State) throws -> (FieldScene, Evaluator, Model) {
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    var memory = FieldMemory()
    let scene = memory.scene(
      ViewSubject(
        state: state, evaluator: evaluator, model: model,
        key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
        body: try #require(state.layout.body)))
    return (scene, evaluator, model)
  }

  @Test(arguments: ["realnvp", "nsf", "planar", "radial", "iresnet", "maf"])
  func aLayersArrowsAreWhereTheLayerTakesPoints(flow: String) throws {
    let state = try trained(flow)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    let journey = evaluator.journey(
      from: [SIMD2(0.3, -0.4), SIMD2(-1, 0.8), SIMD2(1.5, 1)], of: model)
    for stage in 0..<journey.stages {
      let depth = (Double(stage) + 0.5) / Double(journey.stages)
      let motion = evaluator.motion(at: journey.points[stage], depth: depth, of: model)
      for index in motion.vectors.indices {
        let step = journey.points[stage + 1][index] - journey.points[stage][index]
        #expect(abs(step.x - motion.vectors[index].x) < 1e-4)
        #expect(abs(step.y - motion.vectors[index].y) < 1e-4)
        #expect(abs(journey.logDets[stage][index] - motion.growth[index]) < 1e-4)
      }
    }
  }

  /// Simpson's rule over each step of the solver gives back where it went and its log-determinant.
  @Test(arguments: ["cnf", "flow-matching"])
  func ridingTheArrowsIsTheFlow(flow: String) throws {
    let state = try trained(flow)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    let journey = evaluator.journey(from: [SIMD2(0.3, -0.4), SIMD2(-1, 0.8)], of: model)
    let count = Double(journey.stages)
    for stage in 0..<journey.stages {
      let middle = zip(journey.points[stage], journey.points[stage + 1]).map { 0.5 * ($0 + $1) }
      let motions = [
        evaluator.motion(at: journey.points[stage], depth: Double(stage) / count, of: model),
        evaluator.motion(at: middle, depth: (Double(stage) + 0.5) / count, of: model),
        evaluator.motion(
          at: journey.points[stage + 1], depth: (Double(stage) + 1) / count - 1e-9, of: model),
      ]
      for index in middle.indices {
        let step = journey.points[stage + 1][index] - journey.points[stage][index]
        let velocity =
          (motions[0].vectors[index] + 4 * motions[1].vectors[index] + motions[2].vectors[index])
          / 6
        let gap = step - velocity / Float(count)
        #expect((gap * gap).sum().squareRoot() < 2e-3)
        let growth =
          (motions[0].growth[index] + 4 * motions[1].growth[index] + motions[2].growth[index]) / 6
        #expect(abs(journey.logDets[stage][index] - growth / Float(count)) < 5e-3)
      }
    }
  }

  @Test func theArrowsStandOnAnEvenGrid() throws {
    var state = try trained("cnf")
    state[Passage.self].depth = 0.4
    let (scene, _, _) = try scene(state)
    #expect(scene.isVelocity && abs((scene.moment.time ?? 0) - 0.4) < 1e-9)
    let layout = MorphLayout(try #require(state.layout.body))
    let viewport = layout.viewport(extent: scene.morph.extent, state)
    let dots = scene.arrows.map { viewport.dot($0.place) }
    #expect(dots.count >= 100)
    for (a, b) in zip(dots, dots.dropFirst()) where a.y == b.y {
      #expect(abs(b.x - a.x - Float(scene.spacing)) < 1e-2)
    }
    #expect(scene.fullLength > 0)
  }

  @Test(arguments: ["cnf", "realnvp"])
  func theFieldSaysWhatItDraws(flow: String) throws {
    var state = try trained(flow)
    for (columns, rows) in [(120, 36), (80, 24), (60, 20)] {
      (state.columns, state.rows) = (columns, rows)
      let lines = App(state).render().lines
      #expect(lines.contains { $0.contains(flow == "cnf" ? "f(x, t) at t" : "coupling 2 moves") })
      #expect(lines.contains { $0.contains("arrow") })
    }
  }

  /// Central differences of the heights are the arrows, and the Jacobian is symmetric.
  @Test(arguments: ["cp-flow", "radial"])
  func theArrowsAreTheSlopeOfTheTerrain(flow: String) throws {
    let state = try trained(flow)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    let (places, step): ([SIMD2<Float>], Float) = (
      [SIMD2(0.3, -0.4), SIMD2(-1, 0.8), SIMD2(1.2, 1), .zero], 0.05
    )
    for depth in [0.1, 0.4, 0.6, 0.9] {
      func motion(_ offset: SIMD2<Float>) -> Motion {
        evaluator.motion(at: places.map { $0 + offset }, depth: depth, of: model)
      }
      func slope(_ axis: SIMD2<Float>) throws -> [Float] {
        let (after, before) = (motion(step * axis).heights, motion(-step * axis).heights)
        return zip(try #require(after), try #require(before)).map { ($0 - $1) / (2 * step) }
      }
      let slopes = zip(try slope(SIMD2(1, 0)), try slope(SIMD2(0, 1))).map { SIMD2($0, $1) }
      for (slope, vector) in zip(slopes, motion(.zero).vectors) {
        #expect(((slope - vector) * (slope - vector)).sum().squareRoot() < 0.03, "\(depth)")
      }
    }
  }

  @Test func onlyGradientsHaveATerrain() throws {
    for (flow, has) in [("cp-flow", true), ("radial", true), ("realnvp", false), ("cnf", false)] {
      var state = try trained(flow, steps: 2)
      state.view = FieldView.name
      state.setForm(3, of: FieldView.name)
      let (scene, _, _) = try scene(state)
      #expect((scene.terrain != nil) == has)
      #expect((FieldView.formMessage(state) == nil) == has)
      let said = App(state).render().lines.contains {
        $0.contains(has ? "straight uphill" : "no terrain here")
      }
      #expect(said, "\(flow)")
      guard let terrain = scene.terrain else { continue }
      #expect(terrain.heights.min() == 0 && terrain.heights.max() == terrain.top)
      #expect((7...28).contains(terrain.top / terrain.step))
    }
  }

  /// In pixels a picture gets finer by and by: its terrain does too.
  @Test func theTerrainIsAsFineAsThePicture() throws {
    var state = try trained("radial", steps: 2)
    state.setForm(3, of: FieldView.name)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    var memory = FieldMemory()
    for samples in [2, 4] {
      (state.medium.scale, state.medium.fieldSamples) = (1, samples)
      let body = try #require(state.layout.body)
      let scene = memory.scene(
        ViewSubject(
          state: state, evaluator: evaluator, model: model,
          key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
          body: body))
      let viewport = MorphLayout(body).viewport(extent: scene.morph.extent, state)
      #expect(
        scene.terrain?.heights.count == viewport.pixelColumns * viewport.pixelRows, "\(samples)")
    }
  }

  /// Lines of characters would be taken for arrows.
  @Test func inASCIITheTerrainHasNoLines() throws {
    var state = try trained("radial", steps: 2)
    state.setForm(3, of: FieldView.name)
    #expect(App(state).render().lines.contains { $0.contains("between two lines") })
    state.medium.glyphs = .ascii
    #expect(!App(state).render().lines.contains { $0.contains("between two lines") })
  }

  @Test func headsPointWhereTheyGo() {
    #expect(ArrowHead.glyph(SIMD2(1, 0), .braille) == "→")
    #expect(ArrowHead.glyph(SIMD2(0, 1), .braille) == "↓")
    #expect(ArrowHead.glyph(SIMD2(-1, -1), .braille) == "↖")
    #expect(ArrowHead.glyph(SIMD2(-1, 0), .ascii) == "<")
    #expect(ArrowHead.glyph(SIMD2(0.1, -1), .ascii) == "^")
  }

  /// The barbs begin at the tip and go back along the shaft, to both sides of it.
  @Test func barbsJoinTheirShaft() {
    for turn in 0..<16 {
      let angle = Float(turn) * .pi / 8
      let direction = SIMD2(cos(angle), sin(angle))
      let barbs = ArrowHead.barbs(direction, length: 3)
      #expect(barbs.allSatisfy { ($0 * direction).sum() < -2 })
      let sides = barbs.map { $0.x * direction.y - $0.y * direction.x }
      #expect(sides[0] * sides[1] < 0 && abs(sides[0] + sides[1]) < 1e-4)
    }
  }

  @Test func theFieldPlaysAndScrubs() throws {
    var state = try trained("realnvp", steps: 2)
    state.show(FieldView.name)
    var app = App(state)
    #expect(app.isAnimating && app.state[Passage.self].depth == 0)
    for _ in 0..<200 where app.state[Passage.self].depth < 1 { _ = app.handle(.tick(seconds: 0.1)) }
    #expect(app.isAnimating && app.state[Passage.self].depth == 1)
    _ = app.handle(.key("["))
    #expect(app.state[Passage.self].depth == 0.875)
    #expect(app.state.arguments.contains("field"))
  }
}
