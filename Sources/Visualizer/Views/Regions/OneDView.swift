import Canvas
import Foundation
import Learning

/// The formula along one line of the plane, or for one coordinate.
enum OneDView: ReachView {
  static let name: ViewName = "1d"
  static let title = "1-D: the formula along a line"
  static let noun = "the 1-D view"
  static let summary = "density, map and density along one line"
  static let forms = 5
  static let keys = [
    ViewKey(.adjust(1), "a narrower, wider bin"), ViewKey(.form, "which curve, along what"),
  ]
  static let mouse: String? = ViewKey.mouse

  struct Memory: ViewMemory {
    var line = OneDMemory()
    var marginal = MarginalMemory()
    var band = RubberBandMemory()
  }

  static func scene(
    _ subject: ViewSubject, remembering memory: inout Memory
  ) -> (any ViewScene)? {
    if isBand(subject.state) { return memory.band.scene(subject) }
    return isMarginal(subject.state)
      ? memory.marginal.scene(subject, axis: axis(subject.state)) : memory.line.scene(subject)
  }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    guard !isMarginal(state), !isBand(state) else { return SpaceViewports() }
    return SpaceViewports(data: OneDLayout(body).picture.map { state.dataViewport($0) })
  }

  /// The band needs only f: it shows how a bin falls on one point.
  static func showsSingular(_ state: State) -> Bool { isBand(state) }

  /// The axis of base space that it follows: 0 or 1.
  static func axis(_ state: State) -> Int { form(in: state) % 2 }
  /// Whether it shows a whole coordinate, not one line of the plane.
  static func isMarginal(_ state: State) -> Bool { (2...3).contains(form(in: state)) }
  /// Whether it shows the band: bins of z₁ and the same bins over x₁.
  static func isBand(_ state: State) -> Bool { form(in: state) == 4 }
}

/// The 1-D view: one line of base space, and the curve that the flow makes of it.
///
/// Along the line the formula has its classic form: with s the distance along the curve, mass
/// p_z(z) dz on the line becomes q(s) ds on the curve, so q = p_z / (ds/dz).
struct OneDScene: ViewScene {
  /// Places along the line.
  var z: [Double]
  /// Distance along the curve from its place at the probe.
  var s: [Double]
  /// p_z on the line, as a density over the plane.
  var base: [Double]
  /// ds/dz: how much the flow stretches along the line.
  var stretch: [Double]
  /// Where the curve runs in data space.
  var curve: [SIMD2<Float>]
  /// The bin on the line, and on the curve.
  var bin: ClosedRange<Double>
  var image: ClosedRange<Double>
  /// The bin's mass on the line and on the curve, per unit of width across.
  var baseMass: Double
  var imageMass: Double
  var axis: Int
  var probe: SIMD2<Double>
  var modelDensity: [Float]
  var densityMaximum: Float

  func caption(_ state: State) -> Caption {
    let (before, after) = (bin.upperBound - bin.lowerBound, image.upperBound - image.lowerBound)
    guard before > 0, after.isFinite, baseMass.isFinite, imageMass.isFinite else {
      return Caption("the line cannot be followed here")
    }
    let (wide, long) = (before.text(2), after.text(2).shows("band.width.x"))
    let bin = "along z\(axis == 0 ? "₁" : "₂") a bin \(wide) wide becomes \(long) long"
    let (inZ, inX) = (baseMass.significant, imageMass.significant.shows("band.mass.x"))
    let mass = "its mass stays, \(inZ) in z and \(inX) in x"
    let change = "×\((after / before).significant)".shows("band.width.x")
    return Caption(
      "\(bin) (\(change)); \(mass)", "\(bin); \(mass)", bin,
      "the bin's length \(change)")
  }

  /// Mass per unit of distance along the curve.
  var density: [Double] { zip(base, stretch).map { $1 > 0 ? $0 / $1 : .nan } }
}

/// Where the 1-D view's parts go.
struct OneDLayout {
  var curve: Rect
  var below: Rect
  var side: Rect
  var picture: Rect?
  var numbers: Rect?

