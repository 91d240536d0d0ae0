import Autodiff
import Flows

extension Rival {
  /// A generative adversarial network (Goodfellow et al. 2014, arXiv:1406.2661).
  ///
  /// A generator G makes points of normal numbers z, and a discriminator D says how sure it is that a
  /// point is of the data. Both learn at once: D to tell them apart, G to make D err. There is no
  /// likelihood anywhere, so nothing says how much of the data G leaves out: where D cannot tell, G may
  /// have found one mode of eight.
  ///
  /// Measured after 3,000 steps of batch 256, means of 5 seeds: modes found, the share of 2,500 samples
  /// within 3σ of a mode, and the energy distance D² of 1,000 samples to as many points, which is
  /// unbiased and therefore a little below 0 at times.
  ///
  ///     D's updates  packing  R1    ring8: of 8, share, D²   grid25: of 25, share, D²  moons, rings: D²
  ///     1            1        0     0     0 %   .713         15.2  10 %   .193         .550    .220
  ///     3            1        0     7.8  33 %   .054         20.8  38 %   .428         .002    .001
  ///     5            1        0     7.6  47 %   .061         19.2  46 %   .597         .002    .008
  ///     3            1        .1    8    41 %   .002         23.4  21 %   .018         .002   −.002
  ///     3            2        0     8    35 %   .013         23.2  20 %   .022         .001   −.001
  ///     3            4        0     8    25 %   .009         22.4  14 %   .010
  ///
  /// So the fourth row is the default. With 1 update G collapses; without a penalty it loses modes, or
  /// gives them unequal shares, and packs find them. Half the step size (1e-3) does as well as 2e-3
  /// without a penalty.
  static let gan = Rival(
    name: "gan", title: "Generative adversarial network",
    summary: "a generator learns to make points that a discriminator takes for data",
    papers: [
      Paper("Goodfellow et al.", 2014, arXiv: "1406.2661"),
      Paper("Lin et al.", 2018, arXiv: "1712.04086"),
      Paper("Mescheder et al.", 2018, arXiv: "1801.04406"),
    ],
    likelihood: .none, abilities: [.discriminator], samplingWords: "one pass of the generator",
    noInverseWords: "its generator makes samples, and nothing leads back from x to z",
    defaultHidden: [64, 64], defaultLearningRate: 2e-3,
    options: [.latent, .packing, .r1, .discriminatorSteps]
  ) { AdversarialNetworks(&$0) }
}

/// The two networks of a GAN.
struct AdversarialNetworks: RivalNetworks {
  static let usualLatent = 2
  static let usualPenalty = 0.1
  static let usualSteps = 3

  let latentCount: Int
  /// How many points the discriminator sees at once (Lin et al. 2018, arXiv:1712.04086): from a pack it
  /// can tell that the generator makes the same mode again and again.
  let packing: Int
  /// Weight of the penalty on D's slope at data.
  let penalty: Double
  /// Updates of D for each of G.
  let discriminatorSteps: Int
  private let generator: Conditioner
  private let discriminator: Conditioner

  init(_ builder: inout RivalBuilder) {
    let options = builder.options
    let (latent, packing) = (options.latent ?? Self.usualLatent, options.packing ?? 1)
    (latentCount, self.packing) = (latent, packing)
    penalty = options.r1 ?? Self.usualPenalty
    discriminatorSteps = options.discriminatorSteps ?? Self.usualSteps
    generator = builder.network(Self.generatorName) {
      Conditioner(inputs: latent, outputs: 2, start: 1, &$0)
    }
    discriminator = builder.network(Self.discriminatorName) {
      Conditioner(inputs: 2 * packing, outputs: 1, start: 1, &$0)
    }
  }

  static let generatorName = "generator"
  static let discriminatorName = "discriminator"

  var objective: AdversarialLoss { AdversarialLoss(latent: latentCount, packing: packing) }

  func generate(_ latent: Value) -> Value { generator(latent) }

  /// The log-odds that a pack of points is of the data: log D/(1 − D).
  func logOdds(_ pack: Value) -> Value { discriminator(pack) }

  /// Of several points at once, the mean over packs in which the other points are the generator's own.
  func judgement(of x: Value) -> Value? {
    guard packing > 1 else { return logOdds(x) }
    var random = RandomStream(seed: 1)
    let odds = (0..<Self.companies).map { _ in
      let others = (1..<packing).map { _ in
        generate(x.graph.constant((0..<latentCount).map { _ in random.normal() }))
      }
      return logOdds(.concatenate([x] + others))
    }
    return odds.dropFirst().reduce(odds[0]) { $0 + $1 } * (1 / Double(Self.companies))
  }

  /// In how many packs a point is judged.
  private static let companies = 4
}

/// The discriminator's loss, then the generator's: not −log(1 − D(G(z))) turned round but −log D(G(z)),
/// whose gradient does not vanish where D is sure (Goodfellow et al. 2014, section 3).
struct AdversarialLoss: Objective {
  let latent: Int
  let packing: Int

  let name = "discriminator's loss"
  let unit = "nats, two guesses"
  let scale = LossScale.own
  let formula = "−log D(x) − log(1 − D(G(z)))"
  var draws: [Draw] { Array(repeating: .data, count: packing) + [.normals(latent * packing)] }

  func phases(of networks: AdversarialNetworks) -> [Phase] {
    typealias Networks = AdversarialNetworks
    return [
      Phase(
        "discriminator", turns: networks.discriminatorSteps, momentum: Self.momentum,
        training: { RivalBuilder.isPart($0, of: Networks.discriminatorName) }
      ) { sample in
        let data = Value.concatenate(sample.all(.data))
        let odds = networks.logOdds(data)
        let loss = (-odds).softplus + networks.logOdds(made(networks, sample)).softplus
        guard networks.penalty > 0 else { return SampleLoss(loss) }
        return SampleLoss(
          minimized: loss + slope(of: odds, at: data) * (networks.penalty / 2), shown: loss)
      },
      Phase(
        "generator", momentum: Self.momentum,
        training: { RivalBuilder.isPart($0, of: Networks.generatorName) }
      ) { sample in
        SampleLoss((-networks.logOdds(made(networks, sample))).softplus)
      },
    ]
  }

  /// Adam's β₁ of both: the usual choice for GANs (Radford et al. 2016, arXiv:1511.06434, section 4), not
  /// measured here against others.
  private static let momentum = 0.5

  /// As many points of the generator as the discriminator sees at once.
  private func made(_ networks: AdversarialNetworks, _ sample: Sample) -> Value {
    let z = sample[.normals(latent * packing)]
    return .concatenate(
      (0..<packing).map { networks.generate(z.features(($0 * latent)..<(($0 + 1) * latent))) })
  }

  /// |∇D|² at data, the R1 penalty (Mescheder et al. 2018, arXiv:1801.04406, equation 9): a gradient of
  /// which training takes another.
  private func slope(of odds: Value, at data: Value) -> Value {
    let gradient = data.graph.gradients(of: odds, withRespectTo: [data])[0]
    return gradient?.squared.featureSum ?? data.graph.constant(0)
  }
}
