import Canvas
import Foundation
import Learning

/// The 1-D view's other half: one coordinate on its own, whatever the other one is.
///
/// A flow of the plane is no map between marginals, since x₁ depends on z₂ as well. Two things are:
/// the map that takes one marginal to the other in order (quantile to quantile), drawn as a curve,
/// and where the flow takes the points of a bin, drawn as dots and as a share of the density.
struct MarginalScene: ViewScene {
  /// A density of one coordinate at evenly spaced places.
  struct Marginal: Sendable {
    var places: [Double]
    var density: [Double]

    /// Mass to the left of each place, by the trapezoidal rule.
    var cumulative: [Double] {
      var sum = 0.0
      return places.indices.map { index in
        if index > 0 {
          sum +=
            0.5 * (density[index] + density[index - 1]) * (places[index] - places[index - 1])
        }
        return sum
      }
    }

    var mass: Double { cumulative.last ?? 0 }

    /// The mass between two places.
    func mass(in range: ClosedRange<Double>) -> Double {
      let cumulative = cumulative
      return Marginal.at(range.upperBound, places, cumulative)
        - Marginal.at(range.lowerBound, places, cumulative)
    }

    /// The value at a place, on a straight line between its neighbours; `xs` ascends.
    static func at(_ x: Double, _ xs: [Double], _ ys: [Double]) -> Double {
      guard let first = xs.first, let last = xs.last, xs.count == ys.count else { return 0 }
      if x <= first { return ys[0] }
      if x >= last { return ys[ys.count - 1] }
      var (low, high) = (0, xs.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if xs[middle] <= x { low = middle } else { high = middle }
      }
      let width = xs[high] - xs[low]
      return width > 0 ? ys[low] + (x - xs[low]) / width * (ys[high] - ys[low]) : ys[low]
    }
  }

  func caption(_ state: State) -> Caption {
    let (own, other) = axis == 0 ? ("₁", "₂") : ("₂", "₁")
    let mass = (100 * base.mass(in: bin)).text(1)
    let binned = "the bin of z\(own) holds \(mass) % of the mass"
    guard told.isFinite else { return Caption(binned) }
    let share = "z\(own) alone explains \((100 * told).text(0)) % of the variance of x\(own)"
    return Caption(
      "\(share), the rest is up to z\(other); \(binned)",
      "\(share), the rest is up to z\(other)", share,
      "z\(own) explains \((100 * told).text(0)) % of x\(own)")
  }

  /// Which coordinate: 0 or 1.
  var axis: Int
  var base: Marginal
  var data: Marginal
  /// The target's; `nil` where its density is unknown.
  var target: Marginal?
  /// Where the increasing map takes each place of the base's marginal.
  var image: [Double]
  /// Samples: a coordinate before and after the flow.
  var cloud: [SIMD2<Double>]
  /// The same samples in data space.
  var points: [SIMD2<Float>]
  /// The part of the data's marginal whose points come from the bin.
  var share: Marginal
  var bin: ClosedRange<Double>
  var binImage: ClosedRange<Double>
  /// The share of the variance of x that this coordinate of z explains; 1 where x depends on it alone.
  var told: Double
}

