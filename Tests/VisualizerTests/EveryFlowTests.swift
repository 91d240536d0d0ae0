import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// No combination of flow, kind of target and view is left out by chance.
@Suite struct EveryFlowTests {
  @Test(arguments: FlowFamily.all.map(\.name), ["moons", "u1"])
  func everyViewOfEveryFlowDraws(flow: String, target: String) throws {
    var settings = smallSettings()
    settings.flow = flow
    settings.target = target
    var state = State(settings: settings, columns: 80, rows: 24, medium: .rich)
    // Who cannot learn an energy says so instead of training.
    if try Targets.named(target) is any EnergyTarget, try !FlowFamily.named(flow).canLearnEnergies {
      #expect(throws: FlowError.self) { try Snapshot.trained(state, steps: 2, threads: 1) }
      return
    }
    state = try Snapshot.trained(state, steps: 2, threads: 1)
    let gallery = Gallery()
    for view in ViewName.allCases {
      state.view = view
      let canvas = gallery.draw(state)
      #expect(canvas.columns == 80 && canvas.rows == 24)
    }
  }
}
