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
  /// Where it comes from; empty where it needs no paper.
  public let papers: [Paper]
  /// Whether the flow's own score takes the noise off its samples.
  public let isDenoised: Bool
  private let change: @Sendable (inout Settings) -> Void

  /// - Parameters: as the properties of those names.
  ///   - change: what it changes in settings without a remedy.
  init(
    _ name: String, _ summary: String, price: String, papers: [Paper] = [],
    isDenoised: Bool = false, _ change: @escaping @Sendable (inout Settings) -> Void = { _ in }
  ) {
    self.name = name
    self.summary = summary
    self.price = price
    self.papers = papers
    self.isDenoised = isDenoised
    self.change = change
  }

  /// A rival that is made of flows, in the flow's place.
  init(_ rival: Rival, price: String) {
    self.init(rival.name, rival.summary, price: price, papers: rival.papers) {
      $0.flow = rival.name
    }
  }

  /// The settings with this remedy and no other. A rival gives its place to the flow that is there by
  /// default.
  public func applied(to settings: Settings) -> Settings {
    let usual = Settings()
    var changed = settings
    (changed.layers, changed.chosenBase, changed.noise) = (nil, nil, nil)
    (changed.cells, changed.dequantize) = (nil, nil)
    if Rivals.find(changed.flow) != nil { changed.flow = usual.flow }
    change(&changed)
    return changed
  }

  /// Whether the settings have this remedy and no other.
  public func isApplied(in settings: Settings) -> Bool { applied(to: settings) == settings }

  /// Whether the settings can be learned with it.
  public func isPossible(for settings: Settings) -> Bool {
    (try? applied(to: settings).parameterLayout()) != nil
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
