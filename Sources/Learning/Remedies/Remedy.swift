import Flows

/// What helps a flow with a target that is in several parts, or has holes: one change of the settings.
///
/// A flow is continuous and invertible, so it cannot tear its base apart: a bridge of mass stays between
/// the parts (``EmptyGround``). Each remedy gives something up for a thinner bridge.
public struct Remedy: Sendable {
  /// The name on the command line: `mixture`.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  /// What it costs, in one line.
  public let price: String
  /// Where it comes from; empty for the flow as it is.
  public let papers: [Paper]
  /// Whether the flow's own score takes the noise off its samples.
  public let isDenoised: Bool
  private let change: @Sendable (inout Settings) -> Void
  private let assemble: Assemble?

  /// Makes a model that is put together of flows.
  typealias Assemble = @Sendable (Settings) throws(FlowError) -> any AssembledModel

  /// - Parameters: as the properties of those names.
  ///   - change: what it changes in settings without a remedy.
  ///   - assemble: makes its model, where that is more than a flow.
  init(
    _ name: String, _ summary: String, price: String, papers: [Paper] = [],
    isDenoised: Bool = false, _ change: @escaping @Sendable (inout Settings) -> Void = { _ in },
    assemble: Assemble? = nil
  ) {
    self.name = name
    self.summary = summary
    self.price = price
    self.papers = papers
    self.isDenoised = isDenoised
    self.change = change
    self.assemble = assemble
  }

  /// The settings with this remedy and no other.
  public func applied(to settings: Settings) -> Settings {
    var changed = settings
    (changed.layers, changed.base, changed.noise) = (nil, Settings().base, nil)
    (changed.cells, changed.dequantize) = (nil, nil)
    change(&changed)
    return changed
  }

  /// Whether its model is put together of flows, so that settings alone do not make it.
  public var isAssembled: Bool { assemble != nil }

  /// Whether the settings have this remedy and no other.
  public func isApplied(in settings: Settings) -> Bool {
    !isAssembled && applied(to: settings) == settings
  }

  /// The run of a model that is put together of flows.
  /// - Throws: ``FlowError`` where it is not, or the flow cannot be put together with others.
  package func assembledRun(
    _ settings: Settings, threads: Int
  ) throws(FlowError) -> AssembledRun {
    guard let assemble else {
      throw FlowError("remedy '\(name)' is a change of settings: train a flow with these")
    }
    return try AssembledRun(settings, threads: threads, assemble)
  }

  private static let registry = Registry("remedy", builtIn) { $0.name }

  /// Every remedy, the flow as it is first.
  public static var all: [Remedy] { registry.all }

  /// The remedy of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> Remedy {
    try registry.named(name)
  }

  /// Those that the settings have: of a run with noise both with and without denoising.
  public static func applied(in settings: Settings) -> [Remedy] {
    all.filter { $0.isApplied(in: settings) }
  }
}
