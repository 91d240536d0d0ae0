/// Which parameters of a run become the model.
public enum Keep: String, CaseIterable, Codable, Hashable, Sendable {
  /// Those that did best on validation points.
  case best
  /// The last ones.
  case last
}

extension Settings {
  /// Which parameters become the model.
  public var keeps: Keep { keep ?? (ownPoints == nil ? .last : .best) }
}
