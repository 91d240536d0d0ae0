import Flows

// The table of settings.

extension Setting {
  /// Every setting, in the order of the share line.
  public static let all: [Setting] = [
    flow, data, columns, scaling, fingerprint, target, earlierTargets, base, seed, layers, hidden,
    bins, logDet, tolerance, solver, solverSteps, gradients, kinetic, jacobian,
    coupling, reflow, noiseSteps, latent, sigma, packing, r1, discriminatorSteps, stretch, stretch2,
    shear, turn, shift, shift2, bend, lipschitz, batch,
    learningRate, rateChanges, clip, pool, cells, dequantize, noise, smoothing, keep,
  ]

  /// Those of the options form, in its order: the tolerance stands after what it belongs to.
  public static let inForm: [Setting] = all.filter { $0.steps != nil && $0.name != tolerance.name }
    .flatMap { $0.name == solverSteps.name ? [$0, tolerance] : [$0] }

  /// The setting of that name.
  public static func named(_ name: String) -> Setting? {
    all.first { $0.name == name || $0.otherNames.contains(name) }
  }

  public static let flow: Setting = Setting(
    "flow", "the family of the flow, or a rival of flows", always: \.flow,
    .name { name throws(FlowError) in _ = try LearnerKind.named(name) }
  ).with {
    $0.commandWords.after = "; 'flowscope list' names them"
    $0.defaultWord = nil
    $0.isAlwaysWritten = true
    $0.steps = .choices { _ in LearnerKind.all.map(\.name) }
    $0.choosing = { name, settings, _ throws(FlowError) in
      let kind = try LearnerKind.named(name ?? "")
      if kind.name != settings.flow { settings.choose(kind) }
    }
  }

  public static let base: Setting = Setting(
    name: "base", title: "base", help: "the distribution of z that the flow starts from"
  ) {
    $0.base == $0.usualBase ? [] : [$0.base]
  } reading: { text, draft throws(FlowError) in
    draft.base = text
  } clearing: {
    $0.chosenBase = nil
  }.with {
    let key = SettingKey(stringValue: "base")
    $0.commandWords.after = "; 'flowscope list' names them"
    $0.usual = "normal; torus where flow and target are on it"
    $0.defaultWord = nil
    $0.scope = .flows
    $0.steps = .choices { _ in Bases.all.map(\.name) }
    $0.amount = { $0.usualBase }
    $0.showing = { settings, _ in settings.base }
    $0.choosing = { text, settings, _ throws(FlowError) in settings.base = text ?? "" }
    $0.checking = { settings throws(FlowError) in _ = try Bases.named(settings.base) }
    $0.coding = Coding(key: key) { settings, container throws in
      try container.encode(settings.base, forKey: key)
    } read: { settings, container throws in
      // Flow and target stand before it in the table: which base is usual is known.
      settings.base = try container.decode(String.self, forKey: key)
    }
  }

  public static let seed: Setting = Setting(
    "seed", "of everything random: same seed, same run, bit for bit", always: \.seed, .whole()
  ).with {
    $0.commandWords.before = "seed "
    $0.defaultWord = nil
    $0.isNumber = true
    $0.isAlwaysWritten = true
    $0.steps = .ones(from: 1, least: 0)
  }

  public static let layers: Setting = Setting(
    "layers", "how many layers the flow has", \.layers, .whole(1...256)
  ).with {
    $0.unit = "layers"
    $0.scope = .flows
    $0.isNumber = true
    $0.usual = "the family's own"
    $0.standard = { "\($0?.defaultLayers ?? 0)" }
    $0.steps = .ones(from: 1, least: 1)
    $0.belongsToFamily = true
  }

  public static let hidden: Setting = Setting(
    "hidden", "widths of each conditioner's hidden layers, as in 64,64", \.hidden,
    .widths(1...4096, count: 1...16)
  ).with {
    $0.title = "hidden widths"
    $0.unit = "neurons"
    $0.scope = .hiddenLayers
    $0.usual = "the family's own"
    $0.standard = { ($0?.defaultHidden ?? []).map(String.init).joined(separator: ",") }
    $0.steps = .doubles(first: "64,64")
    $0.belongsToFamily = true
  }

