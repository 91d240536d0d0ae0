import Learning
import Testing

@testable import Visualizer

/// Which evaluations wait for the next frame.
@Suite struct TurnsTests {
  private func model(_ step: Int) -> ModelKey { ModelKey(settings: Settings(), step: step) }

  @Test func ofEachFrameOneWaitsAndNothingIsOlderThanAFrame() {
    var turns = Turns()
    turns.begin(model(0), isShared: true)
    var last: Bool?
    for step in 1..<8 {
      turns.begin(model(step), isShared: true)
      let densityWaits = turns.allows(model(step - 1), until: .density)
      #expect(densityWaits != turns.allows(model(step - 1), until: .grid))
      #expect(densityWaits != last)
      last = densityWaits
      #expect(!turns.allows(model(step - 2), until: .density))
      #expect(!turns.allows(model(step - 2), until: .grid))
    }
  }

  @Test func nothingWaitsUnlessTrainingRunsFlatOut() {
    var turns = Turns()
    for step in 0..<4 {
      turns.begin(model(step), isShared: false)
      #expect(!turns.allows(model(step - 1), until: .density))
      #expect(!turns.allows(model(step - 1), until: .grid))
    }
  }

  /// Training stops with a model that no frame has shown yet: the screen is then all of that model.
  @Test func aPausedScreenIsTheSameHoweverItWasReached() {
    let session = TrainingSession(smallSettings(), threads: 1)
    var snapshots = [session.snapshot(stepsPerSecond: 0)]
    while session.step < 6, session.advance() {
      snapshots.append(session.snapshot(stepsPerSecond: 0))
    }
    func screen(_ path: [Int]) -> [String] {
      var state = State(
        settings: smallSettings(), running: true, speed: .flatOut, columns: 120, rows: 36,
        medium: .rich)
      let observatory = Observatory()
      for step in path {
        state.snapshot = snapshots[step]
        _ = observatory.scene(for: state)
      }
      state.running = false
      state.snapshot = snapshots.last
      let scene = observatory.scene(for: state)
      return ["\(scene.plane?.density ?? [])", "\(scene.grid)", "\(scene.pulledBack)"]
    }
    let straight = screen([])
    for path in [[5], [0, 5], [0, 3, 3], [0, 1, 2, 4], [0, 6]] {
      #expect(straight == screen(path), "\(path)")
    }
  }
}
