import Foundation

/// Two interleaved spirals: FFJORD's `2spirals`.
///
/// The spiral n·(−cos n, sin n) with n = 3π·√u, plus a jitter uniform on [0, ½)², negated for one
/// half of the points, divided by 3, then blurred by N(0, 0.1²). The blurred jitter has a closed form
/// (differences of normal distribution functions); the integral along the spiral is a quadrature
/// with a relative error below 1e-6 where there is mass.
public struct TwoSpirals: Target {
  public let name = "2spirals"
  public let summary = "two interleaved spirals"
  public let entropy: Double? = 2.6455
  public let extent = 4.0

  private static let deviation = 0.1
  private static let jitter = 0.5 / 3
  private static let longest = 3 * Double.pi
  private let spiral = Deferred { Spiral() }

  /// The target.
  public init() {}

  /// The quadrature along the spiral that is not negated.
  private struct Spiral {
    let corners: [SIMD2<Double>]
    let logWeights: [Double]

    init() {
      let rule = Quadrature(on: 0...longest, count: 280)
      corners = rule.nodes.map { SIMD2(-cos($0), sin($0)) * ($0 / 3) }
      // n = 3π·√u has density 2n/(3π)².
      logWeights = zip(rule.nodes, rule.weights).map { log($1 * 2 * $0 / (longest * longest)) }
    }
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let n = Self.longest * random.uniform().squareRoot()
    let direction = Elementary.direction(n)
    let spiral = SIMD2(-direction.x, direction.y) * (n / 3)
    let point = spiral + Self.jitter * SIMD2(random.uniform(), random.uniform())
    let sign = random.next() >> 63 == 0 ? 1.0 : -1.0
    return SIMD2<Float>(sign * point + Self.deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    var sum = LogSum()
    sum.add(logDensityOfOne(x))
    sum.add(logDensityOfOne(-x))
    return sum.value - log(2.0)
  }

  /// The spiral that is not negated: at each of its points a square of side 1/6, blurred.
  private func logDensityOfOne(_ x: SIMD2<Double>) -> Double {
    let spiral = spiral.value
    var nearest = Double.infinity
    for corner in spiral.corners { nearest = min(nearest, squaredDistance(x, corner)) }
    // Squares whose noise term is e²⁰ times smaller than the largest don't count.
    let horizon = nearest + 40 * Self.deviation * Self.deviation
    var sum = LogSum()
    for (corner, logWeight) in zip(spiral.corners, spiral.logWeights)
    where squaredDistance(x, corner) < horizon {
      sum.add(logWeight + logBlurredSquare(x - corner))
    }
    return sum.value
  }

  /// The squared distance from x to the square that `corner` is the lower left corner of.
  private func squaredDistance(_ x: SIMD2<Double>, _ corner: SIMD2<Double>) -> Double {
    let offset = x - corner
    let outside = SIMD2(
      offset.x - min(max(offset.x, 0), Self.jitter), offset.y - min(max(offset.y, 0), Self.jitter))
    return (outside * outside).sum()
  }

  /// log density at `offset` of a point uniform on [0, 1/6)², blurred.
  private func logBlurredSquare(_ offset: SIMD2<Double>) -> Double {
    let upper = offset / Self.deviation
    let lower = (offset - Self.jitter) / Self.deviation
    return SpecialFunctions.logNormalInterval(lower.x, upper.x)
      + SpecialFunctions.logNormalInterval(lower.y, upper.y) - 2 * log(Self.jitter)
  }
}
