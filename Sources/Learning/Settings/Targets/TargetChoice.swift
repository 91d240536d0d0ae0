import Flows

/// What a run learns.
public enum TargetChoice: Hashable, Sendable {
  /// A target of ``Targets/all``, or the user's points of that name.
  case named(String)
  case painted(PaintedDots)

  /// - Parameter text: as files and command lines write it. A painting that makes no sense stays a name,
  ///   which ``Targets/named(_:)`` refuses with the reason.
  public init(_ text: String) {
    if text.hasPrefix(PaintedDots.prefix), let painting = try? PaintedDots(text) {
      self = .painted(painting)
    } else {
      self = .named(text)
    }
  }

  /// As files and command lines write it.
  public var text: String {
    switch self {
    case .named(let name): name
    case .painted(let painting): painting.text
    }
  }

  /// The dots, where it is a painting.
  public var painting: PaintedDots? {
    guard case .painted(let painting) = self else { return nil }
    return painting
  }

  /// The target, unless it is the user's points; `nil` for an unknown name.
  public var found: (any Target)? {
    switch self {
    case .named(let name): Targets.find(name)
    case .painted(let painting): PaintedTarget(painting)
    }
  }

  /// The target, unless it is the user's points.
  /// - Throws: ``FlowError`` that lists the names there are.
  public func resolved() throws(FlowError) -> any Target {
    switch self {
    case .named(let name): try Targets.named(name)
    case .painted(let painting): PaintedTarget(painting)
    }
  }
}
