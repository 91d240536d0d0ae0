import Flows
import Learning

/// A part of the state that a condition can name: one row.
struct LessonStateName: Sendable {
  let name: String
  /// The words that it may be; `nil` takes any number or word.
  var words: [String]?
  /// Whether it is true or false.
  var isFlag = false
  /// Whether it is a number, whatever is chosen.
  var isNumber = false
  let value: @Sendable (State) -> Condition.Value

  /// Every row: what is on screen, then each setting by its own name.
  static let all: [LessonStateName] = onScreen + settings

  static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  private static let onScreen: [LessonStateName] = [
    LessonStateName(name: "view", words: ViewName.allCases.map(\.rawValue)) {
      .text($0.view.rawValue)
    },
    LessonStateName(name: "form", isNumber: true) { .number(Double($0.form(of: $0.view) + 1)) },
    LessonStateName(name: "step", isNumber: true) { .number(Double($0.step)) },
    flag("paused") { !$0.running },
    flag("zoom") { $0.zoomed },
    flag("samples") { $0.layers.contains(.samples) },
    LessonStateName(name: "mode", words: ["watch", "race", "paint"]) {
      .text($0.mode.below.name.rawValue)
    },
    LessonStateName(name: "picture", words: Picture.allCases.map(\.rawValue)) {
      .text($0.picture.rawValue)
    },
    LessonStateName(name: "grid", words: GridWay.allCases.map(\.rawValue) + ["none"]) {
      .text($0.layers.contains(.grid) ? $0.gridWay.rawValue : "none")
    },
    LessonStateName(name: "focus", words: Pane.allCases.map(\.rawValue)) {
      .text($0.focus.rawValue)
    },
    LessonStateName(name: "speed", words: Speed.ladder.map(\.name)) { .text($0.speed.name) },
    LessonStateName(name: "space", words: ["z", "x"]) {
      .text($0.probe.space == .base ? "z" : "x")
    },
  ]

  private static func flag(
    _ name: String, _ holds: @escaping @Sendable (State) -> Bool
  ) -> LessonStateName {
    LessonStateName(name: name, words: ["true", "false"], isFlag: true) {
      .text(holds($0) ? "true" : "false")
    }
  }

  private static let settings: [LessonStateName] = Setting.all.map { row in
    let words: [String]? =
      switch row.name {
      case Setting.flow.name: LearnerKind.all.map(\.name)
      case Setting.base.name: Bases.all.map(\.name)
      case Setting.target.name: nil
      default: nil
      }
    let isNumber = Double(row.shown(Settings(), step: 0)) != nil
    return LessonStateName(name: row.name, words: words, isNumber: isNumber) { state in
      let text = row.shown(state.settings, step: state.step)
      return Double(text).map { .number($0) } ?? .text(text)
    }
  }
}
