import Flows
import Foundation

/// The lower bounds of log p(x) that a VAE has at one point, in nats.
///
/// What is certain: ELBO ≤ E[IWAE₅] ≤ E[IWAE₅₀] ≤ log p(x), where the expectation is over the draws
/// (Burda et al. 2016, arXiv:1509.00519, theorem 1). The ELBO here is an integral and has no chance in
/// it. The others are means of draws: nested, so that ELBO ≤ IWAE₅ ≤ IWAE₅₀ holds for any draws at all
/// (Jensen's inequality within the sample); log p(x) may be passed by chance, by a few standard errors.
public struct EncoderBounds: Hashable, Sendable {
  public var q: EncoderGaussian
  /// E_q[log p(x | z)].
  public var reconstruction: Double
  /// How far it may be off: what the last refinement of its quadrature changed.
  public var reconstructionError: Double
  /// KL(q(z | x) ‖ p(z)).
  public var divergence: Double
  public var iwae5: Sampled
  public var iwae50: Sampled

  /// E_q[log p(x | z)] − KL(q(z | x) ‖ p(z)).
  public var elbo: Double { reconstruction - divergence }

  /// The same where log-densities are counted in other units of x.
  public func shifted(by nats: Double) -> EncoderBounds {
    var shifted = self
    shifted.reconstruction += nats
    shifted.iwae5.value += nats
    shifted.iwae50.value += nats
    return shifted
  }

  /// A mean of draws.
  public struct Sampled: Hashable, Sendable {
    public var value: Double
    public var standardError: Double
  }
}

extension LatentModel {
  /// The bounds at each point. A point's draws depend on its place in the array alone.
  /// - Parameter groups: how many times 50 latent points are drawn for each, at least 2.
  func bounds(
    at points: [SIMD2<Double>], groups: Int = EncoderBounds.fewGroups
  ) -> [EncoderBounds] {
    zip(zip(points, evidence(at: points)), points.indices).map { pair, index in
      let (x, evidence) = pair
      let weights = logWeights(of: x, evidence.q, count: 50 * groups, seed: UInt64(index))
      let elbo = evidence.reconstruction.value - evidence.divergence
      return EncoderBounds(
        q: evidence.q, reconstruction: evidence.reconstruction.value,
        reconstructionError: evidence.reconstruction.error, divergence: evidence.divergence,
        iwae5: EncoderBounds.importanceBound(weights, samples: 5, above: elbo),
        iwae50: EncoderBounds.importanceBound(weights, samples: 50, above: elbo))
    }
  }

  /// The ELBO at each point, in nats, to about 1e-3: their mean over points is off by far more, for want of
  /// points.
  func elbos(at points: [SIMD2<Double>]) -> [Double] {
    evidence(at: points, tolerance: 1e-3).map { $0.reconstruction.value - $0.divergence }
  }

  /// The ELBO's two terms: E_q[log p(x | z)], and KL(q(z | x) ‖ p(z)).
  /// - Parameter tolerance: of the first one, relative to it where it is above 1.
  private func evidence(
    at points: [SIMD2<Double>], tolerance: Double = 1e-5
  ) -> [(q: EncoderGaussian, reconstruction: (value: Double, error: Double), divergence: Double)] {
    let rules = NormalRule.ladder(features: latent)
    return zip(points, encode(points)).map { x, q in
      let divergence = (0..<latent).reduce(0) { sum, feature in
        let (m, s) = (q.mean[feature], q.deviation[feature])
        return sum + 0.5 * (m * m + s * s - 1) - log(s)
      }
      return (q, reconstruction(of: x, q, rules, tolerance), divergence)
    }
  }

  /// E_q[log p(x | z)], by finer and finer rules until one changes nothing: where the decoder jumps from
  /// one part of the data to another within the width of q, a rule for smooth functions is not enough.
  private func reconstruction(
    of x: SIMD2<Double>, _ q: EncoderGaussian, _ rules: [NormalRule], _ tolerance: Double
  ) -> (value: Double, error: Double) {
    var (value, error) = (Double.nan, Double.infinity)
    for rule in rules {
      let images = decode(rule.nodes.map { q.mean + q.deviation * $0 })
      let finer = zip(images, rule.weights).reduce(0) {
        $0 + $1.1 * logLikelihood(x, from: $1.0)
      }
      if value.isFinite { error = abs(finer - value) }
      value = finer
      if error < tolerance * max(1, abs(value)) { break }
    }
    return (value, error)
  }

  /// log p(x, z) − log q(z | x) of latent points that q draws.
  private func logWeights(
    of x: SIMD2<Double>, _ q: EncoderGaussian, count: Int, seed: UInt64
  ) -> [Double] {
    var random = RandomStream(seed: seed).split(RandomStream.Purpose.heldOut)
    let draws = (0..<count).map { _ in
      latent == 2 ? random.normalPair() : SIMD2(random.normal(), 0)
    }
    let latents = draws.map { q.mean + q.deviation * $0 }
    let logVolume = (0..<latent).reduce(0) { $0 + log(q.deviation[$1]) }
    return zip(zip(draws, latents), decode(latents)).map { pair, image in
      // log q is log N(ε; 0, 1) less the logarithm of the deviations.
      logLikelihood(x, from: image) + logPrior(pair.1) - (logPrior(pair.0) - logVolume)
    }
  }
}

extension EncoderBounds {
  /// Groups of 50 draws for each point, where many points are measured.
  static let fewGroups = 8
  /// The same at the one point whose numbers are shown.
  static let manyGroups = 64

  /// E[log (1/k Σ w)], from as many groups of k weights as there are.
  ///
  /// What is averaged is how far it is above the mean of log w, whose expectation is the ELBO and known:
  /// where the bound is tight, the draws' noise cancels.
  fileprivate static func importanceBound(
    _ logWeights: [Double], samples: Int, above elbo: Double
  ) -> EncoderBounds.Sampled {
    let gains = stride(from: 0, to: logWeights.count, by: samples).map { start in
      let group = logWeights[start..<start + samples]
      var sum = LogSum()
      for weight in group { sum.add(weight) }
      return sum.value - log(Double(samples)) - group.reduce(0, +) / Double(samples)
    }
    let mean = Mean(gains)
    return EncoderBounds.Sampled(value: elbo + mean.value, standardError: mean.standardError)
  }
}

/// Nodes and weights for the expectation of a smooth function of standard normal numbers: the trapezoid
/// rule, which for a normal density converges faster than any power of its step.
struct NormalRule: Sendable {
  let nodes: [SIMD2<Double>]
  let weights: [Double]

  /// Beyond 6 lies 2e-9 of the mass.
  static let reach = 6.0

  /// - Parameters:
  ///   - features: 1 or 2.
  ///   - step: from node to node, in standard deviations.
  init(features: Int, step: Double) {
    let line = Array(stride(from: -Self.reach, through: Self.reach, by: step))
    let nodes =
      features == 2
      ? line.flatMap { x in line.map { SIMD2(x, $0) } } : line.map { SIMD2($0, 0) }
    let weights = nodes.map { exp(-0.5 * ($0 * $0).sum()) }
    let total = weights.reduce(0, +)
    self.nodes = nodes
    self.weights = weights.map { $0 / total }
  }

  /// Rules with 9 nodes along a side, and twice as many from one to the next: up to 4,097 in one
  /// dimension and 129 in two.
  static func ladder(features: Int) -> [NormalRule] {
    (0...(features == 2 ? 4 : 9)).map { level in
      NormalRule(features: features, step: 1.5 / Double(1 << level))
    }
  }
}
