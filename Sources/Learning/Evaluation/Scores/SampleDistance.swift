/// The energy distance between samples of a model and points of the target: what can be measured of
/// every learner, with or without a density.
///
///     D² = 2·E|X − Y| − E|X − X′| − E|Y − Y′|
///
/// It is 0 where both have the same distribution, and above 0 where they do not (Székely & Rizzo 2013,
/// "Energy statistics", equation 5). The estimate leaves out each point's distance to itself, so it has
/// no bias, and can fall a little below 0. Its unit is that of the points.
public struct SampleDistance: Hashable, Sendable {
  public let value: Double
  /// Of `value`: from how much each point adds to it (its Hájek projection) and, where the distributions
  /// are nearly equal and single points add nothing, from how much each pair does.
  public let standardError: Double
  /// Samples, and how many more were left out because they are not finite.
  public let count: Int
  public let leftOut: Int

  /// - Returns: `nil` for fewer than two finite samples, or fewer than two points.
  public init?(_ samples: [SIMD2<Float>], to points: [SIMD2<Float>]) {
    let finite = samples.filter { $0.x.isFinite && $0.y.isFinite }
    guard finite.count > 1, points.count > 1 else { return nil }
    let across = Self.meanDistances(finite, points)
    let amongSamples = Self.meanDistances(within: finite)
    let amongPoints = Self.meanDistances(within: points)
    // What each sample, and each point, adds to half the distance.
    let pulls = Mean(zip(across.ofFirst, amongSamples).map { $0 - $1 })
    let pushes = Mean(zip(across.ofSecond, amongPoints).map { $0 - $1 })
    value = pulls.value + pushes.value
    let alone =
      4
      * (pulls.standardError * pulls.standardError + pushes.standardError * pushes.standardError)
    let spread =
      Self.spread(finite, amongSamples) / Double(finite.count)
      + Self.spread(points, amongPoints) / Double(points.count)
    // Estimated from the same points, the first variance has twice the second in it.
    let inPairs = 2 * spread * spread
    standardError = max(alone - inPairs, inPairs).squareRoot()
    count = finite.count
    leftOut = samples.count - finite.count
  }

  private static func distance(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Double {
    let difference = a - b
    return Double((difference * difference).sum().squareRoot())
  }

  /// The mean distance of each point of one set to those of the other.
  private static func meanDistances(
    _ first: [SIMD2<Float>], _ second: [SIMD2<Float>]
  ) -> (ofFirst: [Double], ofSecond: [Double]) {
    var ofFirst = [Double](repeating: 0, count: first.count)
    var ofSecond = [Double](repeating: 0, count: second.count)
    for i in first.indices {
      for j in second.indices {
        let distance = distance(first[i], second[j])
        ofFirst[i] += distance
        ofSecond[j] += distance
      }
    }
    return (
      ofFirst.map { $0 / Double(second.count) }, ofSecond.map { $0 / Double(first.count) }
    )
  }

  /// The mean distance of each point to the others.
  private static func meanDistances(within points: [SIMD2<Float>]) -> [Double] {
    var sums = [Double](repeating: 0, count: points.count)
    for i in points.indices {
      for j in (i + 1)..<points.count {
        let distance = distance(points[i], points[j])
        sums[i] += distance
        sums[j] += distance
      }
    }
    return sums.map { $0 / Double(points.count - 1) }
  }

  /// The root mean square of a pair's distance, less what its two points have by themselves.
  /// - Parameter means: each point's mean distance to the others.
  private static func spread(_ points: [SIMD2<Float>], _ means: [Double]) -> Double {
    let mean = means.reduce(0, +) / Double(points.count)
    var sum = 0.0
    for i in points.indices {
      for j in (i + 1)..<points.count {
        let rest = distance(points[i], points[j]) - means[i] - means[j] + mean
        sum += rest * rest
      }
    }
    return (sum / (Double(points.count) * Double(points.count - 1) / 2)).squareRoot()
  }
}
