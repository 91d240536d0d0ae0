import Autodiff
import Foundation

/// Marginal Gaussianization by a mixture of normals (Chen & Gopinath 2000; Meng et al. 2020,
/// arXiv:2003.01941, equation 4), from data to base:
///
///     z = (1 − ε)·Φ⁻¹(Σ wₖ·Φ(cₖ)) + ε·x,    cₖ = aₖ(x − mₖ),    aₖ > 0,    Σ wₖ = 1
///
/// The mixture's distribution function makes x uniform where x has the mixture's distribution, and Φ⁻¹ makes
/// that normal. Φ is ``NearlyNormal`` here, by its log-odds p. With the shares that each component has of the
/// mass below x and above it,
///
///     lₖ = wₖΦ(cₖ)/ΣwΦ(c),    hₖ = wₖΦ(−cₖ)/ΣwΦ(−c)
///
/// the slope of the first term is Σ (lₖhₖ/wₖ)·aₖp′(cₖ) / p′(z). Far out it becomes the aₖ of the widest
/// component. The share ε of the identity keeps the slope above 0 in the gaps between components.
struct NormalMixture: ScalarMap {
  let name = "marginals"
  let units: Int
  /// ε.
  private static let leak = 0.02
  /// Bound on |log(aₖ/start)|.
  private static let limit = 3.0
  /// mₖ and aₖ of an unlearned mixture: components that lie apart, whose mixture has deviation 1.
  private let centers: [Double]
  private let start: Double

  var rawCount: Int { 3 * units }
  let forwardMethod = Method.root(tolerance: 1e-6)

  /// - Parameters:
  ///   - units: how many components.
  ///   - spread: how far apart the components of an unlearned mixture lie.
  init(units: Int, spread: Double = 2) {
    self.units = units
    let middle = (0..<units).map { (Double($0) + 0.5) / Double(units) - 0.5 }
    let variance = middle.reduce(0) { $0 + $1 * $1 } / Double(units)
    // The mixture's variance is 1/a² + spread²·variance.
    let width = min(spread, (0.75 / max(variance, 1e-9)).squareRoot())
    centers = middle.map { width * $0 }
    start = 1 / (1 - width * width * variance).squareRoot()
  }

  private struct Shape {
    var slope: Value
    var center: Value
    var logWeight: Value
  }

  private func shape(_ raw: Value) -> Shape {
    let logits = raw.features(2 * units..<3 * units)
    let stretch = Self.limit * (raw.features(0..<units) / Self.limit).tanh
    return Shape(
      slope: start * stretch.exp,
      center: raw.features(units..<2 * units) + raw.graph.constant(centers),
      logWeight: logits - logits.logSumExp)
  }

  private func evaluate(_ x: Value, _ shape: Shape) -> Mapped {
    let c = shape.slope * (x - shape.center)
    let odds = NearlyNormal.logOdds(c)
    let low = Shares(shape.logWeight - (-odds).softplus)
    let high = Shares(shape.logWeight - odds.softplus)
    let z = NearlyNormal.quantile(logOdds: low.logTotal - high.logTotal)
    let shares = (low.logShares + high.logShares - shape.logWeight).exp
    let rise = (shares * (shape.slope * NearlyNormal.slope(c))).featureSum
    let slope = (1 - Self.leak) * (rise / NearlyNormal.slope(z)) + Self.leak
    return Mapped((1 - Self.leak) * z + Self.leak * x, logDet: slope.log)
  }

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    evaluate(x, shape(raw))
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    let shape = shape(raw)
    // Φ⁻¹ of the mixture lies between the smallest and the largest cₖ.
    let moved = (1 - Self.leak) * shape.slope
    let roots = (z + moved * shape.center) / (moved + Self.leak)
    let (x, report) = increasingRoot(between: -(-roots).featureMaximum, and: roots.featureMaximum) {
      x in
      let value = evaluate(x, shape)
      let size = (shape.slope * (x.absolute + shape.center.absolute)).featureMaximum
      return (value.point - z, value.logDet.exp, size + z.absolute)
    }
    return Mapped(x, logDet: -evaluate(x, shape).logDet, report: report)
  }

  /// The raw numbers of a mixture that has the distribution of some numbers, without any gradient. One
  /// component is as wide as all of them together: without it, what lies beyond the outermost numbers would be
  /// thrown far out. Each of the others stands for as many neighbours, is where they are on average, and reaches
  /// to the nearer component beside it.
  /// - Parameters:
  ///   - sorted: in ascending order; fewer than two for each component are too few, and the result is then
  ///     that of an unlearned mixture.
  ///   - share: the weight of the component that is as wide as all; `nil` is that of any other.
  func raw(fitting sorted: [Double], wideShare share: Double? = nil) -> [Float] {
    guard units > 1, sorted.count >= 2 * units else {
      return Array(repeating: 0, count: rawCount)
    }
    let all = sorted[...]
    let groups = (0..<units - 1).map { k in
      sorted[k * sorted.count / (units - 1)..<(k + 1) * sorted.count / (units - 1)]
    }
    let means = groups.map(\.mean)
    let deviations = groups.indices.map { k in
      let gaps = [k - 1, k + 1].filter(means.indices.contains).map { abs(means[$0] - means[k]) }
      return max(groups[k].deviation, Self.reach * (gaps.min() ?? 0))
    }
    // Drawn in so far that together they are as wide as the numbers.
    let within = deviations.reduce(0) { $0 + $1 * $1 } / Double(units - 1)
    let between = pow(means[...].deviation, 2)
    let part = (max(0, pow(all.deviation, 2) - within) / max(between, 1e-12)).squareRoot()
    let places = [all.mean] + means.map { all.mean + part * ($0 - all.mean) }
    let slopes = ([all.deviation] + deviations).map { deviation in
      let part = -log(max(deviation, 1e-6) * start) / Self.limit
      return Float(Self.limit * atanh(min(max(part, -0.95), 0.95)))
    }
    let logit = share.map { log($0 / (1 - $0) * Double(units - 1)) } ?? 0
    return slopes + zip(places, centers).map { Float($0 - $1) }
      + [Float(logit)] + Array(repeating: 0, count: units - 1)
  }

  /// The raw numbers of a mixture that is nearly normal, so that the map is nearly the identity. Its
  /// components, but for the wide one, are narrow and lie apart, so that they learn different things.
  var nearlyIdentity: [Float] {
    let count = 20 * units
    return raw(
      fitting: (0..<count).map { NearlyNormal.quantile((Double($0) + 0.5) / Double(count)) },
      wideShare: 0.8)
  }

  /// A component's deviation as a share of the way to its nearer neighbour.
  private static let reach = 0.7
}

extension ArraySlice<Double> {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }

  fileprivate var deviation: Double {
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
  }
}

/// Parts of a sum, as logarithms.
private struct Shares {
  /// Of each part in the sum.
  let logShares: Value
  /// Of the sum.
  let logTotal: Value

  /// The largest part is taken out first: the shares are as exact as if it were 1.
  init(_ logs: Value) {
    let largest = logs.featureMaximum
    let rest = logs - largest
    let logSum = rest.exp.featureSum.log
    logShares = rest - logSum
    logTotal = largest + logSum
  }
}
