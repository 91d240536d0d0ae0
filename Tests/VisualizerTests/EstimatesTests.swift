import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The estimates view: three log-determinants of residual flows, side by side.
@Suite(.briefRates) struct EstimatesTests {
  private func scene(flow: String, steps: Int = 40) throws -> (EstimatesScene, State) {
    var settings = smallSettings()
    settings.flow = flow
    var state = State(settings: settings, columns: 120, rows: 36, medium: .rich)
    state = try Snapshot.trained(state, steps: steps, threads: 1)
    state.view = EstimatesView.name
    let model = try #require(state.model)
    var memory = EstimatesMemory()
    let scene = memory.scene(
      ViewSubject(
        state: state, evaluator: try Evaluator(model.settings), model: model,
        key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
        body: try #require(state.layout.body)))
    return (scene, state)
  }

  @Test(arguments: ["iresnet", "resflow"])
  func theThreeEstimatesAgreeWithTheLedger(flow: String) throws {
    let (scene, _) = try scene(flow: flow)
    guard case .residual(let rows, let draws) = scene.content else {
      Issue.record("no estimates of \(flow)")
      return
    }
    #expect(rows.count == scene.ledger.rows.count + 1)
    for (row, exact) in try pairs(rows.dropLast(), scene.ledger.rows) {
      #expect(abs(row.exact - exact.logDet) < 1e-9)
    }
    let sum = try #require(rows.last)
    #expect(abs(sum.exact - scene.ledger.logDet) < 1e-9)
    for row in rows {
      // Every partial sum keeps both bounds, and the one at the probe is the closer one.
      for (value, (bound, here)) in try pairs(row.series, Array(zip(row.bounds, row.boundsHere))) {
        #expect(abs(value - row.exact) <= here + 1e-12)
        #expect(here <= bound + 1e-12)
      }
      #expect(abs((row.series.last ?? 0) - row.exact) < 1e-6)
      #expect(abs(row.mean - row.exact) < 5 * row.standardError + 1e-9)
    }
    #expect(draws == 10_000)
  }

  @Test func hutchinsonsTraceIsRightOnAverage() throws {
    let (scene, state) = try scene(flow: "cnf")
    guard case .continuous(let rows) = scene.content else {
      Issue.record("no estimates of cnf")
      return
    }
    let sum = try #require(rows.last)
    #expect(rows.count == 3 && sum.draws.count == 256)
    #expect(abs(sum.exact - scene.ledger.logDet) < 1e-6)
    for row in rows {
      #expect(abs(row.mean - row.exact) < 5 * row.standardError + 1e-9)
      #expect(abs((row.runningMeans.last ?? 0) - row.mean) < 1e-9)
      #expect(row.inverseEvaluations > 0 && row.forwardEvaluations > 0)
    }
    // The trapezoidal rule over the way gives the log-determinant back, up to its own error.
    let integral = zip(scene.way, scene.way.dropFirst()).reduce(0.0) { sum, pair in
      sum + 0.5 * (pair.0.y + pair.1.y) * (pair.1.x - pair.0.x)
    }
    #expect(abs(integral + scene.ledger.logDet) < 0.05)
    #expect(App(state).render().lines.contains { $0.contains("NFE") })
  }

  /// The layers' matrices, multiplied, are the whole's, and each has its layer's determinant.
  @Test(arguments: ["realnvp", "maf", "nsf", "planar", "nice"])
  func theMatricesMultiplyToTheWhole(flow: String) throws {
    let (scene, state) = try scene(flow: flow)
    let whole = try #require(scene.ledger.forwardJacobian)
    for (matrix, term) in try pairs(scene.matrices, scene.ledger.layerTerms) {
      #expect(abs(log(abs(matrix.matrix.determinant)) - term.logDet) < 0.02, "\(matrix.name)")
    }
    for direction in [SIMD2(1.0, 0), SIMD2(0, 1)] {
      let image = scene.matrices.reduce(direction) { $1.matrix($0) }
      let gap = image - whole(direction)
      #expect((gap * gap).sum().squareRoot() < 0.05)
    }
    for size in [(120, 36), (200, 60)] {
      var state = state
      (state.columns, state.rows) = size
      let text = App(state).render().plainText()
      #expect(text.contains("their product"), "\(size)\n\(text)")
    }
  }

  @Test func theKeysChooseALayer() throws {
    var (_, state) = try scene(flow: "resflow", steps: 2)
    _ = update(&state, .key("]"))
    #expect(state[LayerChoice.self].layer == 1)
    #expect(App(state).render().lines.contains { $0.contains("▸ residual 2") })
    for _ in 0..<5 { _ = update(&state, .key("]")) }
    #expect(state[LayerChoice.self].layer == 2)
    for _ in 0..<5 { _ = update(&state, .key("[")) }
    #expect(state[LayerChoice.self].layer == 0)
    #expect(App(state).render().lines.contains { $0.contains("▸ all layers") })
    #expect(state.arguments.contains("estimates"))
  }

  @Test(arguments: FlowFamily.all.map(\.name))
  func everyFamilySaysWhatThereIsToEstimate(flow: String) throws {
    let (scene, state) = try scene(flow: flow, steps: 1)
    let lines = App(state).render().lines
    switch scene.content {
    case .residual: #expect(lines.contains { $0.contains("power series") })
    case .continuous: #expect(lines.contains { $0.contains("Hutchinson's trace") })
    case .closedForm:
      let answers = try #require(state.family).jacobian.determinantAnswers
      #expect(lines.contains { line in answers.contains { line.contains($0) } })
    }
  }

  /// What determinants cost, and where products of them end, as the measurements have it.
  @Test(arguments: [(80, 24), (120, 36)])
  func determinantsOfManyDimensionsAreShownAsMeasured(columns: Int, rows: Int) throws {
    var (_, state) = try scene(flow: "realnvp", steps: 1)
    (state.columns, state.rows) = (columns, rows)
    state.setForm(2, of: EstimatesView.name)
    let prices = App(state).render().plainText()
    for row in DeterminantPrice.here.rows {
      #expect(prices.contains(DeterminantScene.time(row.full)), "\(row.size)")
      #expect(prices.contains(DeterminantScene.time(row.diagonal)), "\(row.size)")
    }
    state.setForm(3, of: EstimatesView.name)
    for size in [64, 32, 16] {
      let text = App(state).render().plainText()
      let stack = DeterminantStack(size: size)
      #expect(text.contains("layers of \(size) × \(size)"))
      for list in stack.rows {
        #expect(text.contains(list[31].logarithm.text(1, plus: true)))
      }
      let line = try #require(state.arguments.firstIndex(of: "--form"))
      #expect(state.arguments[line + 1] == "4")
      #expect(state.arguments.contains("--dimensions") == (size != 64))
      #expect(try State(arguments: state.arguments).arguments == state.arguments)
      _ = update(&state, .key("["))
    }
    #expect(throws: FlowError.self) {
      try State(arguments: ["--view", "estimates", "--form", "4", "--dimensions", "65"])
    }
  }
}
