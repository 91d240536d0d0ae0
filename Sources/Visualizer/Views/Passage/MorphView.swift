import Canvas
import Foundation
import Learning

/// Density, grid and samples on their way from z to x.
enum MorphView: PassageView {
  static let name: ViewName = "morph"
  static let title = "morph: from z to x, layer by layer"
  static let noun = "the morph"
  static let summary = "density, grid and probe on their way from z to x"
  static let keys = [
    ViewKey(.play, "play from z to x and back"), ViewKey(.adjust(1), "back and forth"),
    ViewKey(.toggle(.samples)), ViewKey(.cycleGrid),
  ]
  static let needs: Set<LearnerAbility> = [.density, .inverse, .layers]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout MorphMemory
  ) -> (any ViewScene)? { memory.scene(subject) }
}

/// The morph: density, grid, samples and probe on their way from z to x, at one depth.
struct MorphScene: ViewScene {
  var depth: Double
  var stages: [Stage]
  /// How far through a stage the picture is, from 0 to 1; 0 is exactly between two stages.
  var fraction: Double
  /// Stages that lie behind.
  var passed: Int
  /// The board and the density at the picture's pixels.
  var plane: PlaneField
  var densityMaximum: Float
  var baseMaximum: Float
  /// How log|det| is coloured, the same at every depth.
  var scale: SoftScale
  var grid: [Scene.GridLine]
  var samples: [SIMD2<Float>]
  /// The samples at every stage.
  var passage: Journey
  /// The probe's point after each stage, from z to x.
  var path: [SIMD2<Float>]
  /// log|det| of each stage at the probe, z → x, in nats.
  var pathLogDets: [Float]
  /// log p_z at the probe, in nats.
  var logBase: Double
  /// Half the width of the picture, the same at every depth.
  var extent: Float
  /// The density at the picture's pixels.
  var density: [Float] { plane.density }

  func caption(_ state: State) -> Caption {
    let (first, here) = (logBase, logDensity(after: passed))
    let growth = Growth(exp(first - here))
    let unit = stages.first?.isSolverStep == true ? "steps" : "layers"
    let place = "after \(passed) of \(stages.count) \(unit)"
    let mark = state.probeMark
    guard first.isFinite, here.isFinite else { return Caption(place) }
    guard passed > 0 else {
      let name = fraction == 0 ? "this is z" : "within the first of \(stages.count) \(unit)"
      let base = "log p_z at \(mark) is \(first.text(2))"
      return Caption("\(name): \(base); m plays on to x", "\(name): \(base)", name)
    }
    let change = "log density \(first.text(2)) → \(here.text(2).shows("probe.logpx"))"
    return Caption(
      "\(place) an area at \(mark) is now \(growth.sign): \(change)",
      "\(place) area \(growth.sign): \(change)", "\(place): \(change)", change)
  }

  /// Where the probe is at the depth.
  var probe: SIMD2<Float> { Blend(depth: depth, stages: stages.count).mix(path) }

  /// log density of the probe's point after so many stages, in nats.
  func logDensity(after stage: Int) -> Double {
    logBase - pathLogDets.prefix(stage).reduce(0) { $0 + Double($1) }
  }
}

/// Which two stages a depth lies between, and how far.
struct Blend {
  let stage: Int
  let fraction: Float
  private let last: Int

  init(depth: Double, stages: Int) {
    last = stages
    let place = min(max(depth, 0), 1) * Double(stages)
    stage = min(Int(place), stages)
    fraction = stage == stages ? 0 : Float(place - Double(stage))
  }

  /// A point between its places before and after.
  func mix(_ path: [SIMD2<Float>]) -> SIMD2<Float> {
    guard path.indices.contains(stage) else { return .zero }
    guard fraction > 0, stage < last else { return path[stage] }
    return path[stage] + fraction * (path[stage + 1] - path[stage])
  }

  /// The same for many points at once.
  func mix(_ journey: Journey) -> [SIMD2<Float>] { mix(journey.points) }

