import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// Pictures of flows whose equation is solved: while they move in fewer steps, when they stand still exactly.
@Suite struct MovingPictureTests {
  struct Run: CustomTestStringConvertible, Sendable {
    var flow: String
    var target: String
    var solver: ODESolver?
    var steps = 60

    var testDescription: String { "\(flow) on \(target), \(solver?.rawValue ?? "its solver")" }

    func state() throws -> State {
      var settings = Settings()
      (settings.flow, settings.target, settings.solver) = (flow, target, solver)
      (settings.hidden, settings.batch) = ([16, 16], 128)
      var state = State(settings: settings, columns: 160, rows: 48, medium: .rich)
      state = try Snapshot.trained(state, steps: steps)
      state.running = true
      return state
    }

    static let all = [
      Run(flow: "cnf", target: "moons"), Run(flow: "cnf", target: "checkerboard"),
      Run(flow: "cnf", target: "8gaussians", solver: .dopri5),
      Run(flow: "flow-matching", target: "moons"),
    ]
  }

  @Test(arguments: Run.all)
  func theyLookLikeThoseThatStandStill(_ run: Run) throws {
    var state = try run.state()
    let observatory = Observatory()
    let moving = observatory.scene(for: state, at: 0)
    #expect(moving.isRough)
    state.running = false
    let still = observatory.scene(for: state, at: 0)
    #expect(!still.isRough)

    let (rough, exact) = (try #require(moving.plane), try #require(still.plane))
    let viewport = try #require(
      state.layout.slots.first { $0.pane == .data }.map { state.dataViewport($0.frame) })
    let bounds = MovingPicture.Bounds(point: viewport.pixelSize / 4)
    let greatest = exact.density.max() ?? 0
    #expect(exact.z.count == viewport.pixelColumns * viewport.pixelRows)
    let off = exact.z.indices.count { index in
      let gap = rough.z[index] - exact.z[index]
      return !((gap * gap).sum() <= bounds.point * bounds.point)
        || !(abs(rough.density[index] - exact.density[index]) <= bounds.density * greatest)
    }
    #expect(Double(off) < 0.04 * Double(exact.z.count))
    // It is less work, and the pane says so.
    let use = try #require(moving.inverseUse)
    #expect(use.mean < still.inverseUse?.mean ?? 0)
    state.running = true
    func says(_ canvas: Canvas) -> Bool {
      canvas.lines.contains { line in use.formsInMotion.contains(where: line.contains) }
    }
    #expect(says(App(state).render(at: 0)) && !says(App(state).render()))
  }

  @Test func onesThatStandStillAreThoseOfTheFlowItself() throws {
    var state = try Run(flow: "cnf", target: "moons").state()
    let observatory = Observatory()
    _ = observatory.scene(for: state, at: 0)
    state.running = false
    let (after, alone) = (
      observatory.scene(for: state, at: 1), Observatory().scene(for: state)
    )
    #expect(after.plane?.density == alone.plane?.density && after.plane?.z == alone.plane?.z)
    #expect(after.pulledBack == alone.pulledBack)
    #expect(after.checks?.roundTrip == alone.checks?.roundTrip)
    #expect(after.checks?.mass == alone.checks?.mass)
  }

  @Test func theRoundTripIsThatOfTheFlowItself() throws {
    var state = try Run(flow: "cnf", target: "moons").state()
    (state.columns, state.rows) = (200, 60)
    let scene = Observatory().scene(for: state, at: 0)
    #expect(scene.isRough)
    let moving = try #require(scene.checks)
    state.running = false
    let still = try #require(Observatory().scene(for: state).checks)
    #expect(moving.roundTrip == still.roundTrip)
    let masses = (try #require(moving.mass), try #require(still.mass))
    #expect(abs(masses.0 - masses.1) < 2e-3)
  }

  /// Where fewer steps would show, there are none left out.
  @Test func aSteepFieldIsSolvedAsItsSettingsSay() throws {
    let state = try Run(flow: "cnf", target: "moons").state()
    let model = try #require(state.model)
    let viewport = try #require(
      state.layout.slots.first { $0.pane == .data }.map { state.dataViewport($0.frame) })
    let steep = Model(
      settings: model.settings, parameters: model.parameters.map { 4 * $0 }, step: model.step)
    let evaluator = try Evaluator(model.settings)
    let chosen = MovingPicture(evaluator).evaluator(
      for: steep, at: viewport.lattice(across: 16),
      within: MovingPicture.Bounds(point: viewport.pixelSize / 4))
    #expect(chosen === evaluator)
  }

  @Test func aFlowThatSolvesNothingHasOneEvaluator() throws {
    var state = try trainedState(columns: 160, rows: 48)
    state.running = true
    #expect(!Observatory().scene(for: state, at: 0).isRough)
  }
}
