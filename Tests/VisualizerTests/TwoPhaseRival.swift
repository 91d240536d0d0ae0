@testable import Autodiff
@testable import Flows
@testable import Learning

/// A generator and a critic in small: two sets of parameters, and no density.
struct TwoNetworks: RivalNetworks {
  let objective = AdversarialLoss()
  let latentCount = 2
  private let generator: Conditioner
  private let critic: Conditioner

  init(_ builder: inout RivalBuilder) {
    generator = builder.network("generator") { Conditioner(inputs: 2, outputs: 2, start: 1, &$0) }
    critic = builder.network("critic") { Conditioner(inputs: 2, outputs: 1, start: 1, &$0) }
  }

  func generate(_ latent: Value) -> Value { generator(latent) }
  func judge(_ x: Value) -> Value { critic(x) }
}

/// What a GAN minimises (Goodfellow et al. 2014, arXiv:1406.2661, with the generator's second loss).
struct AdversarialLoss: Objective {
  let name = "critic's loss"
  let unit = "nats of a guess"
  let scale = LossScale.own
  let formula = "−log D(x) − log(1 − D(G(z)))"
  let draws: [Draw] = [.data, .normals(2)]

  func phases(of networks: TwoNetworks) -> [Phase] {
    [
      Phase("critic", rate: 2, training: { RivalBuilder.isPart($0, of: "critic") }) { sample in
        let made = networks.judge(networks.generate(sample[.normals(2)]))
        return SampleLoss((-networks.judge(sample[.data])).softplus + made.softplus)
      },
      Phase("generator", training: { RivalBuilder.isPart($0, of: "generator") }) { sample in
        SampleLoss((-networks.judge(networks.generate(sample[.normals(2)]))).softplus)
      },
    ]
  }
}

/// A rival with two phases and no likelihood, which tests register for as long as they last.
enum TwoPhaseRival {
  static let row = Rival(
    name: "two-phase", title: "Two networks", summary: "a generator and a critic in small",
    papers: [Paper("Goodfellow et al.", 2014, arXiv: "1406.2661")], likelihood: .none,
    samplingWords: "one pass", defaultHidden: [8], defaultLearningRate: 1e-2
  ) { TwoNetworks(&$0) }

  /// Settings that name it, and train fast.
  static var settings: Settings {
    var settings = Settings()
    settings.flow = row.name
    settings.hidden = [8]
    settings.batch = 64
    return settings
  }
}
