/// A family of flows: one row of the registry.
public struct FlowFamily: Sendable {
  /// The name on the command line: `realnvp`.
  public let name: String
  /// The name in the literature: `RealNVP`.
  public let title: String
  /// What it is, in one line.
  public let summary: String
  /// Where it comes from: `Dinh et al. 2017, arXiv:1605.08803`.
  public let reference: String
  /// The papers of the reference; empty where it is something else.
  public let papers: [Paper]
  public let defaultLayers: Int
  /// Widths of a conditioner's hidden layers; empty where a layer has no conditioner.
  public let defaultHidden: [Int]
  /// Adam's step size before warm-up and decay (`StepSize`).
  public package(set) var defaultLearningRate: Double
  /// Options of its layers; see ``FlowOption``.
  public let options: Set<FlowOption>
  /// What ``FlowOption/logDet`` may be.
  public let logDets: [LogDetMethod]
  /// Whether its vector field is fitted to paths between base and data, without solving anything.
  package let isFittedToPaths: Bool
  /// Whether its coordinates are angles and its map goes on across ±π; see ``Target/isOnTorus``.
  public let isOnTorus: Bool
  /// Whether it learns an energy, from samples that it draws itself.
  package var learnsEnergy = false
  /// Makes the layers in the forward order, from z to x.
  package private(set) var build: @Sendable (inout FlowBuilder) -> [any Bijection]
  /// The options that its layers are made with.
  private var layerOptions = LayerOptions()
  /// What follows from its layers.
  private var traits: LayerTraits

  /// - Parameters: as the properties of those names; what else there is to know follows from the layers.
  ///   Without a reference the papers are it.
  package init(
    name: String, title: String, summary: String, papers: [Paper] = [],
    reference: String? = nil, defaultLayers: Int,
    defaultHidden: [Int], defaultLearningRate: Double, options: Set<FlowOption> = [],
    logDets: [LogDetMethod] = [], isFittedToPaths: Bool = false, isOnTorus: Bool = false,
    build: @escaping @Sendable (inout FlowBuilder) -> [any Bijection]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.papers = papers
    self.reference = reference ?? papers.map(\.citation).joined(separator: "; ")
    self.defaultLayers = defaultLayers
    self.defaultHidden = defaultHidden
    self.defaultLearningRate = defaultLearningRate
    self.options = options
    self.logDets = logDets
    self.isFittedToPaths = isFittedToPaths
    self.isOnTorus = isOnTorus
    self.build = build
    traits = LayerTraits([])
    traits = LayerTraits(sketch())
  }

  /// Every built-in family, in the order of the number keys. A flow is added here, and every proof then
  /// covers it.
  private static let builtIn: [FlowFamily] = [
    realnvp, nice, niceVolumePreserving, planar, radial, linear, orthogonal, glow, maf, iaf, nsf,
    nsfAutoregressive, iresnet, resflow, cnf, flowMatching, naf, sylvester,
    gaussianization, mixtureCoupling, bnaf, umnn, cpFlow, circular, affine, bent, residualBlock,
    diffusion,
  ]

  private static let registry = Registry("flow", builtIn) { $0.name }

  /// Every family: the built-in ones, then those that were registered.
  public static var all: [FlowFamily] { registry.all }

  /// Adds a family, which then has all that the built-in ones have: command line, keys, help, model
  /// files, races and proofs. Call it at start-up, before anything is shown.
  /// - Throws: ``FlowError`` where the name is taken, or could not be given on a command line.
  public static func register(_ family: FlowFamily) throws(FlowError) {
    try registry.register(family)
  }

  /// The family of that name; `nil` where there is none.
  public static func find(_ name: String) -> FlowFamily? { registry.find(name) }

  /// The family of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> FlowFamily {
    try registry.named(name)
  }

  /// The names of the families whose training may compute log-determinants in this way.
  public static func names(with method: LogDetMethod) -> [String] {
    all.filter { $0.logDets.contains(method) }.map(\.name)
  }
}

extension FlowFamily {
  /// The structure of its layers' Jacobians.
  public var jacobian: JacobianStructure { traits.jacobian }
  /// How z → x is computed.
  public var forwardMethod: Method { traits.forwardMethod }
  /// How x → z is computed.
  public var inverseMethod: Method { traits.inverseMethod }
  /// How training computes log-determinants.
  public var logDetMethod: LogDetMethod { traits.logDetMethod }
  /// Whether it learns the noise in its points: it is a diffusion model.
  public var learnsNoise: Bool { traits.learnsNoise }
  /// Whether each layer is the gradient of a potential: it moves points up a slope, and turns none.
  public var movesUpSlopes: Bool { traits.movesUpSlopes }

