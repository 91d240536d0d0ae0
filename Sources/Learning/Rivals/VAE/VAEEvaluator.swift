import Flows
import Foundation

/// Evaluates models of one VAE: densities, bounds, samples, and the ledger of one point.
///
/// Not thread-safe: it belongs to the thread that made it.
package final class VAEEvaluator {
  let networks: VAENetworks
  private let passes: VAEPasses
  /// The parameters that everything kept belongs to.
  private var parameters: [Float] = []
  private var marginals: [LatentCells.Fineness: DecoderMarginal] = [:]

  init(_ networks: VAENetworks, threads: Int = 1) {
    self.networks = networks
    passes = VAEPasses(networks, threads: threads)
  }

  /// σ of a model.
  package func sigma(of model: Model) -> Double { networks.sigma(model.parameters) }

  /// Dimension of the latent space, 1 or 2.
  package var latent: Int { networks.shape.latent }

  private func take(_ model: Model) {
    guard model.parameters != parameters else { return }
    parameters = model.parameters
    passes.set(parameters)
    marginals = [:]
  }

  private func marginal(_ fineness: LatentCells.Fineness, _ model: Model) -> DecoderMarginal {
    take(model)
    if let marginal = marginals[fineness] { return marginal }
    let cells = LatentCells(
      latent: latent, sigma: passes.sigma, fineness: fineness, decode: passes.decode)
    let marginal = DecoderMarginal(cells, sigma: passes.sigma)
    marginals[fineness] = marginal
    return marginal
  }

  /// log p(x) at each point by the coarser rule, for pictures; nats.
  package func logDensity(_ points: [SIMD2<Float>], of model: Model) -> [Float] {
    let marginal = marginal(.pictures, model)
    return points.map { Float(marginal.logDensity(SIMD2<Double>($0))) }
  }

  /// log p(x) at each point with how far it may be off, in nats.
  package func densities(at points: [SIMD2<Double>], of model: Model) -> [MarginalDensity] {
    let (fine, coarse) = (marginal(.numbers, model), marginal(.pictures, model))
    // What the prior's tails beyond the rule can add at most.
    let outside = log(LatentCells.massOutside) - log(2 * .pi * fine.sigma * fine.sigma)
    return points.map { x in
      let value = fine.logDensity(x)
      let tails = value > -.infinity ? log1p(exp(outside - value)) : .infinity
      return MarginalDensity(value: value, error: abs(value - coarse.logDensity(x)) + tails)
    }
  }

  /// The bounds at each point.
  package func bounds(at points: [SIMD2<Double>], of model: Model) -> [EncoderBounds] {
    take(model)
    return passes.bounds(at: points)
  }

  /// q(z | x) at each point.
  package func encode(_ points: [SIMD2<Double>], of model: Model) -> [EncoderGaussian] {
    take(model)
    return passes.encode(points)
  }

  /// μ(z) at each latent point.
  package func decode(_ latents: [SIMD2<Double>], of model: Model) -> [SIMD2<Double>] {
    take(model)
    return passes.decode(latents)
  }

  /// Everything about one point.
  package func ledger(at x: SIMD2<Double>, of model: Model) -> VAELedger {
    let density = densities(at: [x], of: model)[0]
    let bounds = passes.bounds(at: [x], groups: VAEPasses.manyGroups)[0]
    let grid = PosteriorGrid(passes, of: x, bounds.q)
    return VAELedger(
      x: x, sigma: passes.sigma, latent: latent, bounds: bounds, density: density,
      divergence: grid.divergence, divergenceError: grid.error)
  }
}

extension VAEEvaluator: Sampler {
  /// A latent point of the prior, decoded, with the decoder's noise.
  package func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    take(model)
    var random = RandomStream(seed: seed)
    let latents = (0..<count).map { _ in
      latent == 2 ? random.normalPair() : SIMD2(random.normal(), 0)
    }
    return passes.decode(latents).map { image in
      SIMD2<Float>(image + passes.sigma * random.normalPair())
    }
  }
}

/// log p(x) of a decoder with how far it may be off.
package struct MarginalDensity: Hashable, Sendable {
  /// In nats.
  package var value: Double
  /// In nats: the difference from a rule with sides twice as long, which is about that rule's error and
  /// far above this one's; and what the prior's tails may add that the rule leaves out.
  package var error: Double
  /// Whether it is sure to a hundredth of a nat.
  package var isSure: Bool { error < 0.01 }
}
