import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// Maps that are turned by hand: their keys, and what the screen shows at once.
@Suite struct TurnedByHandTests {
  static let families = FlowFamily.all.filter { !$0.knobs.isEmpty }.map(\.name)

  private func state(_ flow: String) throws -> State {
    var settings = Settings()
    settings.flow = flow
    return try Snapshot.trained(
      State(settings: settings, columns: 100, rows: 30, medium: .rich), steps: 5)
  }

  /// The keys of a family, with the action of each.
  private func keys(_ state: State) -> [(key: Key, action: HandAction)] {
    KeyTable.handEntries.flatMap(\.bindings).flatMap { binding in
      binding.keys.compactMap { key in
        guard case .hand(let action) = binding.action, action.applies(to: state.knobs) else {
          return nil
        }
        return (key, action)
      }
    }
  }

  @Test func itsKeysMeanNothingElse() {
    let hand = KeyTable.handEntries.flatMap(\.bindings).flatMap(\.keys)
    let others = KeyTable.entries(in: .watch).flatMap(\.bindings).flatMap(\.keys)
    #expect(Set(hand).count == hand.count)
    #expect(Set(hand).isDisjoint(with: others))
    for entry in KeyTable.handEntries {
      #expect(entry.label.count <= KeyTable.labelWidth - 1, "\(entry.label)")
      #expect(entry.help.count <= KeyTable.helpWidth, "\(entry.help)")
    }
  }

  @Test func everyKeysActionHasANameOfItsOwn() {
    let actions = KeyTable.handEntries.flatMap(\.bindings).map(\.action)
    #expect(Set(actions) == Set(HandAction.named.map { .hand($0.action) }))
    #expect(Set(HandAction.named.map(\.name)).count == actions.count)
    for (name, action) in HandAction.named { #expect(HandAction(named: name) == action) }
  }

  @Test(arguments: families) func aKeyChangesTheVeryNextFrame(flow: String) throws {
    let start = try state(flow)
    for (key, action) in keys(start) where action != .undo && action != .straighten {
      var state = start
      let effects = update(&state, .key(key))
      #expect(effects == [.train(.change(.hand(state.settings.hand)))], "\(key)")
      #expect(state.settings.hand != start.settings.hand, "\(key)")
      #expect(state.model?.parameters != start.model?.parameters, "\(key)")
      // Nothing on screen is of the map before.
      #expect(state.heldOut == nil && state.model?.settings == state.settings)
      // The model is the one that the settings make from the start.
      let fresh = try Architecture(state.settings).layout.initial
      #expect(state.model?.parameters == fresh, "\(key)")
    }
  }

  @Test(arguments: families) func takingTurnsBackLeadsToTheStart(flow: String) throws {
    let start = try state(flow)
    var state = start
    let turns = keys(state).filter { $0.action != .undo && $0.action != .straighten }
    for (key, _) in turns { _ = update(&state, .key(key)) }
    for _ in turns { _ = update(&state, .key("u")) }
    #expect(state.settings == start.settings)
    #expect(state.model?.parameters == start.model?.parameters)
    #expect(update(&state, .key("u")).isEmpty)
  }

  @Test(arguments: families) func straighteningLeadsBackFromAnywhere(flow: String) throws {
    let start = try state(flow)
    var state = start
    for _ in 0..<6 { _ = update(&state, .key("E")) }
    _ = update(&state, .key("t"))
    _ = update(&state, .key("0"))
    #expect(state.model?.parameters == start.model?.parameters)
  }

  @Test(arguments: families) func thereIsNothingToRun(flow: String) throws {
    var state = try state(flow)
    #expect(state.step == 0 && state.isByHand)
    for key in [" ", ".", "M"] as [Key] {
      #expect(update(&state, .key(key)).isEmpty)
      #expect(state.message?.contains("nothing to train") == true)
    }
  }

  @Test func aLateSnapshotOfAnotherTurnIsLeftOut() throws {
    var state = try state("affine")
    let late = try #require(state.snapshot)
    _ = update(&state, .key("e"))
    let turned = state.model?.parameters
    _ = update(&state, .snapshot(late))
    #expect(state.model?.parameters == turned)
  }

  @Test func whatIsTrainedHasNoSuchKeys() {
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    for key in KeyTable.handEntries.flatMap(\.bindings).flatMap(\.keys) {
      let before = state.settings
      #expect(update(&state, .key(key)).isEmpty)
      #expect(state.settings == before)
    }
  }

  @Test(arguments: families) func theShareLineBringsTheKnobsBack(flow: String) throws {
    var state = try state(flow)
    for (key, action) in keys(state) where action != .undo && action != .straighten {
      _ = update(&state, .key(key))
    }
    #expect(try State(arguments: state.arguments).settings.hand == state.settings.hand)
  }

  @Test func aTrainingSessionTurnsAndMeasuresButTakesNoStep() throws {
    var settings = Settings()
    settings.flow = "affine"
    let session = TrainingSession(settings, threads: 1)
    let before = session.snapshot(stepsPerSecond: 0)
    #expect(!session.advance() && session.step == 0 && session.trouble == nil)
    settings.hand[.stretch] = 2
    session.change(.hand(settings.hand))
    let after = session.snapshot(stepsPerSecond: 0)
    #expect(after.model?.parameters == (try Architecture(settings).layout.initial))
    #expect(after.heldOut?.nll != before.heldOut?.nll && after.history.scores.count == 1)
  }

  /// The map breaks, and the screen says so.
  @Test(arguments: [
    ("affine", HandKnob.stretch, 0.0), ("bent", .bend, -1.5), ("residual-block", .lipschitz, 1.5),
  ]) func aBrokenMapIsCalledThat(flow: String, knob: HandKnob, value: Double) throws {
    var state = try state(flow)
    #expect(state.handBreak == nil)
    #expect(!App(state).render().plainText().contains("not invertible"))
    state.settings.hand[knob] = value
    _ = showTurned(&state)
    #expect(state.handBreak != nil)
    #expect(App(state).render().plainText().contains("not invertible"))
  }

  /// Equal bins over z become bins of equal mass over x, twice as wide and half as high.
  @Test func theBandKeepsMassAndHalvesDensity() throws {
    var state = try state("affine")
    state.settings.hand[.stretch] = 2
    _ = showTurned(&state)
    state.view = "1d"
    state.setForm(4, of: "1d")
    let body = Rect(columns: 100, rows: 26)
    let evaluator = try Evaluator(state.settings)
    let model = try #require(state.model)
    var memory = RubberBandMemory()
    let scene = memory.scene(
      ViewSubject(
        state: state, evaluator: evaluator, model: model,
        key: ModelKey(settings: model.settings, step: 0), densityMaximum: 1, body: body))
    #expect(abs(scene.bins.reduce(0) { $0 + $1.mass } - 1) < 1e-3)
    for bin in scene.bins {
      #expect(abs(bin.imageWidth - 2 * bin.width) < 1e-4)
      #expect(abs(bin.mass - bin.imageMass) < 1e-3 * max(bin.mass, 1e-3))
    }
    #expect(!scene.folds)
    #expect(App(state).render().plainText().contains("mass/width"))
  }
}
