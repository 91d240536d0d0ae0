import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// A VAE after a few steps on a target.
struct TrainedVAE {
  let evaluator: LatentEvaluator
  let parameters: [Float]
  let target: any Target

  init(
    _ target: String, latent: Int, sigma: Double? = nil, hidden: [Int] = [24, 24], steps: Int = 150
  ) throws {
    var settings = Settings()
    (settings.flow, settings.target, settings.batch) = ("vae", target, 128)
    (settings.latent, settings.sigma, settings.hidden) = (latent, sigma, hidden)
    self.target = try settings.resolvedTarget()
    let learner = try Learners.make(settings, threads: 1)
    for _ in 0..<steps { try learner.advance() }
    parameters = learner.model().parameters
    evaluator = try #require(try learner.profile.makeLatent?(settings, 1))
  }

  func points(_ count: Int) -> [SIMD2<Double>] { target.heldOut(count).map { SIMD2<Double>($0) } }
}

/// Networks that nothing has trained, and their parameters.
private func untrained(
  latent: Int, hidden: [Int], sigma: Double? = nil
) throws -> (networks: VAENetworks, layout: ParameterLayout) {
  var options = RivalOptions()
  (options.latent, options.sigma) = (latent, sigma)
  var builder = RivalBuilder(hidden: hidden, options: options, random: RandomStream(seed: 1))
  let networks = try VAENetworks(&builder)
  return (networks, builder.layout)
}

@Suite struct VAETests {
  @Test(arguments: [1, 2], [nil, 0.3])
  func theGradientOfTheBoundIsThatOfDifferences(latent: Int, sigma: Double?) throws {
    let (networks, layout) = try untrained(latent: latent, hidden: [7, 5], sigma: sigma)
    let objective = EvidenceLowerBound(latent: latent)
    let graph = Graph()
    let sample = Sample(graph.input(0, features: objective.draws.features), objective.draws)
    let loss = objective.phases(of: networks)[0].loss(sample).minimized.laneSum * (1 / 16.0)
    let tensors = layout.tensors.filter(\.trained)
    #expect(tensors.count == (sigma == nil ? 13 : 12))
    let gradients = graph.gradients(
      of: loss, withRespectTo: tensors.map { $0.parameter(graph) })
    var outputs = Outputs()
    let total = outputs.add(shared: loss)
    let slopes = gradients.compactMap { $0.map { outputs.add(shared: $0) } }
    #expect(slopes.count == tensors.count)
    let executor = Executor<Double>(
      Program(outputs), parameterCount: layout.initial.count, tileLanes: 16)
    var random = RandomStream(seed: 5)
    for feature in 0..<objective.draws.features {
      executor.setInput(0, feature: feature, (0..<16).map { _ in random.normal() })
    }
    let parameters = layout.initial.map(Double.init)
    executor.parameters = parameters
    executor.run(lanes: 16)
    let found = slopes.map { executor.values($0) }
    for (tensor, slope) in zip(tensors, found) {
      for index in Set([0, slope.count / 2, slope.count - 1]) {
        let place = tensor.parameter.offset + index
        let values = [-1e-5, 1e-5].map { step in
          executor.setParameter(place, parameters[place] + step)
          executor.run(lanes: 16)
          return executor[total]
        }
        executor.setParameter(place, parameters[place])
        let difference = (values[1] - values[0]) / 2e-5
        #expect(abs(difference - slope[index]) < 1e-7 * max(1, abs(difference)), "\(tensor.name)")
      }
    }
  }

