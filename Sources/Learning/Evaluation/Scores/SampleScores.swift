import Flows

/// What can be measured of every learner by its samples, with or without a density.
public struct SampleScores: Hashable, Sendable {
  /// How far the samples are from held-out points, in the units that the model learned in; `nil` where
  /// too few samples are finite.
  public let distance: SampleDistance?
  /// How they fall to the target's modes; `nil` of a target without modes.
  public let modes: ModeScore?

  /// How many samples a report takes, and held-out points: as many samples as PacGAN's code.
  public static let count = 2500
  /// The seed of the samples that are scored; the same ones every time, so that runs compare.
  static let seed: UInt64 = 3

  /// - Parameters:
  ///   - samples: of the model.
  ///   - points: points of the target that training did not see.
  public init(_ samples: [SIMD2<Float>], of target: any Target, points: [SIMD2<Float>]) {
    distance = SampleDistance(samples, to: points)
    modes = ModeScore(samples, of: target.modes)
  }

  /// Scores a model by samples that are drawn here.
  public init(_ sampler: any Sampler, _ model: Model, of target: any Target) {
    self.init(
      sampler.samples(count: Self.count, seed: Self.seed, of: model), of: target,
      points: target.heldOut(Self.count))
  }
}
