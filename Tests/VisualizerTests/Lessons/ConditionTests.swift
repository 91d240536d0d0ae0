import Testing

@testable import Visualizer

@Suite struct ConditionTests {
  /// What the names of these tests stand for.
  private func value(_ operand: Condition.Operand) -> Condition.Value {
    switch operand {
    case .number(let number): .number(number)
    case .word(let word): .text(word)
    case .reading("kl"): .number(0.25)
    case .reading: .unknown
    case .state("view"): .text("mass")
    case .state("paused"): .text("true")
    case .state("layers"): .number(8)
    case .state: .text("false")
    case .did(let action): .number(action == "move-probe" ? 3 : 0)
    }
  }

  @Test(arguments: [
    ("kl < 0.3", true), ("kl>0.3", false), ("0.2 <= kl", true), ("kl == 0.25", true),
    ("view == mass", true), ("view != mass", false), ("paused", true), ("not paused", false),
    ("zoom", false), ("paused == true", true), ("layers == 8", true), ("layers >= 9", false),
    ("did(move-probe) >= 3", true), ("did(run) >= 1", false),
    ("kl > 1 or view == mass and paused", true), ("(kl > 1 or view == mass) and not paused", false),
    ("kl < 1 and view == mass and did(move-probe) == 3", true),
  ]) func aConditionHoldsAsItReads(text: String, holds: Bool) throws {
    let condition = try ConditionParser.parse(text, .standard)
    #expect(condition.holds(value) == holds)
  }

  @Test func whatCannotBeSaidNowHoldsNeitherWayRound() throws {
    for text in ["nll > 1", "not nll > 1", "nll != 1", "nll < 1 and paused"] {
      let condition = try ConditionParser.parse(text, .standard)
      #expect(!condition.holds(value), "\(text)")
    }
    // The rest decides.
    for text in ["nll > 1 or paused", "not (nll > 1 and zoom)"] {
      let condition = try ConditionParser.parse(text, .standard)
      #expect(condition.holds(value), "\(text)")
    }
  }

  @Test func everyPartOfTheStateHasAValueThatItsWordsAllow() {
    let state = State(medium: .plain)
    for row in LessonStateName.all {
      guard case .text(let text) = row.value(state), let words = row.words else { continue }
      #expect(words.contains(text), "\(row.name) is \(text), of \(words)")
    }
  }

  @Test func everyActionOfTheKeyTableHasANameOfItsOwn() {
    // Directions and sizes share a name; nothing else does.
    let actions = ModeName.allCases.flatMap { KeyTable.entries(in: $0) }.flatMap(\.bindings)
    let kinds = Dictionary(grouping: actions.map(\.action), by: \.name).mapValues { actions in
      Set(actions.map { "\($0)".prefix { $0 != "(" } })
    }
    for (name, kinds) in kinds where kinds.count > 1 { Issue.record("\(name): \(kinds)") }
  }
}
