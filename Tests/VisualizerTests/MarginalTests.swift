import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The 1-D view of one coordinate on its own.
@Suite struct MarginalTests {
  private func scene(axis: Int, steps: Int = 120) throws -> MarginalScene {
    var state = try trainedState(columns: 120, rows: 36, steps: steps)
    state.view = OneDView.name
    state.setForm(2 + axis, of: OneDView.name)
    let model = try #require(state.model)
    var memory = MarginalMemory()
    return memory.scene(
      ViewSubject(
        state: state, evaluator: try Evaluator(model.settings), model: model,
        key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
        body: try #require(state.layout.body)), axis: axis)
  }

  @Test(arguments: [0, 1])
  func theBinKeepsItsMass(axis: Int) throws {
    let scene = try scene(axis: axis)
    let mass = scene.base.mass(in: scene.bin)
    #expect(mass > 0.02)
    #expect(abs(scene.data.mass(in: scene.binImage) - mass) < 2e-3)
    // The bin's own points weigh as much, wherever the flow takes them.
    #expect(abs(scene.share.mass - mass) < 0.02 * mass + 1e-3)
    #expect(abs(scene.base.mass - 1) < 2e-3 && abs(scene.data.mass - 1) < 5e-3)
    for (part, whole) in try pairs(scene.share.density, scene.data.density) {
      #expect(part >= 0 && part <= whole + 1e-9)
    }
  }

  @Test func theBasesMarginalIsNormal() throws {
    let scene = try scene(axis: 0, steps: 0)
    for (place, density) in try pairs(scene.base.places, scene.base.density) {
      #expect(abs(density - exp(-place * place / 2) / (2 * Double.pi).squareRoot()) < 2e-3)
    }
  }

  @Test func theMapInOrderIncreasesAndIsTheIdentityAtFirst() throws {
    let trained = try scene(axis: 1)
    #expect(zip(trained.image, trained.image.dropFirst()).allSatisfy { $0 <= $1 })
    let fresh = try scene(axis: 1, steps: 0)
    for (place, image) in try pairs(fresh.base.places, fresh.image) where abs(place) < 2 {
      #expect(abs(place - image) < 0.05)
    }
    // An untrained flow moves nothing: z tells all of x.
    #expect(fresh.told > 0.99 && trained.told < fresh.told)
  }

  @Test func theKeyGoesThroughSlicesAndMarginals() throws {
    var state = try trainedState(columns: 120, rows: 36)
    state.view = OneDView.name
    for title in [
      "the map along z₁", "the map along z₂", "marginals: z₁ to x₁", "marginals: z₂ to x₂",
      "mass over width, in bins of z₁", "the map along z₁",
    ] {
      #expect(App(state).render().lines[1].contains(title))
      _ = update(&state, .key("a"))
    }
    state.setForm(3, of: OneDView.name)
    #expect(state.arguments.suffix(2) == ["--form", "4"])
  }

  @Test(arguments: [2, 3, 4])
  func everySizeAndMediumDraws(form: Int) throws {
    for (columns, rows) in [(200, 60), (80, 24), (60, 20), (33, 30), (24, 9), (114, 12)] {
      var state = try trainedState(columns: columns, rows: rows)
      state.view = OneDView.name
      state.setForm(form, of: OneDView.name)
      let lines = App(state).render().lines
      if columns >= 60, rows >= 20 { #expect(!lines.contains { $0.contains("…") }) }
      state.medium = .plain
      #expect(App(state).render().cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
    }
  }
}