/// What the marginals' view remembers.
struct MarginalMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var axis: Int
    var radius: Double
    var side: Int
  }
  private struct PlaneKey: Hashable {
    var model: ModelKey
    var side: Int
  }
  /// A density over a square, and for data space the z of each point.
  private struct Plane {
    var viewport: Viewport
    var density: [Float]
    var z: [SIMD2<Float>] = []

    /// The share of a pixel whose z has its coordinate in a range, as if z changed evenly across the pixel.
    func coverage(of range: ClosedRange<Double>, _ axis: Int, at index: Int) -> Double {
      let columns = viewport.pixelColumns
      func place(_ index: Int) -> Double { Double(axis == 0 ? z[index].x : z[index].y) }
      let column = index % columns
      let left = column > 0 ? index - 1 : index
      let right = column + 1 < columns ? index + 1 : index
      let above = index >= columns ? index - columns : index
      let below = index + columns < z.count ? index + columns : index
      let across = (place(right) - place(left)) / Double(max(1, right - left))
      let down = (place(below) - place(above)) / Double(max(1, (below - above) / columns))
      let width = max((across * across + down * down).squareRoot(), 1e-9)
      func share(below end: Double) -> Double {
        min(max((end - place(index)) / width + 0.5, 0), 1)
      }
      return share(below: range.upperBound) - share(below: range.lowerBound)
    }

    /// The density of one coordinate: sums over the other, in which each pixel counts with its weight.
    func marginal(_ axis: Int, weight: (Int) -> Double = { _ in 1 })
      -> MarginalScene.Marginal
    {
      let (columns, rows) = (viewport.pixelColumns, viewport.pixelRows)
      let count = axis == 0 ? columns : rows
      var sums = [Double](repeating: 0, count: count)
      for row in 0..<rows {
        for column in 0..<columns {
          let index = row * columns + column
          guard density[index].isFinite else { continue }
          sums[axis == 0 ? column : rows - 1 - row] += Double(density[index]) * weight(index)
        }
      }
      let size = Double(viewport.pixelSize)
      let places = (0..<count).map { (Double($0) + 0.5 - 0.5 * Double(count)) * size }
      return MarginalScene.Marginal(places: places, density: sums.map { $0 * size })
    }
  }
  private var base = Memo<PlaneKey, Plane>()
  private var data = Memo<PlaneKey, Plane>()
  private var truth = Memo<String, Plane?>()
  private var samples = Memo<ModelKey, [(z: SIMD2<Float>, x: SIMD2<Float>)]>()
  private var scene = Memo<Key, MarginalScene>()
  /// The ratio of the width of the square that is summed to the width of its picture.
  private static let margin: Float = 1.25

  mutating func scene(_ subject: ViewSubject, axis: Int) -> MarginalScene {
    let (state, evaluator, model) = (subject.state, subject.evaluator, subject.model)
    let side = state.running ? 72 : 160
    let key = Key(
      model: subject.key, probe: state.probe, axis: axis, radius: state[ViewReach.self].radius,
      side: side)
    let planeKey = PlaneKey(model: subject.key, side: side)
    func square(_ extent: Double) -> Viewport {
      Viewport(
        rect: Rect(columns: side, rows: side / 2), extent: Float(extent) * MarginalMemory.margin)
    }
    let base = base.value(for: planeKey) {
      let viewport = square(state.baseExtent)
      return Plane(
        viewport: viewport, density: Evaluation.baseDensity(evaluator, model, viewport))
    }
    let data = data.value(for: planeKey) {
      let viewport = square(state.dataExtent)
      let back = evaluator.inverse(viewport.pixelCenters(), of: model)
      return Plane(viewport: viewport, density: back.logDensity.map { exp($0) }, z: back.z)
    }
    let truth = truth.value(for: model.settings.target) {
      let viewport = Viewport(
        rect: Rect(columns: 100, rows: 50),
        extent: Float(state.dataExtent) * MarginalMemory.margin)
      return state.target.flatMap { Evaluation.density(of: $0, in: viewport) }.map {
        Plane(viewport: viewport, density: $0)
      }
    }
    let samples = samples.value(for: subject.key) {
      let z = evaluator.sampleBase(count: 1200, seed: model.settings.seed, of: model)
      return Array(zip(z, evaluator.forward(z, of: model).x)).map { (z: $0.0, x: $0.1) }
    }
    return scene.value(for: key) {
      let probe = evaluator.ledger(at: state.probe, of: model).z
      let (z, x) = (base.marginal(axis), data.marginal(axis))
      let place = axis == 0 ? probe.x : probe.y
      let center = place.isFinite ? place : 0
      let reach = state.baseExtent
      let low = min(max(center - state[ViewReach.self].radius / 2, -reach), reach - 0.01)
      let bin = low...max(low + 0.01, min(center + state[ViewReach.self].radius / 2, reach))
      let image = MarginalMemory.transport(z, x)
      let cloud = samples.map { pair in
        axis == 0
          ? SIMD2(Double(pair.z.x), Double(pair.x.x)) : SIMD2(Double(pair.z.y), Double(pair.x.y))
      }
      let first = MarginalScene.Marginal.at(bin.lowerBound, z.places, image)
      let last = MarginalScene.Marginal.at(bin.upperBound, z.places, image)
      return MarginalScene(
        axis: axis, base: z, data: x, target: truth?.marginal(axis), image: image, cloud: cloud,
        points: samples.map(\.x),
        share: data.marginal(axis) { data.coverage(of: bin, axis, at: $0) }, bin: bin,
        binImage: first <= last ? first...last : 0...0,
        told: MarginalMemory.explained(cloud))
    }
  }

  /// The increasing map from one marginal to another: each place goes where as large a share of the mass
  /// lies to its left.
  static func transport(
    _ from: MarginalScene.Marginal, _ to: MarginalScene.Marginal
  ) -> [Double] {
    let (before, after) = (from.cumulative, to.cumulative)
    let (all, whole) = (max(from.mass, 1e-12), max(to.mass, 1e-12))
    let shares = after.map { $0 / whole }
    return before.map { MarginalScene.Marginal.at($0 / all, shares, to.places) }
  }

  /// The share of the variance of the second number that the first number explains, by the means in bins
  /// of the first.
  static func explained(_ cloud: [SIMD2<Double>]) -> Double {
    let sorted = cloud.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
    guard sorted.count >= 100 else { return .nan }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let all = variance(sorted.map(\.y))
    guard all > 0 else { return .nan }
    let size = 24
    let starts = Array(stride(from: 0, to: sorted.count - size + 1, by: size))
    let within = starts.map { variance(sorted[$0..<$0 + size].map(\.y)) }
    // Bessel's correction: the mean of a bin is taken from the bin's own numbers.
    let left = within.reduce(0, +) / Double(within.count) * Double(size) / Double(size - 1)
    return min(max(1 - left / all, 0), 1)
  }
}
