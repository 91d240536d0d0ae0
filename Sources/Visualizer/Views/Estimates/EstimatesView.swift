import Canvas
import Flows
import Foundation
import Learning

/// The layer that the estimates show, from 1 in the order of x → z; 0 is all of them.
public struct LayerChoice: ViewSettings {
  public var layer = 0
  /// How many dimensions the layers have whose determinants are multiplied.
  public var dimensions = 64

  public init() {}
  public func arguments(isShown: Bool) -> [String] { [] }

  public static let options = ["layer", "dimensions"]

  public mutating func read(_ option: String, _ text: String) throws(FlowError) {
    if option == "dimensions" {
      guard let size = Int(text), DeterminantStack.sizes.contains(size) else {
        throw FlowError(
          "--dimensions \(text): choose one of "
            + DeterminantStack.sizes.map(String.init).joined(separator: ", "))
      }
      dimensions = size
      return
    }
    guard let layer = Int(text) else {
      throw FlowError("--layer \(text): choose a whole number; 0 is all layers")
    }
    self.layer = max(0, layer)
  }

  /// The index of the chosen row. The last of so many rows is the sum of the others.
  func row(of count: Int) -> Int { layer == 0 ? count - 1 : min(layer, count) - 1 }
}

/// log|det dx/dz| at the probe: exact, and as it is estimated.
enum EstimatesView: View {
  static let name: ViewName = "estimates"
  static let title = "estimates: log-determinants side by side"
  static let noun = "the estimates"
  static let summary = "log|det dx/dz| at the probe: exact, and as it is estimated"
  static let forms = 4
  static let keys = [
    ViewKey(.adjust(1), "one layer, or all"), ViewKey(.form, "sums, errors, price, det"),
  ]
  static let needs: Set<LearnerAbility> = [.inverse, .layers]
  typealias Settings = LayerChoice

  static func scene(
    _ subject: ViewSubject, remembering memory: inout EstimatesMemory
  ) -> (any ViewScene)? {
    if showsPrice(subject.state) { return DeterminantScene.price(.here) }
    if showsStack(subject.state) { return memory.stack(subject) }
    return memory.scene(subject)
  }

  static func perform(_ action: ViewAction, on state: inout State) {
    guard case .adjust(let step) = action else { return }
    if showsStack(state) {
      let sizes = DeterminantStack.sizes
      let place = sizes.firstIndex(of: state[LayerChoice.self].dimensions) ?? 0
      state[LayerChoice.self].dimensions = sizes[min(max(place + step, 0), sizes.count - 1)]
      return
    }
    let layers = state.settings.layerCount
    state[LayerChoice.self].layer = min(max(state[LayerChoice.self].layer + step, 0), layers)
  }

  static func hint(of action: ViewAction, _ state: State) -> String? {
    guard case .adjust = action else { return nil }
    return showsStack(state) ? "dimensions" : "layer"
  }

  static func arguments(of state: State) -> [String] {
    let choice = state[LayerChoice.self]
    return formArguments(state)
      + (choice.layer == 0 ? [] : ["--layer", String(choice.layer)])
      + (choice.dimensions == LayerChoice().dimensions
        ? [] : ["--dimensions", String(choice.dimensions)])
  }

  /// Whether it shows errors, or the traces along the way, where there is room for one plot.
  static func showsErrors(_ state: State) -> Bool { form(in: state) == 1 }
  /// Whether it shows what determinants cost in many dimensions.
  static func showsPrice(_ state: State) -> Bool { form(in: state) == 2 }
  /// Whether it shows products of determinants in many dimensions.
  static func showsStack(_ state: State) -> Bool { form(in: state) == 3 }
}

/// The estimates view: the log-determinant at the probe, computed in every way that the flow's layers
/// allow.
struct EstimatesScene: ViewScene {
  /// One residual layer, or all of them.
  struct Row: Sendable {
    var name: String
    /// log|det| from the 2 × 2 determinant, in nats.
    var exact: Double
    /// The power series after 1, 2, 3… terms.
    var series: [Double]
    /// The largest error that the layer's Lipschitz bound allows after as many terms.
    var bounds: [Double]
    /// The same from the spectral radius that the network's Jacobian has at the probe.
    var boundsHere: [Double]
    var mean: Double
    var standardError: Double
  }

  /// What there is to estimate.
  enum Content: Sendable {
    /// Every layer in the order of x → z, then their sum.
    case residual([Row], draws: Int)
    /// The same of a continuous flow's traces.
    case continuous([TraceRow])
    /// Nothing: the terms are closed forms.
    case closedForm
  }

