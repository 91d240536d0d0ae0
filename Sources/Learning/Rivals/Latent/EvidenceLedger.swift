import Flows

/// What a VAE says of one point, and how it hangs together; nats.
///
///     ELBO ≤ IWAE₅ ≤ IWAE₅₀ ≤ log p(x),      log p(x) − ELBO = KL(q(z | x) ‖ p(z | x))
///
/// The left side of the equation is made of two integrals, one over the encoder's distribution and one over the
/// prior; the right side is computed from neither, on a grid of its own.
public struct EvidenceLedger: Hashable, Sendable {
  public var x: SIMD2<Double>
  /// σ of the decoder.
  public var sigma: Double
  /// Dimension of the latent space, 1 or 2.
  public var latent: Int
  public var bounds: EncoderBounds
  /// log p(x).
  public var density: MarginalDensity
  /// KL(q(z | x) ‖ p(z | x)), on a grid of its own.
  public var divergence: Double
  /// How far the grid may be off.
  public var divergenceError: Double

  /// The same where log-densities are counted in other units of x.
  public func shifted(by nats: Double) -> EvidenceLedger {
    var shifted = self
    shifted.density.value += nats
    shifted.bounds = bounds.shifted(by: nats)
    return shifted
  }

  /// log p(x) − ELBO.
  public var gap: Double { density.value - bounds.elbo }

  /// Whether the two ways to the gap agree, to a thousandth of it or of a nat; `nil` where one of them is
  /// not sure enough to tell.
  public var closes: Bool? {
    let tolerance = 1e-3 * max(1, abs(gap))
    guard max(density.error, divergenceError, bounds.reconstructionError) < tolerance else {
      return nil
    }
    return abs(gap - divergence) < tolerance
  }
}
