import Canvas
import Learning

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

/// The mass lens: a region in both spaces, with its area and its mass.
struct MassScene: ViewScene {
  /// The picture of one space.
  struct Side: Sendable {
    var density: [Float]
    var maximum: Float
  }
  var measured: RegionMass
  var base: Side
  var data: Side
  /// The target's density at the pixels of data space; `nil` where it is not known.
  var truth: [Float]?
  var sampleCount: Int

  /// A reading of the region.
  func number(_ name: String) -> Double {
    var measurements = Measurements()
    measurements.region = measured
    return measurements.number(name) ?? .nan
  }

  func caption(_ state: State) -> Caption {
    let (before, after) = (number("mass.area.z"), number("mass.area.x"))
    let (base, data) = (number("mass.z"), number("mass.x"))
    guard before.isFinite, after.isFinite, before > 0, base.isFinite, data.isFinite else {
      return Caption("the region cannot be measured here")
    }
    let shape = MassView.shape(state) == .box ? "the box" : "the circle"
    let placed = "\(shape) in \(state.probe.space == .data ? "x" : "z")"
    let growth = Growth(after / before, reading: "mass.area.x")
    let inZ = (100 * base).text(2).shows("mass.z")
    let inX = (100 * data).text(2).shows("mass.x")
    if state.handBreak != nil {
      let counted = "∫p_z \(inZ) % in z, ∫p \(inX) % in x"
      return Caption(
        "\(placed): not invertible, so p(x) counts one z of several: \(counted)",
        "p(x) counts one z of several: \(counted)", counted)
    }
    let masses = "\(inZ) % in z, \(inX) % in x"
    return Caption(
      "\(placed): from z to x its area \(growth.words), its mass stays: \(masses)",
      "its area \(growth.words), its mass stays: \(masses)",
      "\(placed): area \(growth.sign), mass \(masses)", "area \(growth.sign), mass \(masses)")
  }
}

/// What the mass lens remembers.
struct MassMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var shape: Region.Shape
    var radius: Double
    var body: Rect
    var samples: Int
    var coarse: Bool
  }
  private struct PictureKey: Hashable {
    var model: ModelKey
    var body: Rect
    var samples: Int
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
  private struct Place: Hashable {
    var target: String
    var viewport: Viewport
  }
  private var truth = Memo<Place, [Float]?>()
  private var scene = Memo<Key, MassScene>()
  static let sampleCount = 4000

  mutating func scene(_ subject: ViewSubject) -> MassScene {
    let state = subject.state
    let key = Key(
      model: subject.key, probe: state.probe, shape: MassView.shape(state),
      radius: state[ViewReach.self].radius,
      body: subject.body, samples: state.medium.samples, coarse: state.running)
    let pair = PairLayout(subject.body)
    let (baseView, dataView) = (state.baseViewport(pair.first), state.dataViewport(pair.second))
    let pictureKey = PictureKey(
      model: subject.key, body: subject.body, samples: key.samples, coarse: key.coarse)
    var known: [Float]?
    if let target = state.target {
      known = truth.value(for: Place(target: target.name, viewport: dataView)) {
        Evaluation.density(of: target, in: dataView)
      }
    }
    return scene.value(for: key) {
      let pictures = pictures.value(for: pictureKey) {
        let count = state.running ? 1500 : MassMemory.sampleCount
        let z = subject.evaluator.sampleBase(count: count, seed: 7, of: subject.model)
        let target = state.target
        return Pictures(
          base: Evaluation.baseDensity(subject.evaluator, subject.model, baseView),
          data: Evaluation.modelDensity(
            subject.evaluator, subject.model, dataView), z: z,
          x: subject.evaluator.forward(z, of: subject.model).x,
          points: target.map { Evaluation.draw($0, seed: 7, count: count) } ?? [])
      }
      var scene = MassMemory.scene(
        subject, Region(shape: key.shape, center: key.probe.point, radius: key.radius), baseView,
        dataView, pictures)
      scene.truth = known
      return scene
    }
  }

  private static func scene(
    _ subject: ViewSubject, _ region: Region, _ baseView: Viewport, _ dataView: Viewport,
    _ pictures: Pictures
  ) -> MassScene {
    let (evaluator, model) = (subject.evaluator, subject.model)
    let isBase = subject.state.probe.space == .base
    let gap =
      (subject.state.running ? 0.5 : 0.15) * min((isBase ? dataView : baseView).halfBlock, 0.2)
    let points = RegionMass.Points(z: pictures.z, x: pictures.x, target: pictures.points)
    let measured = RegionMass(
      region, in: subject.state.probe.space, maximumGap: gap,
      rows: subject.state.running ? 48 : 240, points: points, evaluator, model)
    return MassScene(
      measured: measured,
      base: MassScene.Side(
        density: pictures.base, maximum: pictures.base.max() ?? 1),
      data: MassScene.Side(
        density: pictures.data, maximum: subject.densityMaximum),
      sampleCount: pictures.z.count)
  }
}
