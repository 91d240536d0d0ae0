import Autodiff
import Foundation

/// A monotone rational-quadratic spline (Durkan et al. 2019, arXiv:1906.04032, section 3.1) from
/// data to base on a box [−B, B], and the identity outside it.
///
/// `bins` intervals have widths w and heights h that sum to 2B (softmaxes of bounded logits), and
/// derivatives d at the knots between them (softplus), 1 at both ends. A circular spline (Rezende et al. 2020,
/// arXiv:2002.02428, section 2) is one of a circle, cut open at ±B: d is the same at both ends, and free. With
/// s = h/w and θ = (x − xₖ)/w in the bin that holds x (equations 4 and 5):
///
///     z = yₖ + h·(sθ² + dₖθ(1−θ)) / (s + (dₖ₊₁ + dₖ − 2s)·θ(1−θ))
///     dz/dx = s²·(dₖ₊₁θ² + 2sθ(1−θ) + dₖ(1−θ)²) / (s + (dₖ₊₁ + dₖ − 2s)·θ(1−θ))²
///
/// The other direction solves a quadratic (equations 6 to 8). Everything is computed for a point
/// moved into the box first, so that both branches, and their gradients, are finite everywhere.
///
/// The bin is found by comparing with all knots at once, and only what belongs to it is computed: its
/// size and where it begins are sums of bins' sizes, which no gradient reaches through the comparison.
struct RationalQuadraticSpline: ScalarMap {
  let name = "spline"
  let bins: Int
  /// B.
  let bound: Double
  /// Whether the two ends are one place.
  let isCircular: Bool
  /// Smallest bin, as a part of the box, and smallest derivative.
  private let smallest = 1e-3
  /// Logits stay within ± this.
  private let logitBound = 8.0
  /// What raw numbers are multiplied by: knots that move slowly keep bins from extremes.
  private let sensitivity = 0.5

  /// Widths, heights, and slopes at the knots between bins; then that at the ends, if it is free.
  var rawCount: Int { isCircular ? 3 * bins : 3 * bins - 1 }

  /// On [−5, 5].
  init(bins: Int) { self.init(bins: bins, bound: 5, isCircular: false) }

  private init(bins: Int, bound: Double, isCircular: Bool) {
    (self.bins, self.bound, self.isCircular) = (bins, bound, isCircular)
  }

