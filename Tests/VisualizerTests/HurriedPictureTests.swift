import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// Pictures that answer a key while training runs, and pictures that are given up for one.
@Suite struct HurriedPictureTests {
  /// One pane on the whole of a large screen.
  private func state() throws -> State {
    var state = try trainedState(columns: 200, rows: 60, steps: 60)
    state.running = true
    state.speed = .flatOut
    while state.layout.slots.map(\.pane) != [.data] {
      try #require(state.focus != .data || !state.zoomed)
      _ = update(&state, .key(state.focus == .data ? "z" : .tab))
    }
    return state
  }

  @Test func aLargePictureIsCoarseOnceWhileTrainingRuns() throws {
    var state = try state()
    let frame = try #require(state.layout.slots.first?.frame)
    let viewport = state.dataViewport(frame)
    let columns = viewport.pixelColumns
    func scene(_ observatory: Observatory, isAnswer: Bool) throws -> PlaneField {
      let scene = observatory.scene(for: state, at: 1, isAnswer: isAnswer, unless: { false })
      return try #require(scene?.plane)
    }
    let observatory = Observatory()
    let coarse = try scene(observatory, isAnswer: true)
    let whole = try scene(observatory, isAnswer: false)
    #expect(coarse.density.count == whole.density.count && coarse.density != whole.density)
    let evaluator = try Evaluator(state.settings)
    let model = try #require(state.model)
    for index in stride(from: 0, to: coarse.density.count, by: 97) {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let middle = viewport.data(
        pixel: SIMD2(Float(column / 2 * 2 + 1), Float(row / 2 * 2 + 1)))
      let expected = exp(evaluator.inverse([middle], of: model).logDensity[0])
      #expect(abs(coarse.density[index] - expected) < 1e-4)
    }
    // What is known already is shown, and one that stands still is whole at once.
    #expect(try scene(observatory, isAnswer: true).density == whole.density)
    state.running = false
    #expect(try scene(Observatory(), isAnswer: true).density == whole.density)
  }

  @Test func aPictureThatNobodyNeedsIsGivenUpAndNothingIsLost() throws {
    let state = try trainedState(columns: 200, rows: 60)
    let expected = Observatory().scene(for: state)
    for patience in 0..<5 {
      let observatory = Observatory()
      var asked = 0
      let scene = observatory.scene(for: state, at: nil) {
        asked += 1
        return asked > patience
      }
      #expect(scene == nil && asked == patience + 1)
      let whole = observatory.scene(for: state)
      #expect(whole.plane?.density == expected.plane?.density)
      #expect(whole.pulledBack == expected.pulledBack && whole.samples == expected.samples)
      #expect(whole.checks?.mass == expected.checks?.mass)
      #expect(whole.ledger?.logDensity == expected.ledger?.logDensity)
    }
  }
}
