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
  /// Adam's step size before warm-up and decay (``StepSize``).
  public internal(set) var defaultLearningRate: Double
  /// The structure of one layer's Jacobian: `triangular`, `rank-one update`.
  public let jacobian: String
  /// How z → x is computed.
  public internal(set) var forwardMethod: Method
  /// How x → z is computed.
  public internal(set) var inverseMethod: Method
  /// Settings that only some families have; see ``FlowOption``.
  public var options: Set<FlowOption> = []
  /// What ``FlowOption/logDet`` may be.
  public var logDets: [LogDetMethod] = []
  /// What training minimises.
  public var objective = Objective.likelihood
  /// Makes the layers in the forward order, from z to x.
  var build: @Sendable (inout FlowBuilder) -> [any Bijection]

  /// The family of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> FlowFamily {
    guard let family = all.first(where: { $0.name == name }) else {
      throw FlowError(unknown: "flow", name, among: all.map(\.name))
    }
    return family
  }
}

/// What a family needs to make its layers.
struct FlowBuilder {
  let layers: Int
  let hidden: [Int]
  let settings: Settings
  var layout = ParameterLayout()
  var random: RandomStream

  /// Bins of a spline.
  var bins: Int { settings.bins ?? 8 }

  /// Makes `layers` layers, each with its own scope of parameter names.
  mutating func repeated(_ make: (Int, inout FlowBuilder) -> any Bijection) -> [any Bijection] {
    (0..<layers).map { index in scoped(index) { make(index, &$0) } }
  }

  /// Makes something whose parameters are named after layer `index`.
  mutating func scoped<Made>(_ index: Int, _ make: (inout FlowBuilder) -> Made) -> Made {
    layout.scope = "layers.\(index)."
    defer { layout.scope = "" }
    return make(&self)
  }
}