  /// Of angles, on [−π, π].
  static func circular(bins: Int) -> Self { Self(bins: bins, bound: .pi, isCircular: true) }

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    let (xAxis, yAxis) = axes(raw)
    let offset = (x.clamped(-bound, bound) + bound) * xAxis.scale
    let bin = bin(raw, xAxis, yAxis, holding: offset, along: xAxis)
    let theta = ((offset - bin.x.start) / bin.x.size).clamped(0, 1)
    let z = (bin.y.start + bin.y.size * bin.curve(theta)) / yAxis.scale - bound
    return inside(x, z, logDet: bin.logSlope(theta))
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    let (xAxis, yAxis) = axes(raw)
    let offset = (z.clamped(-bound, bound) + bound) * yAxis.scale
    let bin = bin(raw, xAxis, yAxis, holding: offset, along: yAxis)
    let theta = bin.solve(offset - bin.y.start)
    let x = (bin.x.start + bin.x.size * theta) / xAxis.scale - bound
    return inside(z, x, logDet: -bin.logSlope(theta))
  }

  /// The spline's value in the box, the point itself outside.
  private func inside(_ point: Value, _ value: Value, logDet: Value) -> Mapped {
    let isInside = point.absolute.isLess(than: bound)
    return Mapped(
      isInside.select(value, point), logDet: isInside.select(logDet, point.graph.constant(0)))
  }

  // MARK: Bins

  /// The bins along one axis: sizes in a unit that differs from lane to lane, and how many units make
  /// a length of 1. Together the bins fill the box.
  private struct Axis {
    var sizes: Value
    var scale: Value
  }

  private func axes(_ raw: Value) -> (x: Axis, y: Axis) {
    let logits = logitBound * ((sensitivity / logitBound) * raw.features(0..<2 * bins)).tanh
    let weights = logits.exp
    return (axis(weights.features(0..<bins)), axis(weights.features(bins..<2 * bins)))
  }

  /// A softmax, mixed with a uniform part that keeps bins from vanishing.
  private func axis(_ weights: Value) -> Axis {
    let rest = 1 - Double(bins) * smallest
    let total = weights.featureSum
    return Axis(sizes: weights + (smallest / rest) * total, scale: total / (2 * bound * rest))
  }

  private func bin(
    _ raw: Value, _ x: Axis, _ y: Axis, holding offset: Value, along axis: Axis
  ) -> Bin {
    let graph = raw.graph
    // Where each bin begins and the last one ends; the first and the last knot lie beyond any point.
    let triangle = (0...bins).flatMap { knot in
      (0..<bins).map { $0 < knot && knot < bins ? 1.0 : 0 }
    }
    let ends = [-1e30] + Array(repeating: 0, count: bins - 1) + [1e30]
    let knots = axis.sizes.dense(
      weight: graph.constant(triangle), bias: graph.constant(ends), outputs: bins + 1)
    // 1 for each knot below the point; then for each bin below it, and for the one that holds it.
    let passed = knots.isLess(than: offset)
    let below = passed.features(1..<(bins + 1))
    let chosen = passed.features(0..<bins) - below
    func interval(_ axis: Axis) -> Interval {
      Interval(
        start: (below * axis.sizes).featureSum, size: (chosen * axis.sizes).featureSum,
        scale: axis.scale)
    }
    // Knots between bins have a logit each. Those at the ends have one together, or a slope of 1, which is a
    // logit of 0.
    let inner = raw.features(2 * bins..<3 * bins - 1)
    func slope(_ between: Range<Int>, end: Int) -> Value {
      var logit = (chosen.features(between) * inner).featureSum
      if isCircular { logit = logit + chosen.feature(end) * raw.feature(3 * bins - 1) }
      return (sensitivity * logit + log(exp(1 - smallest) - 1)).softplus + smallest
    }
    return Bin(
      x: interval(x), y: interval(y), left: slope(1..<bins, end: 0),
      right: slope(0..<bins - 1, end: bins - 1))
  }
}

/// Where a bin begins and its size, in a unit of its axis, and units for a length of 1.
private struct Interval {
  var start: Value
  var size: Value
  var scale: Value
}

/// One bin of a spline for every lane.
private struct Bin {
  let x: Interval
  let y: Interval
  /// Derivatives at its ends.
  let left: Value
  let right: Value
  /// height / width.
  let mean: Value
  private let bend: Value

  init(x: Interval, y: Interval, left: Value, right: Value) {
    (self.x, self.y, self.left, self.right) = (x, y, left, right)
    mean = (y.size * x.scale) / (x.size * y.scale)
    bend = left + right - 2 * mean
  }

  /// (z − yₖ) / h at θ, in [0, 1].
  func curve(_ theta: Value) -> Value {
    let mixed = theta * (1 - theta)
    return (mean * theta.squared + left * mixed) / (mean + bend * mixed)
  }

  /// log dz/dx at θ.
  func logSlope(_ theta: Value) -> Value {
    let rest = 1 - theta
    let mixed = theta * rest
    let numerator = right * theta.squared + 2 * mean * mixed + left * rest.squared
    let ratio = mean / (mean + bend * mixed)
    return (numerator * ratio.squared).log
  }

  /// θ for a height above yₖ in y's unit, by the form of the quadratic's root that does not cancel.
  func solve(_ rise: Value) -> Value {
    let bent = rise * bend
    let a = y.size * (mean - left) + bent
    let b = y.size * left - bent
    let c = -mean * rise
    let root = (b.squared - 4 * a * c).maximum(1e-24).squareRoot
    return (2 * c / -(b + root)).clamped(0, 1)
  }
}
