import Flows
import Foundation

/// What −log p(x) of a diffusion model's ancestral sampler is at most, as a sum over its steps (Ho et al. 2020,
/// arXiv:2006.11239, equation 5), in nats:
///
///     E[−log p(x₀|x₁)] + Σ KL(q(x_{i−1}|x_i, x₀) ‖ p(x_{i−1}|x_i)) + KL(q(x_N|x₀) ‖ N(0, I))
///
/// The last part is 0: after the last step nothing of the data is left (``NoiseSchedule``). The expectations
/// are over the noise, which is drawn, so each number is an estimate of the bound without bias.
public struct VariationalBound: Hashable, Sendable {
  /// The mean term of each step over the points, from the data (first) to the noise.
  public var terms: [Double]
  /// What fixed layers between the diffusion and the data add to every point.
  public var fixed: Double
  /// The bound at each point.
  public var points: [Double]

  /// The mean over the points: −E[log p(x)] is at most this.
  public var mean: Double { Mean(points).value }
  /// The standard error of the mean, of points and noise together.
  public var standardError: Double { Mean(points).standardError }
}

extension NoiseStep {
  /// The step's term of the bound for one draw of the noise, in nats, in the plane.
  /// - Parameters:
  ///   - squaredMiss: the squared distance of the data and what the network expects them to be, over σ².
  ///   - isLast: whether it is the step that ends at the data, whose term is −log p(x₀|x₁).
  func term(squaredMiss: Double, isLast: Bool) -> Double {
    let slope = noise * (isLast ? 1 : dataSlope)
    let missed = slope * slope * squaredMiss / (2 * variance)
    if isLast { return log(2 * .pi * variance) + missed }
    let share = posteriorVariance / variance
    return share - 1 - log(share) + missed
  }
}