  /// Which points of the base and of the data training's paths connect, where it is fitted to paths.
  package var coupling: PathCoupling { layerOptions.coupling ?? .independent }

  /// What is turned by hand, the main one first; empty for families that are trained.
  public var knobs: [HandKnob] { HandKnob.allCases.filter { options.contains($0.option) } }

  /// Whether it can learn an energy. Its gradient goes through the samples, so one direction has to be
  /// something other than a search; a field that is fitted to paths needs data instead.
  public var canLearnEnergies: Bool {
    !isFittedToPaths && !(forwardMethod.isSearch && inverseMethod.isSearch)
  }

  /// The layers without their parameters: with networks as narrow as can be, for what can be asked of
  /// layers before they are trained.
  /// - Parameter count: how many; `nil` is the default.
  package func sketch(layers count: Int? = nil) -> [any Bijection] {
    var builder = FlowBuilder(
      layers: count ?? defaultLayers, hidden: defaultHidden.map { _ in 1 }, options: layerOptions,
      isNeutral: false, random: RandomStream(seed: 0))
    return build(&builder)
  }

  /// The same with layers that have these options.
  package func with(_ options: LayerOptions) -> FlowFamily {
    guard options != layerOptions else { return self }
    var family = self
    family.layerOptions = options
    family.traits = LayerTraits(family.sketch())
    return family
  }

  /// The same with each layer replaced by what is made of it.
  package func replacingLayers(
    _ replace: @escaping @Sendable (any Bijection) -> any Bijection
  ) -> FlowFamily {
    var family = self
    family.build = { [build] builder in build(&builder).map(replace) }
    family.traits = LayerTraits(family.sketch())
    return family
  }
}

/// What is known of a flow from what its layers state.
private struct LayerTraits: Sendable {
  let jacobian: JacobianStructure
  let forwardMethod: Method
  let inverseMethod: Method
  let logDetMethod: LogDetMethod
  let learnsNoise: Bool
  let movesUpSlopes: Bool

  /// - Parameter layers: in the forward order.
  init(_ layers: [any Bijection]) {
    jacobian = JacobianStructure(ofLayers: layers.map(\.jacobian))
    forwardMethod = Method(inTurn: layers.map(\.forwardMethod))
    inverseMethod = Method(inTurn: layers.map(\.inverseMethod))
    logDetMethod = layers.map(\.logDetMethod).first { $0 != .exact } ?? .exact
    learnsNoise = layers.first is any Denoising
    movesUpSlopes = !layers.isEmpty && layers.allSatisfy { $0 is any PotentialDriven }
  }
}

/// What a family needs to make its layers.
public struct FlowBuilder {
  /// How many layers to make.
  public let layers: Int
  package let options: LayerOptions
  /// What each layer is made from.
  package var layer: LayerBuilder

  /// - Parameters:
  ///   - layers: how many.
  ///   - hidden: widths of a conditioner's hidden layers.
  ///   - options: what only some layers have.
  ///   - isNeutral: whether layers begin close to the identity, because the flow begins as a Gaussian
  ///     fit.
  ///   - random: where first parameters come from.
  package init(
    layers: Int, hidden: [Int], options: LayerOptions, isNeutral: Bool, random: RandomStream
  ) {
    self.layers = layers
    self.options = options
    layer = LayerBuilder(hidden: hidden, isNeutral: isNeutral, random: random)
  }

  /// The parameters of what was made so far.
  public package(set) var layout: ParameterLayout {
    get { layer.layout }
    set { layer.layout = newValue }
  }

  /// Makes `layers` layers, each with its own scope of parameter names.
  public mutating func repeated(
    _ make: (Int, inout LayerBuilder) -> any Bijection
  ) -> [any Bijection] {
    (0..<layers).map { index in scoped(index) { make(index, &$0) } }
  }

  /// Makes something whose parameters are named after layer `index`.
  public mutating func scoped<Made>(_ index: Int, _ make: (inout LayerBuilder) -> Made) -> Made {
    layer.layout.scope = "layers.\(index)."
    defer { layer.layout.scope = "" }
    return make(&layer)
  }
}