  var content: Content
  /// The formula at the probe, with the layers' exact terms.
  var ledger: Ledger
  /// What both ways cost, of a flow that takes one of them feature by feature; `nil` for others, and where
  /// the machine was too busy to tell.
  var cost: EvaluationCost?
  /// tr(∂f/∂x) over time where the probe's point passes, of a continuous flow.
  var way: [SIMD2<Double>] = []
  /// The value at the end of the layers' bars; `nil` is what they need.
  var barsEnd: Double?
  /// The matrix of each layer where the probe's point passes it, from z to x; none for solver steps.
  var matrices: [LayerMatrix] = []

  func caption(_ state: State) -> Caption {
    let exact = ledger.shown(state).text("probe.logdet", plus: true)
    let whole = "log|det dx/dz| at \(state.probeMark) is \(exact)"
    let short = "log|det| \(exact)"
    func error(_ estimate: Double, _ exact: Double) -> String {
      NumberText.scientific(abs(estimate - exact))
    }
    switch content {
    case .residual(let rows, let draws):
      let row = rows[state[LayerChoice.self].row(of: rows.count)]
      let terms = ResidualEstimator.trainingTerms
      let gap = error(row.truncated, row.exact).shows("estimates.series.error")
      let series = "\(terms) terms of the series err by \(gap)"
      let mean = "\(draws.grouped) roulettes by \(error(row.mean, row.exact))"
      return Caption(
        "\(whole); \(row.name): \(series), \(mean)", "\(row.name): \(series), \(mean)",
        "\(short): \(series)", short)
    case .continuous(let rows):
      let row = rows[state[LayerChoice.self].row(of: rows.count)]
      let mean = "the mean of \(row.draws.count) draws errs by \(error(row.mean, row.exact))"
      return Caption(
        "\(whole); \(row.name): \(mean), its standard error is "
          + NumberText.scientific(row.standardError), "\(row.name): \(mean)", "\(short): \(mean)",
        short)
    case .closedForm:
      let check = ledger.shown(state).text("probe.logdet.differences", plus: true)
      let structure = state.family.map { " (each layer: \($0.jacobian))" } ?? ""
      return Caption(
        "\(whole) by the layers' closed forms\(structure), \(check) by finite differences",
        "\(whole) by closed forms, \(check) by finite differences",
        "\(short) by closed forms, \(check) by differences", short)
    }
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    switch content {
    case .residual(let rows, let draws):
      drawResidual(rows.map(\.forward), draws: draws, state, in: body, on: &canvas)
    case .continuous(let rows): drawTrace(rows.map(\.forward), state, in: body, on: &canvas)
    case .closedForm: drawClosedForm(state, in: body, on: &canvas)
    }
  }
}

/// What the estimates view remembers.
struct EstimatesMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var draws: Int
  }
  private var scene = Memo<Key, EstimatesScene>()
  private var scale = StickyScale()
  private var residual = Memo<Settings, ResidualEstimator?>()
  private var continuous = Memo<Settings, ContinuousEstimator?>()
  private var cost = Memo<Settings, EvaluationCost?>()
  private var stack = Memo<Int, DeterminantStack>()

  mutating func stack(_ subject: ViewSubject) -> DeterminantScene {
    let size = subject.state[LayerChoice.self].dimensions
    return .stack(stack.value(for: size) { DeterminantStack(size: size) })
  }

  mutating func scene(_ subject: ViewSubject) -> EstimatesScene {
    let state = subject.state
    let estimator = residual.value(for: subject.model.settings) {
      ResidualEstimator(subject.evaluator.architecture)
    }
    let solved = continuous.value(for: subject.model.settings) {
      ContinuousEstimator(subject.evaluator.architecture)
    }
    // A draw of Russian roulette costs a few additions, a draw of Hutchinson's estimate a whole solve.
    let draws = solved == nil ? (1000, 10_000) : (48, 256)
    let key = Key(
      model: subject.key, probe: state.probe, draws: state.running ? draws.0 : draws.1)
    var scene = scene.value(for: key) {
      let ledger = subject.evaluator.ledger(at: state.probe, of: subject.model)
      if let estimator {
        let layers = estimator.evaluate(
          at: ledger.x, of: subject.model, terms: ResidualEstimator.mostTerms, draws: key.draws
        ).map(EstimatesScene.Row.init)
        return EstimatesScene(
          content: .residual(layers + [EstimatesScene.Row(sumOf: layers)], draws: key.draws),
          ledger: ledger)
      }
      guard let solved else {
        let isSequential =
          state.family.map { $0.forwardMethod.isSequential || $0.inverseMethod.isSequential }
        let cost = cost.value(for: subject.model.settings) {
          isSequential == true
            ? EvaluationCost(subject.evaluator.onOneThread, subject.model).ifSteady : nil
        }
        var scene = EstimatesScene(content: .closedForm, ledger: ledger, cost: cost)
        scene.matrices = LayerMatrix.all(from: ledger.z, subject)
        return scene
      }
      let layers = solved.evaluate(at: ledger.x, of: subject.model, draws: key.draws)
        .map(EstimatesScene.TraceRow.init)
      return EstimatesScene(
        content: .continuous(layers + [EstimatesScene.TraceRow(sumOf: layers)]), ledger: ledger,
        way: EstimatesMemory.way(from: ledger.z, subject))
    }
    scene.barsEnd = scale.value(reaching: Waterfall.reach(scene.ledger), at: subject.time)
    return scene
  }

  /// The divergence along the way of a point, at the ends of the solver's steps.
  private static func way(from z: SIMD2<Double>, _ subject: ViewSubject) -> [SIMD2<Double>] {
    let journey = subject.evaluator.journey(from: [SIMD2<Float>(z)], of: subject.model)
    let count = max(1, journey.stages)
    let layers = Double(subject.evaluator.architecture.layers.count)
    return journey.points.enumerated().map { index, points in
      // A hair before the end of a layer's time, which is where the next layer begins.
      let depth = Double(index) / Double(count)
      let motion = subject.evaluator.motion(
        at: points, depth: index == 0 ? 0 : depth - 1e-9, of: subject.model)
      return SIMD2(depth * layers, Double(motion.growth.first ?? .nan))
    }
  }
}

