import Autodiff
import Foundation

/// A monotone rational-quadratic spline (Durkan et al. 2019, arXiv:1906.04032, section 3.1) from
/// data to base on a box [−B, B], and the identity outside it.
///
/// `bins` intervals have widths w and heights h that sum to 2B (softmaxes of bounded logits), and
/// derivatives d at the knots between them (softplus), 1 at both ends. With s = h/w and
/// θ = (x − xₖ)/w in the bin that holds x (equations 4 and 5):
///
///     z = yₖ + h·(sθ² + dₖθ(1−θ)) / (s + (dₖ₊₁ + dₖ − 2s)·θ(1−θ))
///     dz/dx = s²·(dₖ₊₁θ² + 2sθ(1−θ) + dₖ(1−θ)²) / (s + (dₖ₊₁ + dₖ − 2s)·θ(1−θ))²
///
/// The other direction solves a quadratic (equations 6 to 8). Everything is computed for a point
/// moved into the box first, so that both branches, and their gradients, are finite everywhere.
/// The bin is found by comparing with all knots at once; what belongs to it is read out by products
/// with the one-hot row of bins.
struct RationalQuadraticSpline: ScalarMap {
  let name = "spline"
  let bins: Int
  /// B.
  var bound = 5.0
  /// Smallest bin, as a part of the box, and smallest derivative.
  private let smallest = 1e-3
  /// Logits stay within ± this.
  private let logitBound = 8.0
  /// What raw numbers are multiplied by: knots that move slowly keep bins from extremes.
  private let sensitivity = 0.5

  var rawCount: Int { 3 * bins - 1 }

  init(bins: Int) {
    self.bins = bins
  }

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    let knots = knots(raw)
    let clamped = x.clamped(-bound, bound)
    let bin = bin(knots, holding: clamped, by: knots.x)
    let theta = ((clamped - bin.x) / bin.width).clamped(0, 1)
    let z = bin.y + bin.height * bin.curve(theta)
    return inside(x, z, logDet: bin.logSlope(theta))
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    let knots = knots(raw)
    let clamped = z.clamped(-bound, bound)
    let bin = bin(knots, holding: clamped, by: knots.y)
    let theta = bin.solve(clamped - bin.y)
    return inside(z, bin.x + theta * bin.width, logDet: -bin.logSlope(theta))
  }

  /// The spline's value in the box, the point itself outside.
  private func inside(_ point: Value, _ value: Value, logDet: Value) -> Mapped {
    let isInside = point.absolute.isLess(than: bound)
    return Mapped(
      isInside.select(value, point), logDet: isInside.select(logDet, point.graph.constant(0)))
  }

  // MARK: Knots

  /// The left and right ends of all bins, in x and y, and the derivatives there: `bins` rows each.
  private struct Knots {
    var x: (left: Value, right: Value)
    var y: (left: Value, right: Value)
    var slope: (left: Value, right: Value)
  }

  private func knots(_ unscaled: Value) -> Knots {
    let raw = sensitivity * unscaled
    let slopes =
      (raw.features(2 * bins..<rawCount) + log(exp(1 - smallest) - 1)).softplus + smallest
    return Knots(
      x: positions(raw.features(0..<bins)), y: positions(raw.features(bins..<2 * bins)),
      slope: ends(slopes, first: 1, last: 1))
  }

  /// Partial sums of a softmax, scaled to the box, with the end knots exactly at ±B.
  private func positions(_ raw: Value) -> (left: Value, right: Value) {
    let weights = (logitBound * (raw / logitBound).tanh).exp
    let total = weights.featureSum
    let parts = (1 - Double(bins) * smallest) * (weights / total) + smallest
    let triangle = (0..<(bins - 1)).flatMap { row in
      (0..<bins).map { $0 <= row ? 2 * bound : 0 }
    }
    let inner = parts.dense(
      weight: raw.graph.constant(triangle),
      bias: raw.graph.constant(Array(repeating: -bound, count: bins - 1)), outputs: bins - 1)
    return ends(inner, first: -bound, last: bound)
  }

  private func ends(
    _ inner: Value, first: Double, last: Double
  ) -> (left: Value, right: Value) {
    let graph = inner.graph
    return (
      .concatenate([graph.constant(first), inner]), .concatenate([inner, graph.constant(last)])
    )
  }

  private func bin(
    _ knots: Knots, holding point: Value, by ends: (left: Value, right: Value)
  ) -> Bin {
    // 1 for each bin that begins above the point; the first bin never does.
    let above = point.isLess(than: ends.left.features(1..<bins))
    let graph = point.graph
    let chosen =
      Value.concatenate([above, graph.constant(1)]) - .concatenate([graph.constant(0), above])
    func read(_ row: Value) -> Value { (chosen * row).featureSum }
    let (x, y) = (read(knots.x.left), read(knots.y.left))
    let width = read(knots.x.right) - x
    let height = read(knots.y.right) - y
    return Bin(
      x: x, width: width, y: y, height: height, left: read(knots.slope.left),
      right: read(knots.slope.right), mean: height / width)
  }
}

/// One bin of a spline for every lane: where it begins, its size, its three slopes.
private struct Bin {
  var x: Value
  var width: Value
  var y: Value
  var height: Value
  /// Derivatives at its ends.
  var left: Value
  var right: Value
  /// height / width.
  var mean: Value

  private var bend: Value { left + right - 2 * mean }

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

  /// θ for a height above yₖ, by the form of the quadratic's root that does not cancel.
  func solve(_ rise: Value) -> Value {
    let bent = rise * bend
    let a = height * (mean - left) + bent
    let b = height * left - bent
    let c = -mean * rise
    let root = (b.squared - 4 * a * c).maximum(1e-24).squareRoot
    return (2 * c / -(b + root)).clamped(0, 1)
  }
}
