import Flows

extension Settings {
  /// - Throws: ``FlowError`` that names an option which the learner does not have, or a value of one.
  public func validateOptions(of kind: LearnerKind) throws(FlowError) {
    for setting in Setting.all {
      guard case .option(let option) = setting.scope, !kind.options.contains(option),
        setting.isGiven(self)
      else { continue }
      let having = LearnerKind.all.filter { $0.options.contains(option) }.map(\.name)
      throw FlowError(
        "flow '\(kind.name)' has no option '\(option.name)': leave it out, or choose one of "
          + having.joined(separator: ", "))
    }
    if let logDet, let family = kind.family, !family.logDets.contains(logDet) {
      throw FlowError(
        "log-det \(logDet.rawValue): flow '\(family.name)' has "
          + family.logDets.map(\.rawValue).joined(separator: ", "))
    }
    if kind.options.contains(.flow(.solver)) { try ContinuousOptions.validate(self) }
  }

  /// - Throws: ``FlowError`` that names an option which the family does not have, or a value of one.
  public func validateOptions(of family: FlowFamily) throws(FlowError) {
    try validateOptions(of: .flow(family))
  }

  /// - Throws: ``FlowError`` that names a size or a base which the learner does not have.
  func validateShape(of kind: LearnerKind) throws(FlowError) {
    if hidden != nil, kind.defaultHidden.isEmpty {
      throw FlowError("flow '\(kind.name)' has no hidden layers: leave 'hidden' out")
    }
    if let layers, layers != 1, kind.family?.isFittedToPaths == true {
      throw FlowError("layers \(layers): flow '\(kind.name)' has one vector field; choose 1")
    }
    guard kind.rival != nil else { return }
    if let layers {
      throw FlowError(
        "layers \(layers): '\(kind.name)' is no flow and has no layers to count; choose the widths "
          + "of its networks with 'hidden'")
    }
    if base != Settings().base {
      throw FlowError(
        "base '\(base)': '\(kind.name)' is no flow and begins with normal numbers; leave the base "
          + "out")
    }
  }

  /// What only some layers have and can be chosen of them.
  var layerOptions: LayerOptions {
    var options = LayerOptions()
    for give in Setting.givers { give(self, &options) }
    return options
  }

  /// What only some networks of rivals have and can be chosen of them.
  var rivalOptions: RivalOptions {
    var options = RivalOptions()
    for give in Setting.rivalGivers { give(self, &options) }
    return options
  }
}

extension ContinuousOptions {
  init(_ settings: Settings) { self.init(settings.layerOptions) }

  /// - Throws: ``FlowError`` for options of one solver that are given to the other.
  static func validate(_ settings: Settings) throws(FlowError) {
    let solver = settings.solver ?? .rk4
    if solver == .rk4, let tolerance = settings.tolerance {
      throw FlowError(
        "tolerance \(tolerance): the solver rk4 takes fixed steps and keeps to none; choose the "
          + "solver dopri5, or solver-steps")
    }
    if solver == .dopri5, let steps = settings.solverSteps {
      throw FlowError(
        "solver-steps \(steps): the solver dopri5 chooses its steps; choose a tolerance, or the "
          + "solver rk4")
    }
    if solver == .dopri5, settings.gradients == .solver {
      throw FlowError(
        "gradients solver: the solver dopri5 takes as many steps as it needs, which no gradient can "
          + "go back through; choose gradients adjoint, or the solver rk4")
    }
  }
}

// The rows of what only some layers have.

extension Setting {
  public static let bins: Setting = Setting(
    .bins, "bins of each spline", \.bins, \.bins, .whole(2...64)
  ).with {
    $0.unit = "bins"
    $0.isNumber = true
    $0.usual = String(LayerOptions.usualBins)
    $0.standard = { _ in String(LayerOptions.usualBins) }
    $0.steps = .ones(from: UInt64(LayerOptions.usualBins), least: 2)
  }

  public static let logDet: Setting = Setting(
    .logDet, "how training computes log-determinants it may estimate", \.logDet, \.logDet,
    key: "logDet", .oneOf
  ).with {
    $0.usual = "the family's own"
    $0.amount = { settings in
      settings.namedFamily.flatMap { family in
        family.logDets.contains(family.logDetMethod) ? family.logDetMethod.rawValue : nil
      }
    }
    $0.steps = .choices { settings in
      let family = FlowFamily.find(settings.flow)
      return ["default"] + (family?.logDets.map(\.rawValue) ?? [])
    }
  }

  public static let tolerance: Setting = Setting(
    .tolerance, "largest error of an iterative inverse or solver", \.tolerance, \.tolerance,
    .number("a number from 1e-7 to 0.1") { $0 >= 1e-7 && $0 <= 0.1 }
  ).with {
    $0.isNumber = true
    $0.usual = "the family's own"
    $0.amount = { settings in
      // Fixed steps keep to no tolerance.
      if settings.solver == .dopri5 { return "\(ContinuousOptions.defaultTolerance)" }
      guard case .fixedPoint(let tolerance) = settings.namedFamily?.forwardMethod else {
        return nil
      }
      return "\(tolerance)"
    }
    $0.steps = .rungsFrom(1e-4)
  }