  init(_ body: Rect) {
    let wide = body.columns >= 100
    let columns = body.columns(.share(1), .cells(wide ? min(body.columns / 3, 66) : 0))
    let left = columns[0]
    let bottom = max(6, left.rows * 3 / 10)
    let rows = left.rows(.share(1), .cells(left.rows >= 14 ? bottom : 0))
    let sideWidth = left.columns >= 50 ? left.columns * 3 / 10 : 0
    let top = rows[0].columns(.share(1), .cells(sideWidth))
    let base = rows[1].columns(.share(1), .cells(sideWidth))
    (curve, side, below) = (top[0], top[1], base[0])
    numbers = base[1].isEmpty ? nil : base[1]
    if wide {
      let width = columns[1].columns
      let split = columns[1].rows(.cells((width - 1) / 2 + 2), .share(1))
      picture = split[0]
      if split[1].rows >= 6 { numbers = split[1] }
    }
  }
}

/// What the 1-D view remembers.
struct OneDMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var axis: Int
    var radius: Double
    var body: Rect
    var samples: Int
    var coarse: Bool
  }
  private var scene = Memo<Key, OneDScene>()

  mutating func scene(_ subject: ViewSubject) -> OneDScene {
    let state = subject.state
    let key = Key(
      model: subject.key, probe: state.probe, axis: OneDView.axis(state),
      radius: state[ViewReach.self].radius,
      body: subject.body, samples: state.medium.samples, coarse: state.running)
    return scene.value(for: key) {
      var scene = OneDMemory.trace(
        subject, axis: key.axis, half: key.radius / 2, steps: state.running ? 300 : 1200)
      if let picture = OneDLayout(subject.body).picture {
        scene.modelDensity = Evaluation.modelDensity(
          subject.evaluator, subject.model, state.dataViewport(picture))
      }
      return scene
    }
  }

  /// Carries the line through the probe to data space.
  private static func trace(
    _ subject: ViewSubject, axis: Int, half: Double, steps: Int
  ) -> OneDScene {
    let (evaluator, model) = (subject.evaluator, subject.model)
    let probe = evaluator.ledger(at: subject.state.probe, of: model).z
    let extent = subject.state.baseExtent
    let places = (0...steps).map { extent * (2 * Double($0) / Double(steps) - 1) }
    let points = places.map { place in
      axis == 0
        ? SIMD2(Float(place), Float(probe.y)) : SIMD2(Float(probe.x), Float(place))
    }
    let images = evaluator.forward(points, of: model).x
    let logBase = evaluator.logBaseDensity(points, of: model)
    var distance = [0.0]
    for (a, b) in zip(images, images.dropFirst()) {
      let step = SIMD2<Double>(b - a)
      distance.append((distance.last ?? 0) + (step * step).sum().squareRoot())
    }
    let width = places[1] - places[0]
    let stretch = places.indices.map { index in
      let (low, high) = (max(index - 1, 0), min(index + 1, steps))
      return (distance[high] - distance[low]) / (Double(high - low) * width)
    }
    let place = axis == 0 ? probe.x : probe.y
    // A probe far out has its bin at the end of the line.
    let center = place.isFinite ? min(max(place, -extent), extent) : 0
    func at(_ place: Double, _ values: [Double]) -> Double {
      let position = min(max((place + extent) / width, 0), Double(steps))
      let index = min(Int(position), steps - 1)
      let share = position - Double(index)
      return values[index] + share * (values[index + 1] - values[index])
    }
    let zero = at(center, distance)
    let s = distance.map { $0 - zero }
    let low = min(max(center - half, -extent), extent - 0.01)
    let bin = low...max(min(center + half, extent), low + 0.01)
    let (first, last) = (at(bin.lowerBound, s), at(bin.upperBound, s))
    let base = logBase.map { exp(Double($0)) }
    var scene = OneDScene(
      z: places, s: s, base: base, stretch: stretch, curve: images, bin: bin,
      image: first <= last ? first...last : 0...0, baseMass: 0,
      imageMass: 0, axis: axis, probe: probe, modelDensity: [],
      densityMaximum: subject.densityMaximum)
    // Each side integrates its own density over its own variable.
    let density = scene.density
    let pieces = 200
    let step = (bin.upperBound - bin.lowerBound) / Double(pieces)
    for piece in 0..<pieces {
      let (low, high) = (
        bin.lowerBound + Double(piece) * step, bin.lowerBound + Double(piece + 1) * step
      )
      let middle = 0.5 * (low + high)
      scene.baseMass += at(middle, base) * step
      let q = at(middle, density)
      if q.isFinite { scene.imageMass += q * (at(high, s) - at(low, s)) }
    }
    // Where the line cannot be followed its mass is no number.
    if !(first <= last) { scene.imageMass = .nan }
    return scene
  }
}
