import Flows
import Foundation

/// What can be asked of a model with a latent space: log p(x) of its decoder, the bounds that its encoder
/// gives, and all of it at one point.
///
/// Not thread-safe: it belongs to the thread that made it.
public final class LatentEvaluator {
  private let passes: any LatentModel
  /// The parameters that everything kept belongs to.
  private var parameters: [Float] = []
  private var marginals: [LatentCells.Fineness: DecoderMarginal] = [:]

  init(_ passes: any LatentModel) { self.passes = passes }

  /// Dimension of the latent space, 1 or 2.
  public var latent: Int { passes.latent }

  /// Standard deviation of the decoder's noise.
  public func sigma(_ parameters: [Float]) -> Double {
    take(parameters)
    return passes.sigma
  }

  private func take(_ new: [Float]) {
    guard new != parameters else { return }
    parameters = new
    passes.set(parameters)
    marginals = [:]
  }

  private func marginal(_ fineness: LatentCells.Fineness) -> DecoderMarginal {
    if let marginal = marginals[fineness] { return marginal }
    let cells = LatentCells(
      latent: latent, sigma: passes.sigma, fineness: fineness, decode: passes.decode)
    let marginal = DecoderMarginal(
      cells, sigma: passes.sigma, neglected: fineness == .pictures ? -16 : -32)
    marginals[fineness] = marginal
    return marginal
  }

  /// log p(x) at each point by the coarser rule, for pictures; nats.
  public func logDensity(_ points: [SIMD2<Float>], _ parameters: [Float]) -> [Float] {
    take(parameters)
    let marginal = marginal(.pictures)
    return points.map { Float(marginal.logDensity(SIMD2<Double>($0))) }
  }

  /// log p(x) at each point with how far it may be off, in nats.
  public func densities(at points: [SIMD2<Double>], _ parameters: [Float]) -> [MarginalDensity] {
    take(parameters)
    let (fine, coarse) = (marginal(.numbers), marginal(.pictures))
    // What the prior's tails beyond the rule can add at most.
    let outside = log(LatentCells.massOutside) - log(2 * .pi * fine.sigma * fine.sigma)
    return points.map { x in
      let value = fine.logDensity(x)
      let tails = value > -.infinity ? log1p(exp(outside - value)) : .infinity
      return MarginalDensity(value: value, error: abs(value - coarse.logDensity(x)) + tails)
    }
  }

  /// The bounds at each point.
  public func bounds(at points: [SIMD2<Double>], _ parameters: [Float]) -> [EncoderBounds] {
    take(parameters)
    return passes.bounds(at: points)
  }

  /// The ELBO at each point, in nats.
  public func elbos(at points: [SIMD2<Double>], _ parameters: [Float]) -> [Double] {
    take(parameters)
    return passes.elbos(at: points)
  }

  /// q(z | x) at each point.
  public func encode(_ points: [SIMD2<Double>], _ parameters: [Float]) -> [EncoderGaussian] {
    take(parameters)
    return passes.encode(points)
  }

  /// μ(z) at each latent point.
  public func decode(_ latents: [SIMD2<Double>], _ parameters: [Float]) -> [SIMD2<Double>] {
    take(parameters)
    return passes.decode(latents)
  }

  /// Everything about one point.
  public func ledger(at x: SIMD2<Double>, _ parameters: [Float]) -> EvidenceLedger {
    let density = densities(at: [x], parameters)[0]
    let bounds = passes.bounds(at: [x], groups: EncoderBounds.manyGroups)[0]
    let grid = PosteriorGrid(passes, of: x, bounds.q)
    return EvidenceLedger(
      x: x, sigma: passes.sigma, latent: latent, bounds: bounds, density: density,
      divergence: grid.divergence, divergenceError: grid.error)
  }
}

/// log p(x) of a decoder with how far it may be off.
public struct MarginalDensity: Hashable, Sendable {
  /// In nats.
  public var value: Double
  /// In nats: the difference from a rule with sides twice as long, which is about that rule's error and
  /// far above this one's; and what the prior's tails may add that the rule leaves out.
  public var error: Double
  /// Whether it is sure to a hundredth of a nat.
  public var isSure: Bool { error < 0.01 }
}