  public static let solver: Setting = Setting(
    .solver, "rk4 takes fixed steps, dopri5 as long ones as the tolerance allows", \.solver,
    \.solver, .oneOf
  ).with {
    $0.commandWords.before = "how a continuous flow is solved: "
    $0.usual = "rk4"
    $0.standard = { _ in "rk4" }
    $0.steps = .choices { _ in ODESolver.allCases.map(\.rawValue) }
    $0.choosing = { text, settings, _ throws(FlowError) in
      try Setting.solver.set(text ?? "rk4", &settings)
      // What belongs to the other solver goes with it.
      if settings.solver == .rk4 { (settings.solver, settings.tolerance) = (nil, nil) }
      if settings.solver == .dopri5 { (settings.solverSteps, settings.gradients) = (nil, nil) }
    }
  }

  public static let solverSteps: Setting = Setting(
    .solverSteps, "steps of rk4 for pictures and likelihoods; training takes half", \.solverSteps,
    \.solverSteps, key: "solverSteps", .whole(1...1000)
  ).with {
    $0.title = "solver steps"
    $0.unit = "steps"
    $0.isNumber = true
    $0.usual = "\(ContinuousOptions.defaultSteps)"
    $0.amount = { $0.solver == .dopri5 ? nil : "\(ContinuousOptions.defaultSteps)" }
    $0.steps = .ones(from: UInt64(ContinuousOptions.defaultSteps), least: 1)
  }

  public static let gradients: Setting = Setting(
    .gradients, "through the solver's steps, or by the continuous adjoint", \.gradients,
    \.gradients, .oneOf
  ).with {
    $0.commandWords.before = "a continuous flow's gradients: "
    $0.usual = "solver"
    $0.amount = { ContinuousOptions($0).gradients.rawValue }
    $0.steps = .choices { _ in ["default"] + GradientMethod.allCases.map(\.rawValue) }
  }

  public static let coupling: Setting = Setting(
    .coupling, "any z for each x of a batch, or by optimal transport", \.coupling, \.coupling,
    .oneOf
  ).with {
    $0.commandWords.before = "where flow matching's paths begin: "
    $0.title = "path coupling"
    $0.usual = PathCoupling.independent.rawValue
    $0.standard = { _ in PathCoupling.independent.rawValue }
    $0.steps = .choices { _ in ["default"] + PathCoupling.allCases.map(\.rawValue) }
  }

  public static let reflow: Setting = Setting(
    .reflow,
    "rounds, one every \(Settings.reflowInterval) steps, that fit paths to the model's own pairs",
    \.reflow, \.reflow, .whole(0...20)
  ).with {
    $0.commandWords.before = "flow matching's paths made straight: "
    $0.title = "reflow rounds"
    $0.unit = "rounds"
    $0.isNumber = true
    $0.usual = "0"
    $0.standard = { _ in "0" }
    $0.steps = .ones(from: 0, least: 0)
  }

  public static let kinetic: Setting = penalty(
    .kinetic, "weight of the kinetic energy ∫|f|² dt in the loss: straighter paths", \.kinetic,
    \.kinetic
  ) { $0.energy }

  public static let jacobian: Setting = penalty(
    .jacobian, "weight of the steepness ∫|∂f/∂x|² dt in the loss: an evener field", \.jacobian,
    \.jacobian
  ) { $0.steepness }

  private static func penalty(
    _ option: FlowOption, _ help: String, _ path: WritableKeyPath<Settings, Double?> & Sendable,
    _ layerPath: WritableKeyPath<LayerOptions, Double?> & Sendable,
    _ usual: @escaping @Sendable ((energy: Double, steepness: Double)) -> Double
  ) -> Setting {
    Setting(
      option, help, path, layerPath, .number("a number from 0 to 100") { $0 >= 0 && $0 <= 100 }
    ).with {
      $0.commandWords.before = "a continuous flow's penalty: "
      $0.title = "\(option.rawValue) penalty"
      $0.isNumber = true
      $0.usual = "the solver's own"
      $0.amount = { "\(usual(ContinuousOptions($0).penalties))" }
      $0.steps = .rungsFrom(ContinuousOptions.usualPenalty)
    }
  }

  public static let noiseSteps: Setting = Setting(
    .noiseSteps, "steps in which noise is taken away", \.noiseSteps, \.noiseSteps,
    key: "noiseSteps", .whole(2...1000)
  ).with {
    $0.commandWords.before = "a diffusion model's sampler: "
    $0.title = "noise steps"
    $0.formNote = "; its bound has a term for each"
    $0.unit = "steps"
    $0.isNumber = true
    $0.usual = "\(NoiseSchedule.defaultSteps)"
    $0.standard = { _ in "\(NoiseSchedule.defaultSteps)" }
    $0.steps = .ones(from: UInt64(NoiseSchedule.defaultSteps), least: 2)
  }
}

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
