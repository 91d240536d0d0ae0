/// The registry of base distributions.
public struct Base: Sendable {
  /// The name on the command line: `normal`.
  public let name: String
  /// What it is, in one line: `standard normal N(0, I)`.
  public let summary: String
  /// How it is written in a title: `N(0, I)`.
  public let notation: String
}

public enum Bases {
  /// Every base distribution, in the order of the `b` key.
  public static let all = [
    Base(name: "normal", summary: "standard normal N(0, I)", notation: "N(0, I)")
  ]
}
