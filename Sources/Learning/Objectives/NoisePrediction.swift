import Autodiff
import Flows

/// ‖ε − ε_θ(αx + σε, s)‖², the squared miss of a network that finds the noise ε in a noisy point, at a time s
/// that is uniform in [0, 1] (Ho et al. 2020, arXiv:2006.11239, equation 14).
///
/// KL of the probability flow after 2,000 steps on moons, rings, 8gaussians and checkerboard (seed 1): .056,
/// .866, .028 and .271; with the miss divided by α², which weighs all of the way alike, .058, .902, .020 and
/// .325.
public struct NoisePrediction: FlowObjective {
  public var name: String { "loss" }
  public var unit: String { "squared noise" }
  public var scale: LossScale { .own }
  public var formula: String { "|ε − ε_θ(αx + σε, s)|² of noise in data" }
  public var draws: [Draw] { [.data, .base, .uniform] }

  public init() {}

  public func validate(
    _ settings: Settings, of flow: FlowParts, learnsBase: Bool
  ) throws(FlowError) {
    guard flow.layers.first is any Denoising else {
      throw FlowError(
        "flow '\(settings.flow)' does not know the noise in its points: its first layer must be that "
          + "of a diffusion model")
    }
    guard flow.base.isStandardNormal else {
      throw FlowError(
        "base '\(settings.base)' and flow '\(settings.flow)': data that get ever more noise end in the "
          + "standard normal; choose the base normal")
    }
  }

  public func loss(of flow: FlowParts, _ sample: Sample) -> SampleLoss {
    guard let layer = flow.layers.first as? any Denoising else {
      preconditionFailure("noise is predicted by a diffusion model, and the first layer is none")
    }
    // Where the diffusion ends: fixed layers lie between there and the data.
    let data = flow.layers.dropFirst().reversed().reduce(sample[.data]) { $1.inverse($0).point }
    let (noise, time) = (sample[.base], sample[.uniform])
    let schedule = layer.schedule
    let point = schedule.signal(time) * data + schedule.noise(time) * noise
    return SampleLoss((noise - layer.noise(in: point, at: time)).squared.featureSum)
  }
}
