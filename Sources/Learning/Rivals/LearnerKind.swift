import Flows

/// What the setting `flow` can name: a family of flows, or a rival of flows.
public enum LearnerKind: Sendable {
  case flow(FlowFamily)
  case rival(Rival)

  /// Everything that can be named, in the order of the keys: flows, then rivals.
  public static var all: [LearnerKind] {
    FlowFamily.all.map(LearnerKind.flow) + Rivals.all.map(LearnerKind.rival)
  }

  /// What has that name; `nil` where nothing has.
  public static func find(_ name: String) -> LearnerKind? {
    FlowFamily.find(name).map(LearnerKind.flow) ?? Rivals.find(name).map(LearnerKind.rival)
  }

  /// What has that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> LearnerKind {
    guard let kind = find(name) else {
      throw FlowError(unknown: "flow", name, among: all.map(\.name))
    }
    return kind
  }

  /// The family, of a flow.
  public var family: FlowFamily? {
    if case .flow(let family) = self { family } else { nil }
  }

  /// The row, of a rival.
  public var rival: Rival? {
    if case .rival(let rival) = self { rival } else { nil }
  }

  public var name: String {
    switch self {
    case .flow(let family): family.name
    case .rival(let rival): rival.name
    }
  }

  public var title: String {
    switch self {
    case .flow(let family): family.title
    case .rival(let rival): rival.title
    }
  }

  public var summary: String {
    switch self {
    case .flow(let family): family.summary
    case .rival(let rival): rival.summary
    }
  }

  public var reference: String {
    switch self {
    case .flow(let family): family.reference
    case .rival(let rival): rival.reference
    }
  }

  public var papers: [Paper] {
    switch self {
    case .flow(let family): family.papers
    case .rival(let rival): rival.papers
    }
  }

  /// What kind of likelihood it has; every flow's is exact.
  public var likelihood: Likelihood { rival?.likelihood ?? .exact }

  /// Whether it has an encoder, whose bound lies below a log p(x) that can be integrated.
  public var hasEncoder: Bool { rival?.abilities.contains(.encoder) == true }

  /// How many layers it has by default; 0 where it has none.
  public var defaultLayers: Int { family?.defaultLayers ?? 0 }

  /// Widths of hidden layers; empty where it has none.
  public var defaultHidden: [Int] {
    switch self {
    case .flow(let family): family.defaultHidden
    case .rival(let rival): rival.defaultHidden
    }
  }

  /// Adam's step size before warm-up and decay.
  public var defaultLearningRate: Double {
    switch self {
    case .flow(let family): family.defaultLearningRate
    case .rival(let rival): rival.defaultLearningRate
    }
  }

  /// The settings that only some learners have, and it among them.
  public var options: Set<LearnerOption> {
    switch self {
    case .flow(let family): Set(family.options.map(LearnerOption.flow))
    case .rival(let rival): Set(rival.options.map(LearnerOption.rival))
    }
  }
}
