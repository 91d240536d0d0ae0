/// Something that can come true of the screen: comparisons of readings and of the state, joined by and, or
/// and not.
public indirect enum Condition: Hashable, Sendable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case comparison(Operand, Relation, Operand)
  /// A flag of the state, such as `paused`.
  case flag(String)

  public enum Operand: Hashable, Sendable {
    case number(Double)
    case word(String)
    /// A reading by its name.
    case reading(String)
    /// A part of the state by its name.
    case state(String)
    /// How often an action was done since the step began.
    case did(String)
  }

  public enum Relation: String, CaseIterable, Hashable, Sendable {
    case equal = "=="
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
  }

  /// What an operand stands for; ``Value/unknown`` where it cannot be said now.
  enum Value: Hashable {
    case number(Double)
    case text(String)
    case unknown
  }

  /// Whether it holds. What cannot be said now does not hold, whatever it is compared with; readings are
  /// asked for only as far as they decide.
  func holds(_ value: (Operand) -> Value) -> Bool { verdict(value) ?? false }

  /// `nil` where it cannot be said.
  private func verdict(_ value: (Operand) -> Value) -> Bool? {
    switch self {
    case .all(let parts):
      var isKnown = true
      for part in parts {
        guard let verdict = part.verdict(value) else {
          isKnown = false
          continue
        }
        if !verdict { return false }
      }
      return isKnown ? true : nil
    case .any(let parts):
      var isKnown = true
      for part in parts {
        guard let verdict = part.verdict(value) else {
          isKnown = false
          continue
        }
        if verdict { return true }
      }
      return isKnown ? false : nil
    case .not(let part): return part.verdict(value).map { !$0 }
    case .flag(let name):
      let state = value(.state(name))
      return state == .unknown ? nil : state == .text("true")
    case .comparison(let left, let relation, let right):
      return relation.verdict(value(left), value(right))
    }
  }

  /// The readings that it names.
  public var readings: [String] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.readings)
    case .not(let part): part.readings
    case .flag: []
    case .comparison(let left, _, let right):
      [left, right].compactMap { if case .reading(let name) = $0 { name } else { nil } }
    }
  }
}

extension Condition.Relation {
  /// Numbers that differ by a billionth are equal: they are computed.
  fileprivate func verdict(_ left: Condition.Value, _ right: Condition.Value) -> Bool? {
    switch (left, right) {
    case (.number(let left), .number(let right)):
      let isEqual = left == right || abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
      switch self {
      case .equal: return isEqual
      case .unequal: return !isEqual
      case .atMost: return left <= right || isEqual
      case .atLeast: return left >= right || isEqual
      case .below: return left < right
      case .above: return left > right
      }
    case (.unknown, _), (_, .unknown): return nil
    default:
      let texts = (left.text, right.text)
      switch self {
      case .equal: return texts.0 == texts.1
      case .unequal: return texts.0 != texts.1
      default: return nil
      }
    }
  }
}

extension Condition.Value {
  fileprivate var text: String {
    switch self {
    case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
    case .text(let text): text
    case .unknown: ""
    }
  }
}
