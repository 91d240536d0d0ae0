import Flows
import Foundation

/// How samples of a model fall to the modes of its target, as GANs are compared by it: modes covered, share
/// of samples of high quality, and the divergence of the shares of the modes.
///
/// A sample is of high quality within 3σ of its nearest mode, and a mode counts once one such sample falls
/// to it: so measures PacGAN's code (Lin et al. 2018, arXiv:1712.04086, `pacgan/extensions.py`), which
/// takes 2,500 samples. Of a mode in the plane, 1.1 % of its own points lie farther out than 3σ.
public struct ModeScore: Hashable, Sendable {
  /// Modes to which at least one sample of high quality falls.
  public let covered: Int
  /// Modes of the target.
  public let total: Int
  /// Share of all samples that are of high quality; those that are not finite are not.
  public let highQuality: Double
  /// KL(samples ‖ target) over the modes in nats: each sample counts for its nearest mode, however far. A
  /// mode without samples adds nothing. `nil` where no sample is finite.
  ///
  /// PacGAN's table has it under this name; its code that is public computes another divergence of the
  /// same counts, so this is the definition as the text is remembered.
  public let reverseKL: Double?
  /// How many samples there were.
  public let count: Int

  /// How many σ from its nearest mode a sample of high quality is at most.
  public static let reach = 3.0

  /// - Returns: `nil` where there are no samples, or no modes.
  public init?(_ samples: [SIMD2<Float>], of modes: [TargetMode]) {
    guard !samples.isEmpty, !modes.isEmpty else { return nil }
    var (near, all) = (
      [Int](repeating: 0, count: modes.count), [Int](repeating: 0, count: modes.count)
    )
    for sample in samples where sample.x.isFinite && sample.y.isFinite {
      let point = SIMD2<Double>(sample)
      var (nearest, least) = (0, Double.infinity)
      for (index, mode) in modes.enumerated() {
        let distance = mode.distance(to: point)
        if distance < least { (nearest, least) = (index, distance) }
      }
      all[nearest] += 1
      if least <= Self.reach { near[nearest] += 1 }
    }
    covered = near.count { $0 > 0 }
    total = modes.count
    highQuality = Double(near.reduce(0, +)) / Double(samples.count)
    let finite = Double(all.reduce(0, +))
    reverseKL =
      finite == 0
      ? nil
      : zip(all, modes).reduce(0) { sum, part in
        let share = Double(part.0) / finite
        return share > 0 ? sum + share * log(share / part.1.weight) : sum
      }
    count = samples.count
  }
}
