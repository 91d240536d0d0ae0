import Canvas
import Foundation
import Learning

/// What moves points, and particles that follow it.
enum FieldView: PassageView {
  static let name: ViewName = "field"
  static let title = "field: what moves the points"
  static let noun = "the field"
  static let summary = "what moves points, and particles that follow it"
  static let forms = 4
  static let keys = [
    ViewKey(.play, "play from z to x and back"), ViewKey(.adjust(1), "back and forth"),
    ViewKey(.form, "speed, score, terrain"),
  ]
  static let needs: Set<LearnerAbility> = [.density, .inverse, .layers]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout FieldMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  /// Whether colours show speed, not divergence.
  static func showsSpeed(_ state: State) -> Bool { form(in: state) == 1 }

  /// Whether the arrows are asked to be scores, which a diffusion model alone learns.
  static func wantsScore(_ state: State) -> Bool { form(in: state) == 2 }

  /// Whether the terrain is asked for whose slope the arrows are; only some layers have one.
  static func wantsTerrain(_ state: State) -> Bool { form(in: state) == 3 }

  static func formMessage(_ state: State) -> String? {
    if wantsScore(state), !state.abilities.contains(.noise) { return FieldScene.noScore }
    return wantsTerrain(state) && state.family?.movesUpSlopes != true ? FieldTerrain.none : nil
  }
}

/// The field view: what moves points, as arrows on an even grid, and particles that ride it.
///
/// A continuous flow has a velocity f(x, t) at every place and time. A discrete flow has no velocity;
/// there the arrows are how far the layer at hand moves each place.
struct FieldScene: ViewScene {
  /// One arrow, centred on its place.
  struct Arrow: Sendable {
    var place: SIMD2<Float>
    var vector: SIMD2<Float>
    /// Divergence or log|det|: positive is expansion.
    var growth: Float

    var length: Float { (vector * vector).sum().squareRoot() }
  }

  /// Density, samples and stages at the depth.
  var morph: MorphScene
  var moment: Moment
  var layerCount: Int
  var arrows: [Arrow]
  /// Space between neighbouring arrows, in dots.
  var spacing: Int
  /// The motion of the particles themselves, where they are.
  var riding: Motion
  /// Mean length of the particles' ways, divided by the straight distance between their ends; 1 is
  /// straight. `nil` where nothing moves.
  var detour: Double?
  /// Over the particles, for every stage: mean distance covered and mean log|det|.
  var stageTravel: [Double]
  var stageGrowth: [Double]

  /// The terrain whose slope the arrows are; `nil` where there is none or it is not asked for.
  var terrain: FieldTerrain?
  /// σ where the arrows are scores, ∇ log p of noisy data; `nil` where they are what moves points.
  var scoreLevel: Double?

  var isVelocity: Bool { moment.time != nil }

  /// Whether arrows are coloured by their length, not by what grows.
  func showsLength(_ state: State) -> Bool { FieldView.showsSpeed(state) || scoreLevel != nil }

  static let noScore =
    "no score here: a diffusion model alone learns one; arrows are what moves points"

  func caption(_ state: State) -> Caption {
    let growth = FieldMemory.mean(riding.growth.map(Double.init))
    let pace = FieldMemory.mean(riding.vectors.map(FieldMemory.length))
    let ways = detour.map { "; their ways are \($0.text(2))× as long as straight" } ?? ""
    let layer = "layer \(moment.layer + 1) of \(layerCount)"
    if let scoreLevel, let scores = riding.scores {
      let steepness = FieldMemory.mean(scores.map(FieldMemory.length))
      let short = "noise σ \(scoreLevel.significant), score \(steepness.significant) in the mean"
      return Caption(
        "at noise σ \(scoreLevel.significant) log p rises by \(steepness.significant) a unit along the arrows, in "
          + "the mean over the particles",
        "at noise σ \(scoreLevel.significant) the particles' score is \(steepness.significant) in the mean",
        short)
    }
    if let terrain { return terrain.caption(layer) }
    let grown =
      "\(isVelocity ? "divergence" : "log|det|") \(growth.text(2, plus: true)) in the mean"
    if FieldView.wantsScore(state) {
      return Caption(
        "\(FieldScene.noScore): \(grown)", "no score is learned here; \(grown)",
        "no score; \(grown)")
    }
    if FieldView.wantsTerrain(state) {
      return Caption(
        "\(FieldTerrain.none); \(grown)", "no terrain here; \(grown)", "no terrain; \(grown)")
    }
    if FieldView.showsSpeed(state) {
      let speed =
        moment.time.map { "at t \($0.text(2)) the particles' speed is \(pace.text(2)) in the mean" }
        ?? "\(layer) moves the particles by \(pace.text(2)) in the mean"
      return Caption(speed + ways, speed, "speed \(pace.text(2)) in the mean")
    }
    let sign = growth.text(2, plus: true)
    let expansion =
      moment.time.map {
        "at t \($0.text(2)) the divergence at the particles is \(sign) in the mean"
      }
      ?? "\(layer) adds \(sign) to log|det| at the particles, in the mean"
    return Caption(expansion + ways, expansion, "log|det| \(sign) in the mean")
  }

