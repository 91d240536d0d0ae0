import Canvas
import Foundation

/// A region in both spaces: its area changes, its mass stays.
enum MassView: ReachView {
  static let name: ViewName = "mass"
  static let title = "mass lens: volume changes, mass stays"
  static let noun = "the mass lens"
  static let summary = "a region in both spaces: its area changes, its mass stays"
  static let forms = 2
  static let keys = [
    ViewKey(.adjust(1), "a smaller, larger region"), ViewKey(.form, "a circle, or a box"),
  ]
  static let mouse: String? = ViewKey.mouse

  static func scene(
    _ subject: ViewSubject, remembering memory: inout MassMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    let pair = PairLayout(body)
    return SpaceViewports(
      base: state.baseViewport(pair.first), data: state.dataViewport(pair.second))
  }

  static func shape(_ state: State) -> Region.Shape { form(in: state) == 1 ? .box : .circle }
}

/// The region of the mass lens, in the space it was drawn in.
struct Region: Hashable, Sendable {
  enum Shape: String, Hashable, Sendable {
    case circle, box
  }

  var shape: Shape
  var center: SIMD2<Double>
  var radius: Double

  func contains(_ point: SIMD2<Float>) -> Bool {
    let offset = SIMD2<Double>(point) - center
    switch shape {
    case .circle: return (offset * offset).sum() <= radius * radius
    case .box: return abs(offset.x) <= radius && abs(offset.y) <= radius
    }
  }

  /// Its exact area.
  var area: Double { shape == .circle ? .pi * radius * radius : 4 * radius * radius }

  /// A point of its edge; `turn` goes once around from 0 to 1.
  func edge(_ turn: Double) -> SIMD2<Double> {
    switch shape {
    case .circle:
      return center + radius * SIMD2(cos(2 * .pi * turn), sin(2 * .pi * turn))
    case .box:
      let corner = Int(turn * 4) % 4
      let t = turn * 4 - Double(Int(turn * 4))
      let corners = ProbeScene.corners(around: center, side: 2 * radius)
      return corners[corner] * (1 - t) + corners[corner.cycled(by: 1, count: 4)] * t
    }
  }

  /// The edge carried elsewhere by a map, with points added where neighbours drift apart.
  func carried(
    maximumGap: Float, by map: ([SIMD2<Float>]) -> [SIMD2<Float>]
  ) -> (own: Polygon, image: Polygon) {
    var turns = (0..<128).map { Double($0) / 128 }
    var image = map(turns.map { SIMD2<Float>(edge($0)) })
    for _ in 0..<4 {
      var between: [(index: Int, turn: Double)] = []
      for index in image.indices {
        let next = index.cycled(by: 1, count: image.count)
        let step = image[next] - image[index]
        let length = (step * step).sum().squareRoot()
        let end = next == 0 ? 1 : turns[next]
        guard length > maximumGap, end - turns[index] > 1e-6 else { continue }
        let pieces = min(8, Int((length / maximumGap).rounded(.up)))
        for piece in 1..<max(2, pieces) {
          let t = Double(piece) / Double(max(2, pieces))
          between.append((index, turns[index] + (end - turns[index]) * t))
        }
      }
      guard !between.isEmpty, turns.count + between.count < 6000 else { break }
      let images = map(between.map { SIMD2<Float>(edge($0.turn)) })
      let merged = (zip(turns, image).map { ($0, $1) } + zip(between, images).map { ($0.turn, $1) })
        .sorted { $0.0 < $1.0 }
      turns = merged.map(\.0)
      image = merged.map(\.1)
    }
    return (Polygon(turns.map { SIMD2<Float>(edge($0)) }), Polygon(image))
  }
}

/// The mass lens: a region in both spaces, with its area and its mass.
struct MassScene: ViewScene {
  /// What is known of the region in one space.
  struct Side: Sendable {
    var outline: Polygon
    var area: Double
    /// ∫ density over the region.
    var mass: Double
    /// Share of the samples that lie in it.
    var samples: Double
    /// The region's pixels in the picture.
    var mask: [Bool]
    var density: [Float]
    var maximum: Float
  }
  var region: Region
  /// Where the region was drawn.
  var space: Probe.Space
  var base: Side
  var data: Side
  var sampleCount: Int
  /// Share of the target's points that lie in the region of data space.
  var targetShare: Double
}

