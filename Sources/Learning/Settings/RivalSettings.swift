import Flows

// The rows of what only rivals of flows have.

extension Setting {
  public static let latent: Setting = Setting(
    .latent, "normal numbers that a rival of flows makes a sample of", \.latent, \.latent,
    .whole(1...64)
  ).with {
    $0.isNumber = true
    $0.usual = "\(AdversarialNetworks.usualLatent)"
    $0.standard = { _ in "\(AdversarialNetworks.usualLatent)" }
    $0.steps = .ones(from: 2, least: 1)
  }

  public static let sigma: Setting = Setting(
    .sigma, "standard deviation of the decoder's noise, where it is not learned", \.sigma, \.sigma,
    .number("a number from 0.01 to 10") { $0 >= 0.01 && $0 <= 10 }
  ).with {
    $0.title = "decoder σ"
    $0.isNumber = true
    $0.usual = "learned"
    $0.defaultWord = "learned"
    $0.steps = .rungsFrom(0.1)
  }

  public static let packing: Setting = Setting(
    .packing, "points that a GAN's discriminator sees at once (PacGAN)", \.packing, \.packing,
    .whole(1...8)
  ).with {
    $0.unit = "points"
    $0.isNumber = true
    $0.usual = "1"
    $0.standard = { _ in "1" }
    $0.steps = .ones(from: 1, least: 1)
  }

  public static let r1: Setting = Setting(
    .r1, "weight of the penalty on a discriminator's slope at data (R1); 0 is none", \.r1, \.r1,
    .number("a number from 0 to 100") { $0 >= 0 && $0 <= 100 }
  ).with {
    $0.title = "R1 penalty"
    $0.isNumber = true
    $0.usual = "\(AdversarialNetworks.usualPenalty)"
    $0.standard = { _ in "\(AdversarialNetworks.usualPenalty)" }
    $0.steps = .rungs(first: "0.1")
  }

  public static let discriminatorSteps: Setting = Setting(
    .discriminatorSteps, "updates of a GAN's discriminator for each of the generator",
    \.discriminatorSteps, \.discriminatorSteps, key: "discriminatorSteps", .whole(1...20)
  ).with {
    $0.title = "D steps"
    $0.unit = "updates"
    $0.isNumber = true
    $0.usual = "\(AdversarialNetworks.usualSteps)"
    $0.standard = { _ in "\(AdversarialNetworks.usualSteps)" }
    $0.steps = .ones(from: UInt64(AdversarialNetworks.usualSteps), least: 1)
  }
}
