import Foundation

/// One step of a diffusion's noise, from x_{i−1} to x_i and back (Ho et al. 2020, arXiv:2006.11239, equations 2
/// and 5 to 8). All numbers are of the ``NoiseSchedule``, none of the network.
package struct NoiseStep: Sendable {
  /// The time that it begins at on the way back.
  package let time: Double
  /// α and σ of the noisier point x_i.
  package let signal: Double
  package let noise: Double
  /// β = 1 − α_i²/α_{i−1}², the variance of the noise that was added and of an ancestral step. (The other
  /// choice of Ho et al., β̃, is right for data that are one point; the last steps are much smaller than
  /// the data are wide, and there β is.)
  package let variance: Double
  /// β̃ = β·σ_{i−1}²/σ_i², the variance of x_{i−1} where the data are known.
  package let posteriorVariance: Double
  /// How far the mean moves where the expected data do: α_{i−1}·β/σ_i².
  package let dataSlope: Double

  /// α and σ of the clearer point x_{i−1}.
  private let before: (signal: Double, noise: Double)

  /// - Parameter index: from 1, which ends at the data, to the schedule's number of steps.
  init(_ index: Int, of schedule: NoiseSchedule) {
    time = schedule.time(after: index)
    let clearer = schedule.time(after: index - 1)
    (signal, noise) = (schedule.signal(time), schedule.noise(time))
    before = (schedule.signal(clearer), schedule.noise(clearer))
    let (ratio, share) = (signal / before.signal, before.noise / noise)
    variance = 1 - ratio * ratio
    posteriorVariance = variance * share * share
    dataSlope = before.signal * variance / (noise * noise)
  }

  /// The weights of the point x_i and of ``Denoising/turn(of:at:)`` there in the mean of x_{i−1}: that is
  /// α_{i−1} times the data that are expected in x_i, and so much of the expected noise ε_θ that its size is
  /// σ_{i−1}, less what an ancestral step adds anew.
  package func weights(isAncestral: Bool) -> (point: Double, turn: Double) {
    let share = before.noise / noise
    let noiseWeight = isAncestral ? share * before.noise * signal / before.signal : before.noise
    return (
      before.signal * signal + noiseWeight * noise, noiseWeight * signal - before.signal * noise
    )
  }
}

extension NoiseSchedule {
  /// Every step, from the data (first) to the noise.
  package var allSteps: [NoiseStep] { (1...max(1, steps)).map { NoiseStep($0, of: self) } }
}
