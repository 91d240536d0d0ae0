import Flows

/// A user's points as a target, standardized. Its density is unknown, and so is its entropy.
///
/// Sampling draws from the training points with replacement, so that batches are those of
/// stochastic gradient descent on a fixed data set.
public struct OwnPointsTarget: Target {
  public let name: String
  public let summary: String
  public let entropy: Double? = nil
  public let extent: Double
  public let points: OwnPoints

  /// - Parameter points: with at least one training point.
  init(_ points: OwnPoints) {
    self.points = points
    name = points.name
    summary = "\(points.count) points of your own, standardized"
    extent = points.extent
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    points.training[random.index(below: points.training.count)]
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? { nil }

  public func heldOut(_ count: Int) -> [SIMD2<Float>] { Array(points.test.prefix(count)) }

  public func validation(_ count: Int) -> [SIMD2<Float>] {
    Array(points.validation.prefix(count))
  }

  public func distinct(_ count: Int, using random: inout RandomStream) -> [SIMD2<Float>] {
    Array(points.training.prefix(count))
  }
}

extension Target {
  /// The user's points, where they are the target.
  public var ownPoints: OwnPoints? { (self as? OwnPointsTarget)?.points }
}
