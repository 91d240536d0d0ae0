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

  /// The row of a remedy that has numbers.
  private func hasNumbers(_ name: String, _ canvas: Canvas) -> Bool {
    canvas.lines.contains { $0.contains(" \(name) ") && $0.contains("×") && !$0.contains("seed") }
  }

  private func trained(_ settings: Settings) throws -> State {
    var state = try Snapshot.trained(
      State(settings: settings, columns: 120, rows: 36, medium: .rich), steps: 5, threads: 1)
    state.view = "remedies"
    return state
  }

  @Test func theNumbersOfTheRemediesThatWereTriedStay() throws {
    let plain = try state("2gaussians")
    var settings = plain.settings
    settings.base = "mixture"
    let mixed = try trained(settings)
    settings.seed = 9
    let other = try trained(settings)
    let gallery = Gallery()
    let first = gallery.draw(plain)
    #expect(text(first).contains("▸ none") && hasNumbers("none", first))
    let second = gallery.draw(mixed)
    #expect(text(second).contains("▸ mixture") && hasNumbers("mixture", second))
    #expect(hasNumbers("none", second))
    // Another seed is another run: what was tried before does not compare.
    let third = gallery.draw(other)
    #expect(hasNumbers("mixture", third) && !hasNumbers("none", third))
  }

  @Test func thePictureHasTheBridgeOnEmptyGroundAlone() throws {
    let state = try state("rings")
    var memory = RemediesMemory()
    let model = try #require(state.model)
    let body = try #require(state.layout.body)
    let evaluator = try Evaluator(model.settings)
    let subject = ViewSubject(
      state: state, evaluator: evaluator, model: model,
      key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3, body: body)
    let evaluated = memory.scene(subject.points, evaluator)
    let scene = try #require(evaluated)
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