extension EstimatesScene.TraceRow {
  /// The same of z → x, as the screen has it everywhere.
  var forward: EstimatesScene.TraceRow {
    var row = self
    row.exact = 0 - exact
    row.draws = draws.map { 0 - $0 }
    return row
  }

  init(_ layer: ContinuousEstimates) {
    self.init(
      name: layer.name, exact: layer.exact, draws: layer.draws,
      inverseEvaluations: layer.inverseEvaluations, forwardEvaluations: layer.forwardEvaluations)
  }

  /// All layers. Each draw is the sum of one draw of every layer.
  init(sumOf layers: [EstimatesScene.TraceRow]) {
    let draws = layers.map(\.draws.count).min() ?? 0
    self.init(
      name: "all layers", exact: layers.reduce(0) { $0 + $1.exact },
      draws: (0..<draws).map { draw in layers.reduce(0) { $0 + $1.draws[draw] } },
      inverseEvaluations: layers.reduce(0) { $0 + $1.inverseEvaluations },
      forwardEvaluations: layers.reduce(0) { $0 + $1.forwardEvaluations })
  }
}

extension EstimatesScene.Row {
  init(_ layer: ResidualEstimates) {
    self.init(
      name: layer.name, exact: layer.exact, series: layer.series, bounds: layer.biasBounds,
      boundsHere: layer.biasBounds(spectralRadius: layer.spectralRadius),
      mean: layer.roulette.mean, standardError: layer.roulette.standardError)
  }

  /// All layers. The bounds of the series add up; of independent draws the squares of the standard errors
  /// do.
  init(sumOf layers: [EstimatesScene.Row]) {
    let terms = layers.map(\.series.count).min() ?? 0
    self.init(
      name: "all layers", exact: layers.reduce(0) { $0 + $1.exact },
      series: (0..<terms).map { term in layers.reduce(0) { $0 + $1.series[term] } },
      bounds: (0..<terms).map { term in layers.reduce(0) { $0 + $1.bounds[term] } },
      boundsHere: (0..<terms).map { term in layers.reduce(0) { $0 + $1.boundsHere[term] } },
      mean: layers.reduce(0) { $0 + $1.mean },
      standardError: layers.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot())
  }

  /// The same of z → x, as the screen has it everywhere: the inverse's log-determinant is its negative.
  var forward: EstimatesScene.Row {
    var row = self
    row.exact = 0 - exact
    row.series = series.map { 0 - $0 }
    row.mean = 0 - mean
    return row
  }

  /// The series as training truncates it.
  var truncated: Double {
    series.isEmpty ? 0 : series[min(ResidualEstimator.trainingTerms, series.count) - 1]
  }
  /// A bound on its error.
  func truncated(_ bounds: [Double]) -> Double {
    bounds.isEmpty ? 0 : bounds[min(ResidualEstimator.trainingTerms, bounds.count) - 1]
  }
}
