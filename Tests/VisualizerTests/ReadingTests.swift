import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// Reading values off the loss, and the scrubber under the mouse.
@Suite struct ReadingTests {
  @Test func theArrowsReadTheLoss() throws {
    var state = try trainedState(columns: 120, rows: 36, steps: 200)
    state.view = LossView.name
    let probe = state.probe
    _ = update(&state, .key(.left))
    #expect(state.lossCursor == 198 && state.probe == probe)
    _ = update(&state, .key("H"))
    #expect(state.lossCursor == 188)
    let readout = state.lossReadout
    let history = try #require(state.snapshot).history
    #expect(readout.training == history.training.last { $0.firstStep <= 188 }?.mean)
    #expect(readout.heldOut == history.heldOut.last { $0.step <= 188 }?.value)
    #expect(App(state).render().lines.contains { $0.contains("at step 188") })
    for _ in 0..<200 { _ = update(&state, .key(.left)) }
    #expect(state.lossCursor == 0 && state.lossReadout.training == nil)
    _ = update(&state, .key(.escape))
    #expect(state.lossCursor == nil && state.view == LossView.name)
  }

  @Test func theLossPaneIsReadWhileItHasTheFocus() throws {
    var state = try trainedState(columns: 120, rows: 36, steps: 100)
    _ = update(&state, .key(.left))
    #expect(state.lossCursor == nil)
    state.focus = .loss
    _ = update(&state, .key(.left))
    #expect(state.lossCursor == 99)
    #expect(App(state).render().lines.contains { $0.contains("step 99  training") })
  }

  @Test func enterAndClicksGoToTheStep() throws {
    var state = try trainedState(columns: 120, rows: 36, steps: 200)
    state.view = LossView.name
    let kept = try #require(state.snapshot).recent.map(\.step)
    for _ in 0..<12 { _ = update(&state, .key("H")) }
    let wanted = try #require(state.lossCursor)
    _ = update(&state, .key(.enter))
    let nearest = try #require(kept.min { abs($0 - wanted) < abs($1 - wanted) })
    #expect(state.step == nearest && state.lossCursor == nil)

    let body = try #require(state.layout.body)
    let frames = LossScene().frames(body, hasParts: true)
    for frame in [frames.total, frames.parts] {
      let (column, row) = (frame.column + frame.columns / 3, frame.row + frame.rows / 2)
      let step = try #require(lossViewStep(column: column, row: row, in: body, state))
      _ = update(&state, .click(column: column, row: row))
      #expect(state.step == kept.min { abs($0 - step) < abs($1 - step) })
    }
  }

  @Test(arguments: [MorphView.name, FieldView.name])
  func theMouseDragsTheScrubber(view: ViewName) throws {
    var state = try trainedState(columns: 120, rows: 36, steps: 2)
    state.show(view)
    let layout = MorphLayout(try #require(state.layout.body))
    let row = layout.track.row
    _ = update(&state, .click(column: layout.track.column, row: row))
    #expect(state[Passage.self].depth == 0 && state[Passage.self].playing == 0)
    _ = update(&state, .drag(column: layout.track.column + layout.track.columns / 2, row: row))
    #expect(abs(state[Passage.self].depth - 0.5) < 0.02)
    _ = update(&state, .drag(column: layout.scrubber.endColumn - 1, row: row))
    #expect(state[Passage.self].depth == 1)
    // The marker stands where the mouse is.
    let canvas = App(state).render()
    #expect(canvas[layout.track.endColumn - 1, row].glyph == "●")
  }

  @Test func everyViewHintsAtItsOwnKeys() throws {
    for view in ViewName.allCases {
      let hints = KeyTable.hints(in: .watch, view: view)
      #expect(
        Views.named(view).ownActions.allSatisfy { action in hints.contains { $0.action == action } }
      )
      #expect(Set(hints.map(\.action)).count == hints.count)
    }
    var state = try trainedState(columns: 80, rows: 24, steps: 2)
    state.view = MorphView.name
    #expect(App(state).render().lines.last?.contains("[ ] scrub") == true)
    state.view = .main
    let line = App(state).render().lines.last ?? ""
    #expect(line.contains("learn") && line.contains("flow"))
  }
}
