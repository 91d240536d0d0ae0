import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// No combination of flow, kind of target and view is left out by chance.
@Suite struct EveryFlowTests {
  @Test(arguments: FlowFamily.all.map(\.name), ["moons", "u1"])
  func everyViewOfEveryFlowDraws(flow: String, target: String) throws {
    var settings = Settings()
    settings.flow = flow
    settings.target = target
    settings.batch = 64
    settings.layers = 2
    var state = State(
      settings: settings, running: false, columns: 80, rows: 24,
      medium: Medium(colors: .trueColor, glyphs: .braille))
    // Who cannot learn an energy says so instead of training.
    if try Targets.named(target) is any EnergyTarget, try !FlowFamily.named(flow).canLearnEnergies {
      #expect(throws: FlowError.self) { try Snapshot.trained(state, steps: 2, threads: 1) }
      return
    }
    state = try Snapshot.trained(state, steps: 2, threads: 1)
    for view in ViewName.allCases {
      state.view = view
      let canvas = App(state).render()
      #expect(canvas.columns == 80 && canvas.rows == 24)
    }
  }
}
