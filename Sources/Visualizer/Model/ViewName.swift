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

/// What a learner can be asked for. A flow can be asked for all of it.
enum LearnerAbility: String, CaseIterable, Hashable, Sendable {
  /// log p at a point.
  case density
  /// The point of base space that belongs to a point of data space.
  case inverse
  /// The way between the spaces in stages, with the log-determinant of each.
  case layers

  /// What a sentence says of a learner without it: `has no density`.
  var lack: String {
    switch self {
    case .density: "has no density"
    case .inverse: "has no inverse"
    case .layers: "has no layers"
    }
  }
}