  /// The same for many points at once, by their places at every stage.
  func mix(_ points: [[SIMD2<Float>]]) -> [SIMD2<Float>] {
    guard points.indices.contains(stage) else { return [] }
    guard fraction > 0, stage < last else { return points[stage] }
    return zip(points[stage], points[stage + 1]).map { $0 + fraction * ($1 - $0) }
  }
}

/// What the morph remembers: the journeys, which do not depend on the depth.
struct MorphMemory: ViewMemory {
  private struct MeshKey: Hashable {
    var model: ModelKey
    var cellsPerUnit: Int
  }
  private struct ProbeKey: Hashable {
    var model: ModelKey
    var probe: Probe
  }
  private struct Travel {
    var mesh: Mesh
    var journey: Journey
    var baseDensity: [Float]
    var samples: Journey
    var extent: Float
    var scale: SoftScale
  }
  /// One end of the way, z or x, where the density is evaluated without the mesh.
  private struct EndKey: Hashable {
    var model: ModelKey
    var viewport: Viewport
    var isBase: Bool
  }
  /// A place between the ends, where the mesh carries the density.
  private struct MiddleKey: Hashable {
    var mesh: MeshKey
    var viewport: Viewport
    var depth: Double
  }
  private struct ProbeTravel {
    var journey: Journey
    var logBase: Double
  }
  private var stages = Memo<ModelKey, [Stage]>()
  private var travel = Memo<MeshKey, Travel>()
  private var probe = Memo<ProbeKey, ProbeTravel>()
  private var end = Memo<EndKey, PlaneField>()
  private var middle = Memo<MiddleKey, PlaneField>()
  private static let sampleCount = 700

  mutating func scene(_ subject: ViewSubject) -> MorphScene {
    let state = subject.state
    let stages = stages.value(for: subject.key) { subject.evaluator.architecture.stages }
    let meshKey = MeshKey(model: subject.key, cellsPerUnit: MorphMemory.cellsPerUnit(state))
    let travel = travel.value(for: meshKey) {
      MorphMemory.travel(subject, cellsPerUnit: meshKey.cellsPerUnit)
    }
    let probe = probe.value(for: ProbeKey(model: subject.key, probe: state.probe)) {
      let point = [SIMD2<Float>(state.probe.point)]
      let journey =
        state.probe.space == .data
        ? subject.evaluator.journey(to: point, of: subject.model)
        : subject.evaluator.journey(from: point, of: subject.model)
      let logBase = subject.evaluator.logBaseDensity(journey.points[0], of: subject.model)[0]
      return ProbeTravel(journey: journey, logBase: Double(logBase))
    }
    let blend = Blend(depth: state[Passage.self].depth, stages: stages.count)
    let vertices = blend.mix(travel.journey)
    let factors = MorphMemory.areaFactors(travel.mesh, travel.journey, blend, vertices)
    let viewport = MorphLayout(subject.body).viewport(extent: travel.extent, state)
    let (isBase, isData) = (
      blend.stage == 0 && blend.fraction == 0, blend.stage == stages.count
    )
    let logFactors = factors.map { log(max(abs($0), 1e-6)) }
    let plane =
      isBase || isData
      ? end.value(
        for: EndKey(model: subject.key, viewport: viewport, isBase: isBase)
      ) {
        isBase
          ? PlaneField(base: subject.evaluator, subject.model, viewport)
          : PlaneField(subject.evaluator, subject.model, viewport)
      }
      : middle.value(
        for: MiddleKey(mesh: meshKey, viewport: viewport, depth: state[Passage.self].depth)
      ) { MorphMemory.plane(travel, vertices, logFactors, viewport) }
    let baseMaximum = travel.baseDensity.max() ?? 1
    let top = subject.densityMaximum > 0 ? subject.densityMaximum : baseMaximum
    return MorphScene(
      depth: state[Passage.self].depth, stages: stages, fraction: Double(blend.fraction),
      passed: blend.stage,
      plane: plane,
      densityMaximum: baseMaximum * pow(top / baseMaximum, Float(state[Passage.self].depth)),
      baseMaximum: baseMaximum, scale: travel.scale,
      grid: travel.mesh.lines(spacing: viewport.rect.rows >= 24 ? 0.5 : 1, reach: 3)
        .map { line in
          Scene.GridLine(
            points: line.map { vertices[$0] }, logDet: line.map { logFactors[$0] },
            folded: line.map { !factors[$0].isFinite })
        },
      samples: blend.mix(travel.samples), passage: travel.samples,
      path: probe.journey.points.map { $0[0] },
      pathLogDets: probe.journey.logDets.map { $0[0] }, logBase: probe.logBase,
      extent: travel.extent)
  }

