import Autodiff
import Foundation

/// A base distribution: what a flow starts from.
public protocol BaseDistribution: Sendable {
  /// log p_z(z) in nats, one feature; −∞ where the density is 0.
  func logDensity(_ z: Value) -> Value
  /// log p_z(z) for the training loss, in nats: finite everywhere, because a gradient must lead inside.
  func trainingLogDensity(_ z: Value) -> Value
  /// Draws one point.
  /// - Parameters:
  ///   - random: where draws come from.
  ///   - parameters: the model's parameters; if empty, a learned distribution uses its initial ones.
  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float>
  /// Half the width of a square around the origin that holds practically all of the mass.
  var extent: Double { get }
  /// Whether it is the standard normal, for which some formulas are written out.
  var isStandardNormal: Bool { get }
}

extension BaseDistribution {
  public var isStandardNormal: Bool { false }

  public func trainingLogDensity(_ z: Value) -> Value { logDensity(z) }

  /// Draws one point; a learned distribution uses its initial parameters.
  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    sample(using: &random, parameters: [])
  }
}

/// A row of the registry of base distributions.
public struct Base: Sendable {
  /// The name on the command line: `normal`.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// How it is written in a title: `N(0, I)`.
  public let notation: String
  /// The distribution. In the registry it has its initial parameters; in an architecture it has parameters of
  /// the model.
  public let distribution: any BaseDistribution
  private let make: @Sendable (inout ParameterLayout) -> any BaseDistribution

  /// - Parameters:
  ///   - name: the name on the command line.
  ///   - summary: what it is, in one line.
  ///   - notation: how it is written in a title.
  ///   - make: makes the distribution; what it learns it takes from the layout.
  public init(
    name: String, summary: String, notation: String,
    _ make: @escaping @Sendable (inout ParameterLayout) -> any BaseDistribution
  ) {
    var layout = ParameterLayout()
    self.init(name: name, summary: summary, notation: notation, make, &layout)
  }

  private init(
    name: String, summary: String, notation: String,
    _ make: @escaping @Sendable (inout ParameterLayout) -> any BaseDistribution,
    _ layout: inout ParameterLayout
  ) {
    self.name = name
    self.summary = summary
    self.notation = notation
    self.make = make
    distribution = make(&layout)
  }

  /// The same base with its parameters, if it learns any, in `layout`.
  package func placed(in layout: inout ParameterLayout) -> Base {
    layout.scope = "base."
    defer { layout.scope = "" }
    return Base(name: name, summary: summary, notation: notation, make, &layout)
  }
}

/// The registry of base distributions.
public enum Bases {
  /// Every built-in base distribution, in the order of the `b` key.
  private static let builtIn = [
    Base(name: "normal", summary: "standard normal", notation: "N(0, I)") { _ in
      StandardNormal()
    },
    Base(
      name: "diagonal", summary: "normal with standard deviations 1.5 and 0.5",
      notation: "N(0, diag)"
    ) { _ in DiagonalNormal(deviations: SIMD2(1.5, 0.5)) },
    Base(
      name: "diagonal-learned", summary: "normal whose mean and deviations are learned",
      notation: "N(μ, diag σ²)"
    ) { layout in DiagonalNormal(layout: &layout) },
    Base(
      name: "ring", summary: "eight Gaussians on a ring: a base with as many modes",
      notation: "ring of 8"
    ) { _ in GaussianRing() },
    Base(
      name: "mixture", summary: "eight Gaussians whose places, sizes and weights are learned",
      notation: "learned mixture of 8"
    ) { layout in LearnedMixture(count: 8, layout: &layout) },
    Base(
      name: "uniform", summary: "uniform on a box; what the flow puts outside has density 0",
      notation: "U(box)"
    ) { _ in UniformBox() },
    Base(
      name: "torus", summary: "uniform on the torus: two angles from −π to π",
      notation: "U(torus)"
    ) { _ in UniformBox(half: .pi) },
    Base(
      name: "resampled",
      summary: "a normal whose draws are accepted by a learned probability: it can have holes",
      notation: "resampled N(0, I)"
    ) { layout in Resampled(units: 24, layout: &layout) },
  ]

  private static let registry = Registry("base", builtIn) { $0.name }

  /// Every base distribution: the built-in ones, then those that were registered.
  public static var all: [Base] { registry.all }

  /// Adds a base distribution, which can then be chosen wherever a built-in one can. Call it at
  /// start-up.
  /// - Throws: ``FlowError`` where the name is taken, or could not be given on a command line.
  public static func register(_ base: Base) throws(FlowError) { try registry.register(base) }

  /// The base of that name; `nil` where there is none.
  public static func find(_ name: String) -> Base? { registry.find(name) }

  /// The base of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> Base {
    try registry.named(name)
  }
}