/// What the mass lens remembers.
struct MassMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var shape: Region.Shape
    var radius: Double
    var body: Rect
    var coarse: Bool
  }
  private struct PictureKey: Hashable {
    var model: ModelKey
    var body: Rect
    var coarse: Bool
  }
  private struct Pictures {
    var base: [Float]
    var data: [Float]
    var z: [SIMD2<Float>]
    var x: [SIMD2<Float>]
    var points: [SIMD2<Float>]
  }
  private var pictures = Memo<PictureKey, Pictures>()
  private var scene = Memo<Key, MassScene>()
  static let sampleCount = 4000

  mutating func scene(_ subject: ViewSubject) -> MassScene {
    let state = subject.state
    let key = Key(
      model: subject.key, probe: state.probe, shape: MassView.shape(state),
      radius: state[ViewReach.self].radius,
      body: subject.body, coarse: state.running)
    let pair = PairLayout(subject.body)
    let (baseView, dataView) = (state.baseViewport(pair.first), state.dataViewport(pair.second))
    let pictureKey = PictureKey(model: subject.key, body: subject.body, coarse: state.running)
    return scene.value(for: key) {
      let pictures = pictures.value(for: pictureKey) {
        let count = state.running ? 1500 : MassMemory.sampleCount
        let z = subject.evaluator.sampleBase(count: count, seed: 7, of: subject.model)
        let target = state.target
        return Pictures(
          base: Evaluation.baseDensity(subject.evaluator, subject.model, baseView),
          data: Evaluation.modelDensity(
            subject.evaluator, subject.model, dataView, coarse: key.coarse), z: z,
          x: subject.evaluator.forward(z, of: subject.model).x,
          points: target.map { Evaluation.draw($0, seed: 7, count: count) } ?? [])
      }
      return MassMemory.scene(
        subject, Region(shape: key.shape, center: key.probe.point, radius: key.radius), baseView,
        dataView, pictures)
    }
  }

  private static func scene(
    _ subject: ViewSubject, _ region: Region, _ baseView: Viewport, _ dataView: Viewport,
    _ pictures: Pictures
  ) -> MassScene {
    let (evaluator, model) = (subject.evaluator, subject.model)
    let isBase = subject.state.probe.space == .base
    let gap =
      (subject.state.running ? 0.5 : 0.15) * min((isBase ? dataView : baseView).pixelSize, 0.2)
    let (own, image) = region.carried(maximumGap: gap) { points in
      isBase ? evaluator.forward(points, of: model).x : evaluator.inverse(points, of: model).z
    }
    let (baseOutline, dataOutline) = isBase ? (own, image) : (image, own)
    // Each side integrates its own density over its own outline.
    let rows = subject.state.running ? 48 : 240
    let baseNodes = baseOutline.quadrature(rows: rows)
    let dataNodes = dataOutline.quadrature(rows: rows)
    let baseMass = zip(
      baseNodes, evaluator.logBaseDensity(baseNodes.map(\.point), of: model)
    ).reduce(0) { $0 + $1.0.weight * exp(Double($1.1)) }
    let dataMass = zip(
      dataNodes, evaluator.inverse(dataNodes.map(\.point), of: model).logDensity
    ).reduce(0) { $0 + $1.0.weight * exp(Double($1.1)) }
    func share(_ points: [SIMD2<Float>], _ polygon: Polygon, _ isOwn: Bool) -> Double {
      guard !points.isEmpty else { return .nan }
      let inside = points.count { isOwn ? region.contains($0) : polygon.contains($0) }
      return Double(inside) / Double(points.count)
    }
    let basePixels = baseView.pixelCenters()
    let dataPixels = dataView.pixelCenters()
    return MassScene(
      region: region, space: subject.state.probe.space,
      base: MassScene.Side(
        outline: baseOutline, area: isBase ? region.area : baseOutline.area, mass: baseMass,
        samples: share(pictures.z, baseOutline, isBase),
        mask: basePixels.map { isBase ? region.contains($0) : baseOutline.contains($0) },
        density: pictures.base, maximum: pictures.base.max() ?? 1),
      data: MassScene.Side(
        outline: dataOutline, area: isBase ? dataOutline.area : region.area, mass: dataMass,
        samples: share(pictures.x, dataOutline, !isBase),
        mask: dataPixels.map { isBase ? dataOutline.contains($0) : region.contains($0) },
        density: pictures.data, maximum: subject.densityMaximum),
      sampleCount: pictures.z.count, targetShare: share(pictures.points, dataOutline, !isBase))
  }
}
