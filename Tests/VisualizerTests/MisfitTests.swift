import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// A change by key never leads into a run that the settings refuse because of another setting.
@Suite struct MisfitTests {
  private func state(_ change: (inout Settings) -> Void) -> State {
    var settings = smallSettings()
    change(&settings)
    return State(settings: settings, columns: 100, rows: 30, medium: .rich)
  }

  @Test func goingThroughTheTargetsDropsTheNoiseThatAnEnergyHasNot() {
    var state = state { $0.noise = 0.1 }
    var dropped = 0
    for _ in state.settings.targets {
      let before = state.settings.noise
      _ = update(&state, .key("d"))
      #expect(state.settings.refusal == nil, "\(state.settings.target)")
      if state.settings.noise != before {
        dropped += 1
        #expect(state.target is any EnergyTarget)
        #expect(state.message?.contains("dropped, for it does not fit: data noise 0.1") == true)
      }
    }
    #expect(dropped == 1)
  }

  @Test func nothingIsDroppedWhereEverythingFits() {
    var settings = smallSettings()
    settings.noise = 0.1
    let before = settings
    #expect(settings.dropMisfits().isEmpty && settings == before)
  }

  /// What no setting can mend stays as it is, and is said once.
  @Test(arguments: [(120, 36), (80, 24), (200, 60)])
  func aRefusedRunSaysWhyOnce(columns: Int, rows: Int) {
    var state = state { $0.noise = 0.1 }
    (state.columns, state.rows) = (columns, rows)
    state.settings.target = "u1"
    let session = TrainingSession(state.settings, threads: 1)
    state.snapshot = session.snapshot(stepsPerSecond: 0)
    let trouble = state.trouble ?? "none"
    let start = trouble.prefix(20)
    for view in ViewName.allCases {
      state.view = view
      let text = Gallery().draw(state).plainText()
      #expect(text.components(separatedBy: start).count == 2, "\(view): \(trouble)\n\(text)")
    }
  }
}