  /// How fine the mesh is: where fields have more samples its straight edges would be seen.
  private static func cellsPerUnit(_ state: State) -> Int {
    state.running ? 8 : 14 * min(max(1, state.medium.samples / 2), 4)
  }

  private static func travel(_ subject: ViewSubject, cellsPerUnit: Int) -> Travel {
    let mesh = Mesh(extent: Float(subject.state.baseExtent), cellsPerUnit: cellsPerUnit)
    let z = subject.evaluator.sampleBase(
      count: sampleCount, seed: subject.model.settings.seed, of: subject.model)
    let samples = subject.evaluator.journey(from: z, of: subject.model)
    return Travel(
      mesh: mesh, journey: subject.evaluator.journey(from: mesh.source, of: subject.model),
      baseDensity: subject.evaluator.logBaseDensity(mesh.source, of: subject.model).map { exp($0) },
      samples: samples, extent: extent(samples, subject.state), scale: SoftScale(samples))
  }

  /// Half the width of a picture that has room for both spaces and for nineteen of twenty samples at every stage.
  /// It changes in steps, so that the picture does not breathe while training.
  private static func extent(_ samples: Journey, _ state: State) -> Float {
    let reaches = samples.points.dropFirst().dropLast().map { points in
      let sorted = points.map { max(abs($0.x), abs($0.y)) }.filter(\.isFinite).sorted()
      return sorted.isEmpty ? 0 : sorted[sorted.count * 95 / 100]
    }
    let reach = (((reaches.max() ?? 0) * 2).rounded(.up)) / 2
    return max(Float(max(state.baseExtent, state.dataExtent)), min(reach, 8))
  }

  /// Board and density at the picture's pixels, as the mesh carries them.
  private static func plane(
    _ travel: Travel, _ vertices: [SIMD2<Float>], _ logFactors: [Float], _ viewport: Viewport
  ) -> PlaneField {
    let spots = travel.mesh.spots(vertices, viewport)
    let base = spots.map { $0.isCovered ? $0.mix(travel.baseDensity) : 0 }
    return PlaneField(
      density: zip(spots, base).map { $0.thinning * $1 },
      z: spots.map { $0.isCovered ? $0.mix(travel.mesh.source) : SIMD2(.nan, .nan) },
      logDet: spots.map { $0.isCovered ? $0.mix(logFactors) : 0 }, logBase: base.map { log($0) })
  }

  /// How much area has grown at each vertex. Between two stages the flow's own log-determinants say so,
  /// within a stage the mesh does.
  private static func areaFactors(
    _ mesh: Mesh, _ journey: Journey, _ blend: Blend, _ vertices: [SIMD2<Float>]
  ) -> [Float] {
    let measured = mesh.areaFactors(vertices)
    guard blend.fraction == 0 else { return measured }
    var logDet = [Float](repeating: 0, count: vertices.count)
    for stage in 0..<blend.stage {
      for index in logDet.indices { logDet[index] += journey.logDets[stage][index] }
    }
    return zip(logDet, measured).map { exp($0) * ($1 < 0 ? -1 : 1) }
  }
}
