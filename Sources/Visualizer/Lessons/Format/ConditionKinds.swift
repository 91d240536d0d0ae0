/// What an operand of a condition can be, as far as its name says it.
private enum OperandKind {
  case number, word
  /// A setting that may be either.
  case either
}

extension LessonVocabulary {
  /// Why a comparison can never say anything; `nil` where it can.
  func problem(
    comparing left: Condition.Operand, _ relation: Condition.Relation, _ right: Condition.Operand
  ) -> String? {
    guard left.changes || right.changes else {
      return "\(left.written) and \(right.written) never change: "
        + "compare a reading or a part of the state"
    }
    let kinds = (kind(of: left), kind(of: right))
    switch kinds {
    case (.number, .word): return "\(left.written) is a number, and \(right.written) is none"
    case (.word, .number): return "\(left.written) is a word, and \(right.written) is a number"
    default: break
    }
    let isOrder = relation != .equal && relation != .unequal
    guard isOrder, kinds.0 == .word || kinds.1 == .word else { return nil }
    let word = kinds.0 == .word ? left : right
    return "\(word.written) is a word: compare it with == or !="
  }

  private func kind(of operand: Condition.Operand) -> OperandKind {
    switch operand {
    case .number, .reading, .did: return .number
    case .word: return .word
    case .state(let name):
      if numbers.contains(name) { return .number }
      let words = state[name] ?? nil
      return words?.isEmpty == false ? .word : .either
    }
  }
}

extension Condition.Operand {
  /// Whether it can be another one in a moment.
  fileprivate var changes: Bool {
    switch self {
    case .number, .word: false
    case .reading, .state, .did: true
    }
  }

  /// As an error shows it.
  fileprivate var written: String {
    switch self {
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .word(let word): "'\(word)'"
    case .reading(let name), .state(let name): name
    case .did(let name): "did(\(name))"
    }
  }
}
