import Canvas
import Foundation
import Learning

/// What each layer does to the data's points.
enum LayersView: View {
  static let name: ViewName = "layers"
  static let title = "layers: which one does the work"
  static let noun = "the layers"
  static let summary = "log|det dx_k/dz_k| of every layer over the data"
  static let needs: Set<LearnerAbility> = [.inverse, .layers]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout LayersMemory
  ) -> (any ViewScene)? { memory.scene(subject) }
}

/// The layers view: what each stage does to the data's points, on their way from z to x.
struct LayersScene: ViewScene {
  /// One stage over all points.
  struct Row: Sendable {
    var name: String
    /// Mean and standard deviation of log|det|, z → x, in nats.
    var mean: Double
    var spread: Double
    /// Root mean square of how far points move.
    var travel: Double
    /// Norm of the last batch's gradient; `nil` where it is not known.
    var gradient: Double?
    /// log|det| of every point, z → x, in nats.
    var terms: [Float] = []
  }
  var rows: [Row]
  /// Whether the stages are steps of solvers, which share their layer's parameters.
  var areSteps: Bool
  /// The data's points at every stage from z to x.
  var points: [[SIMD2<Float>]]
  var names: [String]
  var extent: Float
  /// How far the bars reach, and the value at their end; `nil` is what they need.
  var reach: Double { rows.map { abs($0.mean) + $0.spread }.max() ?? 1 }
  var barsEnd: Double?
  func caption(_ state: State) -> Caption {
    let finite = rows.filter { $0.mean.isFinite && $0.travel.isFinite }
    guard let most = finite.max(by: { abs($0.mean) < abs($1.mean) }),
      let farthest = finite.max(by: { $0.travel < $1.travel }), total.isFinite
    else { return Caption("no layer has a finite log|det| over the data") }
    let change = "\(most.name) changes areas most: \(most.mean.text(3, plus: true)) nats"
    let sum = "all \(rows.count) together \(total.text(3, plus: true))"
    let move = "\(farthest.name) moves points most: \(farthest.travel.text(2))"
    return Caption(
      "\(change) in the mean, \(sum); \(move)", "\(change), \(sum)", change,
      "\(most.name) most: \(most.mean.text(3, plus: true)) nats")
  }

  /// Mean of Σ log|det| over the data, in nats.
  var total: Double { rows.reduce(0) { $0 + $1.mean } }

  init(_ journey: Journey, stages: [Stage], gradients: [Double], extent: Float) {
    points = journey.points
    names = ["z"] + stages.map(\.name)
    self.extent = extent
    areSteps = stages.contains(where: \.isSolverStep)
    let each =
      gradients.isEmpty || stages.count % gradients.count != 0
      ? nil : stages.count / gradients.count
    rows = stages.enumerated().map { index, stage in
      let terms = journey.logDets[index].map(Double.init)
      let count = Double(max(1, terms.count))
      let mean = terms.reduce(0, +) / count
      let variance = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let travel = zip(journey.points[index], journey.points[index + 1]).reduce(0.0) { sum, pair in
        let step = SIMD2<Double>(pair.1 - pair.0)
        return sum + (step * step).sum()
      }
      return Row(
        name: stage.name, mean: mean, spread: variance.squareRoot(),
        travel: (travel / count).squareRoot(), gradient: each.map { gradients[index / $0] },
        terms: journey.logDets[index])
    }
  }
}

/// What the layers view remembers.
struct LayersMemory: ViewMemory {
  private var scene = Memo<ModelKey, LayersScene>()
  private var scale = StickyScale()
  private static let pointCount = 600

  mutating func scene(_ subject: ViewSubject) -> LayersScene? {
    guard let target = subject.state.target else { return nil }
    var scene = scene.value(for: subject.key) {
      let data = Evaluation.draw(
        target, seed: subject.model.settings.seed, count: LayersMemory.pointCount)
      return LayersScene(
        subject.evaluator.journey(to: data, of: subject.model),
        stages: subject.evaluator.architecture.stages,
        gradients: subject.state.pastStep == nil
          ? subject.state.snapshot?.gradientNorms ?? [] : [],
        extent: Float(max(subject.state.baseExtent, subject.state.dataExtent)))
    }
    scene.barsEnd = scale.value(reaching: scene.reach, at: subject.time)
    return scene
  }
}
