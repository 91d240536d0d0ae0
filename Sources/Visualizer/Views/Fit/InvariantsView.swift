import Canvas
import Flows
import Foundation
import Learning

/// What must hold of every flow, measured.
enum InvariantsView: View {
  static let name: ViewName = "invariants"
  static let title = "invariants: what must hold"
  static let noun = "the invariants"
  static let summary = "what must hold of every flow, measured"

  static func scene(
    _ subject: ViewSubject, remembering memory: inout InvariantsMemory
  ) -> (any ViewScene)? { memory.scene(subject) }
}

/// The invariants view: what must hold of every flow, measured on the running model.
struct InvariantsScene: ViewScene {
  var invariants: Invariants
  var cost: EvaluationCost
  /// log|det dx/dz| at the picture's pixels, by where points end up in data space; empty without one.
  var volume: [Float] = []
  /// The model's density there.
  var density: [Float] = []
  /// How log|det| is coloured.
  var scale = SoftScale(reaching: 2)

  /// How far the colours must reach: nearly all of the picture.
  var reach: Double {
    let sizes = volume.filter(\.isFinite).map(abs).sorted()
    return sizes.isEmpty ? 1 : Double(sizes[(sizes.count - 1) * 98 / 100])
  }

  /// A reading of what must hold; `nil` where it cannot be given.
  func number(_ name: String) -> Double? {
    var measurements = Measurements()
    (measurements.invariants, measurements.cost) = (invariants, cost)
    return measurements.number(name)
  }

  func caption(_ state: State) -> Caption {
    func value(_ name: String) -> Double { number("invariants.\(name)") ?? .nan }
    guard value("mass").isFinite, value("roundTrip").isFinite else {
      return Caption(
        "something that must hold cannot be measured: see the table",
        "not everything can be measured")
    }
    let mass = "the mass is \(value("mass").text(4).shows("invariants.mass")) of 1"
    let gap = NumberText.scientific(value("roundTrip")).shows("invariants.roundTrip")
    let trip = "x → z → x misses by \(gap) at most"
    let short = "x → z → x misses by \(gap)"
    let folds =
      "\(Int(value("folds")).grouped.shows("invariants.folds")) of \(Int(value("places")).grouped) places fold"
    return Caption(
      "\(mass), \(trip), \(folds)", "\(mass), \(short), \(folds)",
      "\(mass), \(folds)", mass)
  }
}

/// Where the invariants view's parts go.
struct InvariantsLayout {
  var table: Rect
  var picture: Rect?

  init(_ body: Rect) {
    guard body.columns >= 100, body.rows >= 18 else {
      table = body
      return
    }
    let width = min(body.columns / 2, 2 * (body.rows - 2) + 2)
    let parts = body.columns(.share(1), .cells(width))
    table = parts[0]
    picture = parts[1]
  }
}

/// What the invariants view remembers.
struct InvariantsMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var body: Rect
    var samples: Int
    /// Whether there is time to measure at many points.
    var isFine: Bool
  }
  private var scene = Memo<Key, InvariantsScene>()
  /// Throughput depends on the architecture alone; it is measured once, not with every step.
  private var cost = Memo<Settings, EvaluationCost>()
  private var scale = StickyScale()

  mutating func scene(_ subject: ViewSubject) -> InvariantsScene? {
    guard let target = subject.state.target else { return nil }
    let (evaluator, model) = (subject.evaluator, subject.model)
    let cost = cost.value(for: model.settings) { EvaluationCost(evaluator.onOneThread, model) }
    var scene = scene.value(
      for: Key(
        model: subject.key, body: subject.body, samples: subject.state.medium.samples,
        isFine: !subject.state.running)
    ) {
      var scene = InvariantsScene(
        invariants: Invariants(evaluator, model, target, isFine: !subject.state.running),
        cost: cost)
      if let picture = InvariantsLayout(subject.body).picture {
        let plane = PlaneField(evaluator, model, subject.state.dataViewport(picture))
        (scene.volume, scene.density) = (plane.logDet, plane.density)
      }
      return scene
    }
    let reach = scale.value(reaching: scene.reach, at: subject.time)
    scene.scale = SoftScale(reaching: Float(reach))
    return scene
  }
}
