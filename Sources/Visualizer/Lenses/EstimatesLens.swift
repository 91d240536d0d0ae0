import Canvas
import Flows
import Foundation

/// The estimates view: the log-determinant at the probe as its family computes it, beside every other
/// way there is.
struct EstimatesScene: LensScene {
  /// One residual layer, or all of them.
  struct Row: Sendable {
    var name: String
    /// Of the 2 × 2 determinant, in nats.
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
    /// Nothing: the terms are closed forms.
    case closedForm
  }

  var content: Content
  /// The formula at the probe, with the layers' exact terms.
  var ledger: Ledger

  /// Layers that can be chosen, besides their sum.
  var layerCount: Int {
    switch content {
    case .residual(let rows, _): rows.count - 1
    case .closedForm: 0
    }
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    switch content {
    case .residual(let rows, let draws):
      drawResidual(rows, draws: draws, state, in: body, on: &canvas)
    case .closedForm: drawClosedForm(state, in: body, on: &canvas)
    }
  }
}

/// What the estimates view remembers.
struct EstimatesMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var draws: Int
  }
  private var scene = Memo<Key, EstimatesScene>()
  private var residual = Memo<Settings, ResidualEstimator?>()

  mutating func scene(_ subject: LensSubject) -> EstimatesScene {
    let state = subject.state
    let estimator = residual.value(for: subject.model.settings) {
      try? ResidualEstimator(subject.model.settings)
    }
    let key = Key(model: subject.key, probe: state.probe, draws: state.running ? 1000 : 10_000)
    return scene.value(for: key) {
      let ledger = Observatory.ledger(at: state.probe, subject.evaluator, subject.model)
      guard let estimator else { return EstimatesScene(content: .closedForm, ledger: ledger) }
      let layers = estimator.evaluate(
        at: ledger.x, of: subject.model, terms: ResidualEstimator.mostTerms, draws: key.draws
      ).map(EstimatesScene.Row.init)
      return EstimatesScene(
        content: .residual(layers + [EstimatesScene.Row(sumOf: layers)], draws: key.draws),
        ledger: ledger)
    }
  }
}

extension EstimatesScene.Row {
  init(_ layer: ResidualEstimates) {
    self.init(
      name: layer.name, exact: layer.exact, series: layer.series, bounds: layer.biasBounds,
      boundsHere: layer.biasBounds(spectralRadius: layer.spectralRadius),
      mean: layer.roulette.mean, standardError: layer.roulette.standardError)
  }

  /// All layers: errors of the series add up at worst, those of independent draws as their squares.
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

  /// The series as training truncates it.
  var truncated: Double {
    series.isEmpty ? 0 : series[min(ResidualEstimator.trainingTerms, series.count) - 1]
  }
  /// A bound on its error.
  func truncated(_ bounds: [Double]) -> Double {
    bounds.isEmpty ? 0 : bounds[min(ResidualEstimator.trainingTerms, bounds.count) - 1]
  }
}
