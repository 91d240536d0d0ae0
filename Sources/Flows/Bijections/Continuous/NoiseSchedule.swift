import Autodiff
import Foundation

/// How much noise a diffusion has mixed into its points at each time, from s = 0 (data) to s = 1 (noise):
///
///     x_s = α(s)·x + σ(s)·ε,    α² + σ² = 1,    α = cos φ,  σ = sin φ
///
/// φ = 2·atan(s²) turns from 0 to π/2, which makes α and σ ratios of polynomials:
///
///     α = (1 − s⁴)/(1 + s⁴),    σ = 2s²/(1 + s⁴),    dφ/ds = 4s/(1 + s⁴)
///
/// It is much like the cosine schedule (Nichol & Dhariwal 2021, arXiv:2102.09672, equation 17) with more of its
/// time where there is little noise: the solver's and the sampler's steps are short there. It begins with
/// the data themselves, σ(0) = 0, and ends in the standard normal itself, α(1) = 0 (Lin et al. 2023,
/// arXiv:2305.08891): no part of the bound and no mass is left out at either end.
package struct NoiseSchedule: Hashable, Sendable {
  /// How many steps noise is taken away in, one after the other.
  package var steps = defaultSteps

  package static let defaultSteps = 50

  /// α at a time, one feature each: how much of the data is left.
  package func signal(_ time: Value) -> Value {
    let fourth = time.squared.squared
    return (1 - fourth) / (1 + fourth)
  }

  /// σ at a time: how much noise there is.
  package func noise(_ time: Value) -> Value { 2 * time.squared / (1 + time.squared.squared) }

  /// dφ/ds at a time: how fast data turn into noise.
  package func turning(_ time: Value) -> Value { 4 * time / (1 + time.squared.squared) }

  // The same of one time.

  package func signal(_ time: Double) -> Double {
    let fourth = pow(time, 4)
    return (1 - fourth) / (1 + fourth)
  }

  package func noise(_ time: Double) -> Double { 2 * time * time / (1 + pow(time, 4)) }

  /// The time after so many steps from the data, from 0 to ``steps``.
  package func time(after step: Int) -> Double { Double(step) / Double(max(1, steps)) }
}