  /// A linear decoder makes x normal with covariance WWᵀ + σ² (Tipping & Bishop 1999), and the posterior
  /// normal with precision 1 + WᵀW/σ².
  @Test(arguments: [1, 2]) func aLinearDecoderIsProbabilisticPCA(latent: Int) throws {
    let (networks, layout) = try untrained(latent: latent, hidden: [])
    let parameters = layout.initial
    let evaluator = try #require(
      networks.makeLatent(parameterCount: parameters.count, threads: 1))
    let zero = evaluator.decode([.zero], parameters)[0]
    let columns = (0..<latent).map { axis in
      var z = SIMD2<Double>.zero
      z[axis] = 1
      return evaluator.decode([z], parameters)[0] - zero
    }
    let noise = evaluator.sigma(parameters) * evaluator.sigma(parameters)
    var (xx, xy, yy) = (noise, 0.0, noise)
    for w in columns {
      xx += w.x * w.x
      xy += w.x * w.y
      yy += w.y * w.y
    }
    let determinant = xx * yy - xy * xy
    for x in [SIMD2(0, 0), SIMD2(1.3, -0.4), SIMD2(-2, 1), SIMD2(3, 2)] {
      let gap = x - zero
      let square =
        (yy * gap.x * gap.x - 2 * xy * gap.x * gap.y + xx * gap.y * gap.y) / determinant
      let exact = -0.5 * square - 0.5 * log(determinant) - log(2 * .pi)
      let ledger = evaluator.ledger(at: x, parameters)
      #expect(abs(ledger.density.value - exact) < 1e-7 * max(1, abs(exact)))
      #expect(abs(ledger.divergence - (exact - ledger.bounds.elbo)) < 1e-6 * max(1, abs(exact)))
      guard latent == 1 else { continue }
      // The posterior's own mean and variance give the divergence in closed form.
      let precision = 1 + (columns[0] * columns[0]).sum() / noise
      let mean = (columns[0] * gap).sum() / noise / precision
      let (m, s) = (ledger.bounds.q.mean.x, ledger.bounds.q.deviation.x)
      let divergence =
        0.5 * (precision * (s * s + (m - mean) * (m - mean)) - 1 - log(precision * s * s))
      #expect(abs(ledger.divergence - divergence) < 1e-6 * max(1, divergence))
    }
  }

  @Test(arguments: [1, 2], ["moons", "8gaussians"])
  func theMarginalHasMassOne(latent: Int, target: String) throws {
    let vae = try TrainedVAE(target, latent: latent)
    let sigma = vae.evaluator.sigma(vae.parameters)
    // For normal densities of width σ the trapezoid rule with this step is exact to nine digits.
    let step = 0.8 * sigma
    let reach = Int((24 / step).rounded(.up))
    let places = (-reach...reach).flatMap { i in
      (-reach...reach).map { SIMD2(Double(i), Double($0)) * step }
    }
    let density = vae.evaluator.densities(at: places, vae.parameters)
    let mass = density.reduce(0) { $0 + exp($1.value) } * step * step
    #expect(abs(mass - 1) < 1e-6)
  }

  /// The inequalities that hold whatever is drawn hold at every point; that IWAE₅₀ stays below log p(x) is
  /// true of its expectation, so of the mean over the points within its standard error.
  @Test(arguments: Targets.all.filter { !($0 is any EnergyTarget) }.map(\.name))
  func theBoundsStandInTheirOrderOnAThousandPoints(target: String) throws {
    let vae = try TrainedVAE(target, latent: 1 + target.count % 2, hidden: [16, 16])
    let points = vae.points(1000)
    let bounds = vae.evaluator.bounds(at: points, vae.parameters)
    let exact = vae.evaluator.densities(at: points, vae.parameters)
    var gains: [Double] = []
    for (bound, density) in zip(bounds, exact) {
      #expect(bound.elbo <= bound.iwae5.value)
      #expect(bound.iwae5.value <= bound.iwae50.value)
      #expect(bound.elbo <= density.value + 1e-6)
      #expect(density.isSure)
      gains.append(density.value - bound.iwae50.value)
    }
    let gain = Mean(gains)
    #expect(gain.value > -3 * gain.standardError)
  }

  @Test(arguments: [1, 2]) func aScoreIsTheMeanOverHeldOutPoints(latent: Int) throws {
    let vae = try TrainedVAE("moons", latent: latent, hidden: [16, 16])
    let target = try Targets.named("moons")
    let score = MarginalScore(vae.evaluator, vae.parameters, of: target)
    let all = target.heldOut(MarginalScore.count).map { SIMD2<Double>($0) }
    let densities = vae.evaluator.densities(at: all, vae.parameters)
    let nll = -densities.reduce(0) { $0 + $1.value } / Double(all.count)
    let entropy = all.reduce(0) { $0 - (target.logDensity($1) ?? .nan) } / Double(all.count)
    #expect(abs(score.nll.value - nll) < 1e-9 && score.gap.value > 0 && score.unsure == 0)
    #expect(abs(try #require(score.kl).value - (nll - entropy)) < 1e-9)
  }

  @Test(arguments: [1, 2], [nil, 0.03]) func theLedgerCloses(latent: Int, sigma: Double?) throws {
    for target in ["moons", "pinwheel"] {
      let vae = try TrainedVAE(target, latent: latent, sigma: sigma)
      var sure = 0
      for x in vae.points(12) {
        let ledger = vae.evaluator.ledger(at: x, vae.parameters)
        // Far from all that the decoder makes it says that it is not sure.
        if ledger.closes != nil { sure += 1 }
        #expect(
          ledger.closes != false,
          """
          \(target), at \(x): gap \(ledger.gap) ± \(ledger.density.error), KL \(ledger.divergence) ± \
          \(ledger.divergenceError)
          """)
      }
      #expect(sure > 0)
    }
  }

  /// Where σ is small and the decoder steep, p(x, z) is a spike in z: the rule must still find it.
  @Test func aNarrowPosteriorIsIntegratedToTheDigitsItClaims() throws {
    for sigma in [0.1, 0.01] {
      let vae = try TrainedVAE("rings", latent: 1, sigma: sigma, steps: 60)
      let points = vae.points(20)
      let count = 100_001
      let step = 16.0 / Double(count - 1)
      let latents = (0..<count).map { SIMD2(-8 + step * Double($0), 0) }
      let images = vae.evaluator.decode(latents, vae.parameters)
      for (x, density) in zip(points, vae.evaluator.densities(at: points, vae.parameters)) {
        var sum = LogSum()
        for (z, image) in zip(latents, images) {
          let gap = (x - image) / sigma
          sum.add(-0.5 * (gap * gap).sum() - 0.5 * z.x * z.x)
        }
        let exact = sum.value + log(step / (2 * .pi * sigma * sigma)) - 0.5 * log(2 * .pi)
        #expect(abs(density.value - exact) < density.error + 1e-6 * abs(exact), "σ \(sigma)")
      }
    }
  }

  /// A curve through a grid of modes jumps from one to the next within the width of q(z | x).
  @Test func theBoundIsIntegratedWhereTheDecoderIsSteep() throws {
    let vae = try TrainedVAE("grid25", latent: 1, hidden: [64, 64], steps: 900)
    let points = vae.points(60)
    let bounds = vae.evaluator.bounds(at: points, vae.parameters)
    let exact = vae.evaluator.densities(at: points, vae.parameters)
    let rule = NormalRule(features: 1, step: 1 / 2000)
    let sigma = vae.evaluator.sigma(vae.parameters)
    for (x, (bound, density)) in zip(points, zip(bounds, exact)) {
      let images = vae.evaluator.decode(
        rule.nodes.map { bound.q.mean + bound.q.deviation * $0 }, vae.parameters)
      let square = zip(images, rule.weights).reduce(0) { sum, term in
        let gap = (x - term.0) / sigma
        return sum + term.1 * (gap * gap).sum()
      }
      let expected = -0.5 * square - log(2 * .pi * sigma * sigma)
      #expect(abs(bound.reconstruction - expected) <= 1e-4 * max(1, abs(expected)))
      #expect(bound.elbo <= density.value + 1e-4)
    }
  }

  /// What the command line, the model file and the screen ask of it.
  @Test func itSaysThatItsLikelihoodIsABound() throws {
    var settings = Settings()
    (settings.flow, settings.latent) = ("vae", 1)
    let learner = try Learners.make(settings, threads: 1)
    #expect(learner.profile.likelihood == .bound)
    let score = learner.measure(count: 100, comparingSamples: false)
    #expect(score.nll == nil && score.bound != nil)
    settings.latent = 3
    #expect(throws: FlowError.self) { try Learners.make(settings, threads: 1) }
  }
}
