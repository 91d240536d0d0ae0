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
  /// What a sentence says of a learner without it: `no density`.
  var lack: String {
    switch self {
    case .density: "no density"
    case .inverse: "no inverse"
    case .layers: "no layers"
    case .discriminator: "no discriminator"
    case .noise: "no noise to take away"
    case .encoder: "no encoder"
    }
  }
}
