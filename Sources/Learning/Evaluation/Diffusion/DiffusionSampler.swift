/// How a diffusion model's points are drawn.
public enum DiffusionSampler: String, CaseIterable, Hashable, Sendable {
  /// The probability-flow equation, solved: the model's flow, whose likelihood is exact.
  case ode
  /// A step for each of the model's noise steps, without chance: it goes to the equation's solution as the
  /// steps get more (DDIM, Song et al. 2021, arXiv:2010.02502, equation 12 with σ = 0).
  case ddim
  /// The same steps, each with new noise (DDPM, Ho et al. 2020, arXiv:2006.11239, algorithm 2).
  case ancestral

  /// Whether it takes the model's noise steps.
  public var takesNoiseSteps: Bool { self != .ode }
}
