import Learning

/// The name of a view.
public struct ViewName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
  public var description: String { rawValue }

  /// The panes, where the program begins and Escape leads back to.
  public static let main: ViewName = "main"
}

extension LearnerAbility {
  /// What a sentence says of a learner without it: `has no density`.
  var lack: String {
    switch self {
    case .density: "has no density"
    case .inverse: "has no inverse"
    case .layers: "has no layers"
    case .discriminator: "has no discriminator"
    case .encoder: "has no encoder"
    }
  }
}
