import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// The screen marks figures that are not what they are called, and draws no point that is not known.
@Suite struct DoubtTests {
  private static func state(
    columns: Int, medium: Medium = .rich, steps: Int, _ change: (inout Settings) -> Void
  ) throws -> State {
    var settings = smallSettings()
    settings.layers = nil
    change(&settings)
    return try Snapshot.trained(
      State(settings: settings, columns: columns, rows: 40, medium: medium), steps: steps,
      threads: 1)
  }

  @Test func aCoarseSolveIsMarkedBesideItsFigureAndExplained() throws {
    let state = try Self.state(columns: 200, steps: 200) {
      ($0.flow, $0.target, $0.solverSteps) = ("flow-matching", "checkerboard", 1)
    }
    #expect(state.resultWarnings.first?.code == "coarse_solver")
    var (narrow, tall, plain) = (state, state, state)
    narrow.columns = 80
    tall.rows = 60
    plain.medium = .plain
    #expect(App(state).render().line(0).contains("✗ coarse solver"))
    #expect(App(narrow).render().line(0).contains("✗"))
    #expect(App(tall).render().lines.joined(separator: " ").contains("solved in 2 steps"))
    #expect(App(plain).render().lines.joined().unicodeScalars.allSatisfy { $0.value < 128 })
  }

  @Test(arguments: ["realnvp", "planar", "naf", "iresnet", "cnf"])
  func nothingIsSaidOfHonestFigures(flow: String) throws {
    let state = try Self.state(columns: 160, steps: 20) { $0.flow = flow }
    #expect(state.resultWarnings == [])
    #expect(!App(state).render().line(0).contains("✗"))
  }

  @Test func pointsThatDidNotConvergeAreLeftOutAndCounted() throws {
    // A field far too steep for the tolerance in single precision.
    var state = try Self.state(columns: 160, steps: 1) {
      ($0.flow, $0.hidden, $0.solver, $0.tolerance) = ("cnf", [8, 8], .dopri5, 1e-7)
    }
    let model = try #require(state.snapshot?.model)
    var random = RandomStream(seed: 2)
    let steep = Model(
      settings: model.settings,
      parameters: model.parameters.map { 40 * ($0 + Float(0.5 * random.normal())) },
      step: model.step)
    state.snapshot?.model = steep
    state.layers = [.samples]
    let scene = Observatory().scene(for: state)
    #expect(scene.samplesLeftOut > 0 && scene.samples.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    let text = App(state).render().lines.joined()
    let forms = [
      "solver gave up at \(scene.samplesLeftOut)", "\(scene.samplesLeftOut) not converged",
    ]
    #expect(forms.contains { text.contains($0) })
  }
}