  public static let batch: Setting = Setting(
    "batch", "samples in each training step", always: \.batch, .whole(1...1_048_576)
  ).with {
    $0.unit = "samples"
    $0.isNumber = true
    $0.steps = .doubles(first: "512")
  }

  public static let learningRate: Setting = Setting(
    "lr", "Adam's step size, before warm-up and decay", \.learningRate, key: "learningRate",
    .number("a number above 0 and up to 10") { $0 > 0 && $0 <= 10 }, called: "learning rate"
  ).with {
    $0.otherNames = ["learning-rate"]
    $0.title = "learning rate"
    $0.isNumber = true
    $0.usual = "the family's own"
    $0.standard = { "\($0?.defaultLearningRate ?? 0)" }
    $0.steps = .rungsFrom(1e-3)
    $0.belongsToFamily = true
    $0.showing = { settings, step in settings.learningRate(atStep: step).map { "\($0)" } }
    $0.choosing = { text, settings, step throws(FlowError) in
      var wanted = settings
      wanted.learningRate = try settings.resolvedKind().defaultLearningRate
      if let text { try Setting.learningRate.set(text, &wanted) }
      settings = settings.changed(.learningRate(wanted.learningRate ?? 0), atStep: step)
    }
    $0.atOnce = { settings in
      let rate = settings.learningRate(atStep: .max)
      return (rate ?? settings.namedKind?.defaultLearningRate)
        .map(RunChange.Kind.learningRate)
    }
  }

  public static let clip: Setting = Setting(
    "clip", "upper bound on the gradient's norm", \.clip,
    .number("a number above 0", or: ", or leave it out") { $0 > 0 && $0.isFinite },
    called: "gradient clip"
  ).with {
    $0.title = "gradient clip"
    $0.isNumber = true
    $0.usual = "1"
    $0.standard = { _ in "\(Settings.defaultClip)" }
    $0.steps = .rungsFrom(Settings.defaultClip)
  }

  public static let pool: Setting = Setting(
    "pool", "draw batches from so many fixed samples", \.pool, .whole(1...100_000_000)
  ).with {
    $0.title = "data pool"
    $0.formNote = "; fresh is new ones always"
    $0.unit = "samples"
    $0.isNumber = true
    $0.scope = .data
    $0.usual = "fresh samples"
    $0.defaultWord = "fresh"
    $0.steps = .doubles(first: "1000")
    let isInRange = $0.checking
    $0.checking = { settings throws(FlowError) in
      try isInRange(settings)
      if let pool = settings.pool { _ = try DataReview.ofPool(pool) }
    }
  }

  public static let noise: Setting = Setting(
    "noise", "standard deviation of noise on every training point", \.noise,
    .number("a number above 0 and up to 10", or: ", or leave it out") { $0 > 0 && $0 <= 10 }
  ).with {
    $0.title = "data noise"
    $0.formNote = "; off is none"
    $0.isNumber = true
    $0.scope = .data
    $0.usual = "none"
    $0.defaultWord = "off"
    $0.steps = .rungs(first: "0.1")
  }

  public static let smoothing: Setting = Setting(
    "smoothing", "noise on your own points, as a share of their spread; 0 is none", \.smoothing,
    .number("a number from 0 to 10", or: ", or leave it out") { $0 >= 0 && $0 <= 10 }
  ).with {
    $0.isNumber = true
    $0.scope = .ownPoints
    $0.usual = "by their number"
    $0.amount = { settings in settings.ownPoints.map { "\($0.usualSmoothing)" } }
    $0.steps = .rungs(first: "0.1")
  }

  public static let keep: Setting = Setting(
    "keep", "which parameters become the model: the best on validation points, or the last", \.keep,
    .oneOf
  ).with {
    $0.scope = .ownPoints
    $0.usual = "best of --data"
    $0.amount = { $0.keeps.rawValue }
    $0.steps = .choices { _ in ["default"] + Keep.allCases.map(\.rawValue) }
  }
}
