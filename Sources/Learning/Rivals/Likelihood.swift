/// What kind of likelihood a learner has.
public enum Likelihood: String, Hashable, Sendable, Encodable {
  /// log p(x) itself, of a flow.
  case exact
  /// A lower bound of log p(x), of a VAE.
  case bound
  /// None: it can only be sampled, like a GAN.
  case none
}

/// What can be asked of whatever is learning.
public enum LearnerAbility: String, CaseIterable, Hashable, Sendable {
  /// log p at a point.
  case density
  /// The point of base space that belongs to a point of data space.
  case inverse
  /// The way between the spaces in stages, with the log-determinant of each.
  case layers
  /// How sure a network is that a point is of the data, and not made by the other one.
  case discriminator
  /// The noise in a point that has so much of it, as a diffusion model knows it.
  case noise
  /// Where in a latent space points came from, as an encoder guesses it, and how good the guess is.
  case encoder

  /// What every flow can be asked.
  public static let ofFlows: Set<LearnerAbility> = [.density, .inverse, .layers]
}
