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
  public let defaultLayers: Int
  /// Widths of a conditioner's hidden layers; empty where a layer has no conditioner.
  public let defaultHidden: [Int]
  /// Adam's step size before warm-up and decay (`StepSize`).
  public package(set) var defaultLearningRate: Double
  /// The structure of one layer's Jacobian: `triangular`, `rank-one update`.
  public let jacobian: String
  /// How z → x is computed.
  public package(set) var forwardMethod: Method
  /// How x → z is computed.
  public package(set) var inverseMethod: Method
  /// Options of its layers; see ``FlowOption``.
  public var options: Set<FlowOption> = []
  /// What ``FlowOption/logDet`` may be.
  public var logDets: [LogDetMethod] = []
  /// Whether its vector field is fitted to straight paths from base to data, without solving anything.
  package var isFittedToPaths = false
  /// Whether it learns an energy, from samples that it draws itself.
  package var learnsEnergy = false
  /// Makes the layers in the forward order, from z to x.
  package var build: @Sendable (inout FlowBuilder) -> [any Bijection]

  /// Every built-in family, in the order of the number keys. A flow is added here, and every proof then
  /// covers it.
  private static let builtIn: [FlowFamily] = [
    realnvp, nice, niceVolumePreserving, planar, radial, linear, orthogonal, glow, maf, iaf, nsf,
    nsfAutoregressive, iresnet, resflow, cnf, flowMatching, naf, sylvester,
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

  /// The family of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> FlowFamily {
    try registry.named(name)
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