  /// The speed or distance of an arrow of full length; the few longer ones, far out, are cut to it.
  var fullLength: Float
}

/// What the field view remembers.
struct FieldMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var depth: Double
    var body: Rect
    var isScore: Bool
  }
  private struct TerrainKey: Hashable {
    var model: ModelKey
    var depth: Double
    /// It says how many pixels there are.
    var viewport: Viewport
  }
  private var morph = MorphMemory()
  private var field = Memo<Key, (moment: Moment, arrows: [FieldScene.Arrow])>()
  private var riding = Memo<Key, Motion>()
  private var terrain = Memo<TerrainKey, FieldTerrain?>()

  mutating func scene(_ subject: ViewSubject) -> FieldScene {
    let morph = morph.scene(subject)
    let depth = subject.state[Passage.self].depth
    let evaluator = subject.evaluator
    let level =
      FieldView.wantsScore(subject.state)
      ? evaluator.architecture.scoreLevel(evaluator.architecture.moment(atDepth: depth)) : nil
    let key = Key(
      model: subject.key, depth: depth, body: subject.body, isScore: level != nil)
    let viewport = MorphLayout(subject.body).viewport(extent: morph.extent, subject.state)
    let spacing = FieldMemory.spacing(viewport)
    let field = field.value(for: key) {
      let places = FieldMemory.lattice(viewport, spacing: spacing)
      let motion = evaluator.motion(at: places, depth: depth, of: subject.model)
      let vectors = level.flatMap { _ in motion.scores } ?? motion.vectors
      let arrows = places.indices.map {
        FieldScene.Arrow(place: places[$0], vector: vectors[$0], growth: motion.growth[$0])
      }
      return (evaluator.architecture.moment(atDepth: depth), arrows)
    }
    let riding = riding.value(for: key) {
      // A layer moves the points that enter it; a velocity belongs to where they are.
      let places =
        field.moment.time == nil
        ? morph.passage.points[min(morph.passed, morph.stages.count - 1)]
        : morph.samples
      return evaluator.motion(at: places, depth: depth, of: subject.model)
    }
    let wantsTerrain =
      FieldView.wantsTerrain(subject.state) && evaluator.architecture.hasTerrain(field.moment)
    let terrain =
      wantsTerrain
      ? terrain.value(
        for: TerrainKey(model: subject.key, depth: depth, viewport: viewport)
      ) {
        FieldTerrain(
          evaluator.motion(at: viewport.pixelCenters(), depth: depth, of: subject.model).heights)
      } : nil
    return FieldScene(
      morph: morph, moment: field.moment, layerCount: evaluator.architecture.layers.count,
      arrows: field.arrows, spacing: spacing,
      riding: riding, detour: FieldMemory.detour(morph.passage),
      stageTravel: FieldMemory.travel(morph.passage),
      stageGrowth: morph.passage.logDets.map { FieldMemory.mean($0.map(Double.init)) },
      terrain: terrain, scoreLevel: level, fullLength: FieldMemory.fullLength(field.arrows))
  }

  /// Dots between arrows: room for a shaft with a head.
  private static func spacing(_ viewport: Viewport) -> Int {
    viewport.rect.rows >= 40 ? 12 : viewport.rect.rows >= 20 ? 10 : 8
  }

  /// The places of the arrows, evenly over a picture.
  private static func lattice(_ viewport: Viewport, spacing: Int) -> [SIMD2<Float>] {
    let (across, down) = (2 * viewport.rect.columns, 4 * viewport.rect.rows)
    func ticks(_ length: Int) -> [Int] {
      let count = max(1, length / spacing)
      let first = (length - (count - 1) * spacing) / 2
      return (0..<count).map { first + $0 * spacing }
    }
    let columns = ticks(across)
    return ticks(down).flatMap { y in
      columns.map { x in viewport.data(dot: SIMD2(Float(x), Float(y))) }
    }
  }

  /// The length that four of five arrows stay below.
  private static func fullLength(_ arrows: [FieldScene.Arrow]) -> Float {
    let lengths = arrows.map(\.length).filter(\.isFinite).sorted()
    return lengths.isEmpty ? 1 : max(lengths[lengths.count * 4 / 5], 1e-6)
  }

  static func mean(_ values: [Double]) -> Double {
    let kept = values.filter(\.isFinite)
    return kept.isEmpty ? 0 : kept.reduce(0, +) / Double(kept.count)
  }

  static func length(_ vector: SIMD2<Float>) -> Double {
    Double((vector * vector).sum().squareRoot())
  }

  private static func travel(_ passage: Journey) -> [Double] {
    zip(passage.points, passage.points.dropFirst()).map { before, after in
      mean(zip(before, after).map { length($1 - $0) })
    }
  }

  private static func detour(_ passage: Journey) -> Double? {
    guard let first = passage.points.first, let last = passage.points.last else { return nil }
    let straight = mean(zip(first, last).map { length($1 - $0) })
    return straight > 1e-6 ? travel(passage).reduce(0, +) / straight : nil
  }
}
