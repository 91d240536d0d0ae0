import Flows

/// A rival of flows: one row of the registry.
///
/// A rival learns the same targets on the same engine, and is no bijection. Its row stands in its own
/// file of this folder; command line, keys, help, lists, model files, races and the proofs that fit its
/// kind of likelihood are made of it.
public struct Rival: Sendable {
  /// The name on the command line, which stands in the place of a flow's: `gan`.
  public let name: String
  /// The name in the literature: `Generative adversarial network`.
  public let title: String
  /// What it is, in one line.
  public let summary: String
  /// Where it comes from.
  public let papers: [Paper]
  /// What kind of likelihood its training and its report have.
  public let likelihood: Likelihood
  /// What else can be asked of it; every rival can be sampled.
  public let abilities: Set<LearnerAbility>
  /// How a sample is made, in a few words: `one pass of the generator`.
  public let samplingWords: String
  /// Why no one z belongs to an x, as what follows "it has no inverse: "; empty where nothing is to be said.
  public let noInverseWords: String
  /// Widths of each network's hidden layers.
  public let defaultHidden: [Int]
  /// Adam's step size before warm-up and decay (`StepSize`).
  public let defaultLearningRate: Double
  /// The settings that only some learners have, and it among them.
  public let options: Set<RivalOption>
  /// Makes its networks; it throws for an option whose value makes no sense for them.
  let build: @Sendable (inout RivalBuilder) throws(FlowError) -> any RivalNetworks

  /// - Parameters: as the properties of those names.
  public init(
    name: String, title: String, summary: String, papers: [Paper], likelihood: Likelihood,
    abilities: Set<LearnerAbility> = [], samplingWords: String, noInverseWords: String = "",
    defaultHidden: [Int],
    defaultLearningRate: Double, options: Set<RivalOption> = [],
    build: @escaping @Sendable (inout RivalBuilder) throws(FlowError) -> any RivalNetworks
  ) {
    (self.name, self.title, self.summary, self.papers) = (name, title, summary, papers)
    (self.likelihood, self.abilities, self.samplingWords) = (likelihood, abilities, samplingWords)
    self.noInverseWords = noInverseWords
    (self.defaultHidden, self.defaultLearningRate) = (defaultHidden, defaultLearningRate)
    (self.options, self.build) = (options, build)
  }

  /// Where it comes from, in a line.
  public var reference: String { papers.map(\.citation).joined(separator: "; ") }
}

/// The registry of rivals.
public enum Rivals {
  /// Every built-in rival. One is added here, and every list, test and proof then has it.
  private static let builtIn: [Rival] = [.vae, .gan, .mixtureOfFlows, .folded, .augmented]

  private static let registry = Registry("rival", builtIn) { $0.name }

  /// Rivals that are added for as long as a task or a call lasts; tests register theirs here.
  @TaskLocal public static var added: [Rival] = []

  /// Every rival: the built-in ones, then those that were registered.
  public static var all: [Rival] { registry.all + added }

  /// Adds a rival. Call it at start-up, before anything is shown.
  /// - Throws: ``FlowError`` where the name is taken, be it by a flow, or could not be given on a
  ///   command line.
  public static func register(_ rival: Rival) throws(FlowError) {
    guard FlowFamily.find(rival.name) == nil else {
      throw FlowError("rival '\(rival.name)': there is a flow of that name, choose another name")
    }
    try registry.register(rival)
  }

  /// The rival of that name; `nil` where there is none.
  public static func find(_ name: String) -> Rival? { all.first { $0.name == name } }
}

/// What a rival needs to make its networks.
public struct RivalBuilder {
  /// Its settings that only some learners have.
  package let options: RivalOptions
  /// What each network is made from.
  private var layer: LayerBuilder

  /// - Parameters:
  ///   - hidden: widths of each network's hidden layers.
  ///   - options: what only some learners have.
  ///   - random: where first parameters come from.
  ///   - keepsValues: whether first parameters are made, and not only counted.
  package init(
    hidden: [Int], options: RivalOptions, random: RandomStream, keepsValues: Bool = true
  ) {
    self.options = options
    layer = LayerBuilder(hidden: hidden, random: random)
    layer.layout.keepsValues = keepsValues
  }

  /// The parameters of what was made so far.
  public var layout: ParameterLayout { layer.layout }

  /// Makes something whose parameters are named after a network: `generator`.
  public mutating func network<Made>(
    _ name: String, _ make: (inout LayerBuilder) -> Made
  ) -> Made {
    layer.layout.scope = Self.prefix(name)
    defer { layer.layout.scope = "" }
    return make(&layer)
  }

  /// What the names of a network's parameters begin with.
  private static func prefix(_ name: String) -> String { "networks.\(name)." }

  /// Whether a block of parameters belongs to a network of that name.
  public static func isPart(_ tensor: ParameterLayout.Tensor, of name: String) -> Bool {
    tensor.name.hasPrefix(prefix(name))
  }
}
