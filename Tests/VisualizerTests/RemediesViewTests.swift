import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

@Suite(.briefRates) struct RemediesViewTests {
  private func state(_ target: String, columns: Int = 120, rows: Int = 36) throws -> State {
    var settings = Settings()
    (settings.target, settings.hidden, settings.batch) = (target, [8], 64)
    var state = try Snapshot.trained(
      State(settings: settings, columns: columns, rows: rows, medium: .rich), steps: 5, threads: 1)
    state.view = "remedies"
    return state
  }

  private func text(_ canvas: Canvas) -> String { canvas.lines.joined(separator: "\n") }

  @Test func aKeyLearnsTheSameTargetWithTheNextRemedy() throws {
    var state = try state("2gaussians")
    var names: [String] = []
    for _ in 0..<20 {
      let effects = update(&state, .key("]"))
      guard case .train(.restart(let settings, _))? = effects.first else {
        Issue.record("nothing is trained")
        return
      }
      #expect(settings == state.settings && settings.target == "2gaussians")
      names.append(try #require(Remedy.applied(in: settings).first).name)
    }
    #expect(names.first == "layers" && names.contains("none") && names.contains("mixture"))
    let before = state.settings
    _ = update(&state, .key("]"))
    _ = update(&state, .key("["))
    #expect(state.settings == before)
  }

  @Test func theNumbersOfTheRemediesThatWereTriedStay() throws {
    let plain = try state("2gaussians")
    var settings = plain.settings
    settings.base = "mixture"
    var mixed = try Snapshot.trained(
      State(settings: settings, columns: 120, rows: 36, medium: .rich), steps: 5, threads: 1)
    mixed.view = "remedies"
    var other = try Snapshot.trained(
      State(
        settings: {
          var settings = settings
          settings.seed = 9
          return settings
        }(), columns: 120, rows: 36, medium: .rich), steps: 5, threads: 1)
    other.view = "remedies"
    let gallery = Gallery()
    func row(_ name: String, _ canvas: Canvas) throws -> String {
      try #require(
        canvas.lines.first { $0.contains("│   \(name) ") || $0.contains("│ ▸ \(name) ") }
          ?? canvas.lines.first { $0.contains(" \(name) ") && $0.contains("│") })
    }
    let first = gallery.draw(plain)
    let second = gallery.draw(mixed)
    let value = try row("none", first)
    #expect(value.contains("▸ none") && value.contains("×"))
    #expect(try row("none", second).contains("×") && text(second).contains("▸ mixture"))
    #expect(!(try row("none", gallery.draw(other)).contains("×")))
  }

  @Test func thePictureHasTheBridgeOnEmptyGroundAlone() throws {
    let state = try state("rings")
    var memory = RemediesMemory()
    let model = try #require(state.model)
    let body = try #require(state.layout.body)
    let scene = try #require(
      memory.scene(
        ViewSubject(
          state: state, evaluator: try Evaluator(model.settings), model: model,
          key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
          body: body)))
    let target = try #require(state.target)
    let ground = try EmptyGround(of: target)
    let centers = state.dataViewport(RemediesLayout(body).picture).pixelCenters()
    for (value, point) in try pairs(scene.field, centers) {
      #expect(ground.contains(point) ? value >= 0 : value <= 0)
    }
    #expect(scene.field.contains { $0 > 0 } && scene.field.contains { $0 < 0 })
    #expect(scene.current.score.bridge ?? 0 > scene.current.score.targetBridge ?? 1)
  }

  @Test func aMapTurnedByHandLearnsNothing() throws {
    var settings = Settings()
    settings.choose(try FlowFamily.named("affine"))
    var state = try Snapshot.trained(
      State(settings: settings, columns: 120, rows: 36, medium: .rich), steps: 0, threads: 1)
    state.view = "remedies"
    #expect(update(&state, .key("]")).isEmpty && state.settings.flow == "affine")
    #expect(state.message?.contains("by hand") == true)
  }
}
