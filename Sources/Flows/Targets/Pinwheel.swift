import Foundation

/// Five bent arms: FFJORD's pinwheel.
///
/// A Gaussian point (a, b) with mean (1, 0) and deviations (0.3, 0.1) is turned clockwise by
/// 2πk/5 + eᵃ/4, for one of five arms k, and doubled. In polar coordinates, with a = r·cos ψ and
/// b = r·sin ψ, the turn keeps r and moves the angle to −g(ψ) with g(ψ) = eᵃ/4 − ψ. So the density at
/// x is a sum over all ψ that land on the angle of x, each weighted by 1/|g′|, which is exact up to
/// the tolerance of the roots (1e-13 in the angle).
///
/// Beyond |x| = 8, which holds less than 1e-23 of the mass, the roots are so dense that the sum is
/// replaced by its mean over the angle of x.
public struct Pinwheel: Target {
  public let name = "pinwheel"
  public let summary = "five bent arms"
  public let entropy: Double? = 2.3178
  public let extent = 4.0

  private static let radial = 0.3
  private static let tangential = 0.1
  private static let rate = 0.25
  private static let arms = 5
  private static let farRadius = 4.0

  /// The target.
  public init() {}

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let normal = random.normalPair()
    let a = 1 + Self.radial * normal.x
    let b = Self.tangential * normal.y
    let arm = 2 * Double.pi / Double(Self.arms) * Double(random.index(below: Self.arms))
    let turn = Elementary.direction(arm + Self.rate * Elementary.exponential(a))
    return SIMD2<Float>(2 * SIMD2(a * turn.x + b * turn.y, b * turn.x - a * turn.y))
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    let radius = (x * x).sum().squareRoot() / 2
    // (a, b) has density N(a; 1, 0.3²)·N(b; 0, 0.1²); the doubling divides by 4.
    let normaliser = -log(2 * .pi * Self.radial * Self.tangential) - log(4.0)
    if radius > Self.farRadius { return meanOverAngles(radius) + normaliser }
    return SpinningCircle(radius: radius, rate: Self.rate)
      .logSumOverRoots(angle: atan2(x.y, x.x), period: 2 * .pi / Double(Self.arms)) {
        self.logWeight(radius, $0)
      } + normaliser - log(Double(Self.arms))
  }

  /// log of exp(−(a − 1)²/2·0.3² − b²/2·0.1²) at (a, b) = r(cos ψ, sin ψ).
  private func logWeight(_ radius: Double, _ angle: Double) -> Double {
    let a = (radius * cos(angle) - 1) / Self.radial
    let b = radius * sin(angle) / Self.tangential
    return -0.5 * (a * a + b * b)
  }

  /// log of (1/2π)·∫ weight dψ, by the trapezoidal rule around the weight's peak at ψ = 0.
  private func meanOverAngles(_ radius: Double) -> Double {
    let reach = 8 * Self.tangential / radius
    let count = 64
    let step = 2 * reach / Double(count)
    var sum = LogSum()
    for index in 0...count { sum.add(logWeight(radius, Double(index) * step - reach)) }
    return sum.value + log(step / (2 * .pi))
  }
}

/// The circle of radius r, turned by an angle that depends on the first coordinate:
/// ψ ↦ g(ψ) = ψ − rate·exp(r·cos ψ). Monotone for small r; else it runs backwards on one interval.
private struct SpinningCircle {
  let radius: Double
  let rate: Double

  private func value(_ angle: Double) -> Double {
    angle - rate * exp(radius * cos(angle))
  }

  private func slope(_ angle: Double) -> Double {
    1 + rate * radius * sin(angle) * exp(radius * cos(angle))
  }

  /// Sums weight(ψ)/|g′(ψ)| over every ψ in [−π, π) with g(ψ) = `angle` modulo `period`, in logs.
  func logSumOverRoots(
    angle: Double, period: Double, logWeight: (Double) -> Double
  ) -> Double {
    var sum = LogSum()
    let ends = monotonePieces()
    for (start, end) in zip(ends, ends.dropFirst()) where start < end {
      let (first, last) = (value(start), value(end))
      let (low, high) = (min(first, last), max(first, last))
      var target = angle + ((low - angle) / period).rounded(.up) * period
      while target < high {
        let goal = target
        let root = bracketedRoot(from: start, to: end, rising: first < last) {
          (self.value($0) - goal, self.slope($0))
        }
        sum.add(logWeight(root) - log(max(abs(slope(root)), 1e-12)))
        target += period
      }
    }
    return sum.value
  }

  /// −π, the turning points of g if there are any, and π.
  private func monotonePieces() -> [Double] {
    guard radius > 0 else { return [-.pi, .pi] }
    // g′ is least where cos ψ = r·sin²ψ, in the lower half circle.
    let cosine = ((1 + 4 * radius * radius).squareRoot() - 1) / (2 * radius)
    let steepest = -acos(min(cosine, 1))
    guard slope(steepest) < 0 else { return [-.pi, .pi] }
    let curvature = { (angle: Double) in
      self.rate * self.radius * exp(self.radius * cos(angle))
        * (cos(angle) - self.radius * sin(angle) * sin(angle))
    }
    let left = bracketedRoot(from: -.pi, to: steepest, rising: false) {
      (self.slope($0), curvature($0))
    }
    let right = bracketedRoot(from: steepest, to: 0, rising: true) {
      (self.slope($0), curvature($0))
    }
    return [-.pi, left, right, .pi]
  }

  /// The root of a monotone function between two points where its signs differ: Newton's method,
  /// with bisection whenever that would leave the bracket.
  private func bracketedRoot(
    from start: Double, to end: Double, rising: Bool, _ function: (Double) -> (Double, Double)
  ) -> Double {
    var (low, high) = (start, end)
    var root = (low + high) / 2
    for _ in 0..<80 {
      let (value, slope) = function(root)
      if (value < 0) == rising { low = root } else { high = root }
      let newton = root - value / slope
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if abs(next - root) < 1e-13 { return next }
      root = next
    }
    return root
  }
}
