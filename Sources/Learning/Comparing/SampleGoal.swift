import Flows

/// How near samples have to be to a target for a run to count as good: a twentieth of the energy distance
/// that the Gaussian of the target's mean and covariance has.
///
/// It is a goal for every learner, with a density or without.
public struct SampleGoal: Sendable {
  /// The energy distance to get below, in the units of the target.
  public let distance: Double
  private let points: [SIMD2<Float>]
  private static let count = 1000
  static let share = 0.05

  /// - Throws: ``FlowError`` where the target's points lie on a line.
  public init(of target: any Target) throws(FlowError) {
    points = target.heldOut(Self.count)
    guard let fit = Gaussian(of: points.map { SIMD2<Double>($0) }) else {
      throw FlowError("the points of target '\(target.name)' lie on a line: no Gaussian fits them")
    }
    var random = RandomStream(seed: RandomStream.Purpose.heldOut).split(1)
    let drawn = (0..<Self.count).map { _ in SIMD2<Float>(fit.sample(using: &random)) }
    distance = Self.share * max(0, SampleDistance(drawn, to: points)?.value ?? 0)
  }

  /// Whether samples of a model are near enough.
  func isReached(by sampler: any Sampler, _ model: Model) -> Bool {
    let samples = sampler.samples(count: Self.count, seed: SampleScores.seed, of: model)
    guard let distance = SampleDistance(samples, to: points) else { return false }
    return distance.leftOut == 0 && distance.value <= self.distance
  }
}
