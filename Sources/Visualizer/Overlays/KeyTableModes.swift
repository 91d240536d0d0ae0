import Flows

extension KeyTable {
  /// Keys in a race.
  public static let raceEntries: [HelpEntry] = [
    .init("space", "run or pause the race", .race, [.init(" ", .race(.toggleRunning), "run")]),
    .init("t", "equal steps, or equal time", .race, [.init("t", .race(.fairness), "steps/time")]),
    .init("v", "numbers, or curves alone", .race, [.init("v", .race(.table), "numbers")]),
    .init(
      "r R", "again: same, new seed", .race,
      [.init("r", .race(.restart), "again"), .init("R", .race(.reseed))]),
    .init(
      "f F", "the marked lane's flow", .race,
      [.init("f", .race(.cycleFlow(1)), "flow"), .init("F", .race(.cycleFlow(-1)))]),
    .init(
      "d D", "the target of all", .race,
      [.init("d", .race(.cycleTarget(1)), "target"), .init("D", .race(.cycleTarget(-1)))]),
    .init(
      "a x", "add, remove a lane", .race,
      [.init("a", .race(.add), "add"), .init("x", .race(.remove), "remove")]),
    .init(
      "Tab ⇧Tab", "mark the next, last lane", .race,
      [
        .init([.tab, .right], .race(.focus(1)), "mark"),
        .init([.backTab, .left], .race(.focus(-1))),
      ]),
    .init("c", "next colour map", .race, [.init("c", .cycleColorMap)]),
    .init("w Esc", "end the race", .race, [.init(["w", .escape], .race(.leave), "end")]),
    .init("?", "this help and a glossary", .screen, [.init("?", .help, "help")]),
    .init("q Ctrl-C", "quit", .screen, [.init(["q", .interrupt], .quit, "quit")]),
  ]

  /// Keys of a map that is turned by hand; live while such a map is shown.
  public static let handEntries: [HelpEntry] = [
    hand("e E", "stretch or bend more, less", "e", .main(1), "E", .main(-1), "stretch, shrink"),
    hand(
      "k j", "taller, flatter", "k", .turn(.stretch2, 1), "j", .turn(.stretch2, -1), "taller"),
    hand("t T", "turn left, right", "t", .turn(.turn, 1), "T", .turn(.turn, -1), "turn"),
    hand("/ \\", "shear right, left", "/", .turn(.shear, 1), "\\", .turn(.shear, -1), "shear"),
    hand("( )", "shift left, right", "(", .turn(.shift, -1), ")", .turn(.shift, 1), "shift"),
    hand("{ }", "shift down, up", "{", .turn(.shift2, -1), "}", .turn(.shift2, 1), nil),
    .init("!", "flip left and right", .hand, [.init("!", .hand(.flip), "flip")]),
    .init("u", "take the last turn back", .hand, [.init("u", .hand(.undo), "undo")]),
    .init("0", "all knobs as at first", .hand, [.init("0", .hand(.straighten), "straighten")]),
  ]

  private static func hand(
    _ label: String, _ help: String, _ more: Key, _ up: HandAction, _ less: Key,
    _ down: HandAction, _ hint: String?
  ) -> HelpEntry {
    HelpEntry(label, help, .hand, [.init(more, .hand(up), hint), .init(less, .hand(down))])
  }

  /// Keys while painting; all others do what they always do.
  public static let paintEntries: [HelpEntry] = [
    .init("space", "a dot under the brush", .paint, [.init(" ", .paint(.dot), "dot")]),
    .init(
      "←↓↑→", "move the brush", .paint,
      [
        .init([.left], .paint(.move(dx: -1, dy: 0)), "move"),
        .init([.down], .paint(.move(dx: 0, dy: -1))), .init([.up], .paint(.move(dx: 0, dy: 1))),
        .init([.right], .paint(.move(dx: 1, dy: 0))),
      ]),
    .init(
      "[ ]", "thinner, thicker brush", .paint,
      [.init("[", .paint(.width(-1))), .init("]", .paint(.width(1)), "thicker")]),
    .init(
      "⌫ u", "take the last dot back", .paint, [.init([.backspace, "u"], .paint(.undo), "undo")]),
    .init("X", "wipe the painting", .paint, [.init("X", .paint(.clear), "wipe")]),
    .init("w", "save the dots as CSV", .paint, [.init("w", .paint(.save), "save")]),
    .init(
      "r R", "begin anew: same, new seed", .paint,
      [.init("r", .restart, "anew"), .init("R", .reseed)]),
    .init("p Esc", "done painting", .paint, [.init(["p", .escape], .paint(.leave), "done")]),
  ]

  /// The hints of what turns a map with these knobs.
  private static func handHints(_ knobs: [HandKnob]) -> [Binding] {
    handEntries.flatMap(\.bindings).filter { binding in
      guard case .hand(let action) = binding.action, binding.hint != nil else { return false }
      return action.applies(to: knobs)
    }
  }

  /// Keys in a lesson; all others do what they always do.
  public static let lessonEntries: [HelpEntry] = [
    .init("n", "next step, never by itself", .lesson, [.init("n", .lesson(.next), "next")]),
    .init("N", "one step back, as it was", .lesson, [.init("N", .lesson(.back), "back")]),
    .init("i", "hint: where, what, done", .lesson, [.init("i", .lesson(.hint), "hint")]),
    .init("l", "all lessons", .lesson, [.init("l", .lesson(.list), "list")]),
    .init(
      "Esc", "leave, and come back here", .lesson, [.init([.escape], .lesson(.leave), "out")]),
  ]

  /// The hint bar's rows for a mode, most useful first.
  static func hints(
    in mode: ModeName, view: ViewName = .main, knobs: [HandKnob] = []
  ) -> [Binding] {
    let order: [Action]
    switch mode {
    case .watch, .lesson:
      let own = Views.named(view).ownActions.compactMap { action in
        entries(in: mode).flatMap(\.bindings).first { $0.action == action && $0.hint != nil }
      }
      let hasForms = Views.named(view).forms > 1
      let rest = hints.dropFirst(4).filter {
        !own.contains($0) && ($0.action != .view(.form) || hasForms)
      }
      guard knobs.isEmpty else {
        // What turns the map comes first; there is nothing to run.
        return handHints(knobs) + hints.prefix(4).dropFirst() + own + rest
      }
      // The view's own keys follow the first four: run, help, quit, next view.
      return Array(hints.prefix(4)) + own + rest
    case .race:
      order = [
        .race(.toggleRunning), .help, .quit, .race(.leave), .race(.cycleFlow(1)), .race(.add),
        .race(.table), .race(.fairness), .race(.focus(1)), .race(.cycleTarget(1)), .race(.remove),
        .race(.restart),
      ]
    case .paint:
      order = [
        .paint(.dot), .help, .quit, .paint(.leave), .paint(.move(dx: -1, dy: 0)), .paint(.save),
        .paint(.undo), .paint(.clear), .paint(.width(1)), .restart, .cycleFlow(1),
      ]
    }
    let bindings = entries(in: mode).flatMap(\.bindings)
    return order.compactMap { action in bindings.first { $0.action == action && $0.hint != nil } }
  }
}

extension State {
  /// What the keys of the main knob do, more and less; empty where nothing is turned by hand.
  var mainKnobWords: [String] {
    knobs.first.map { $0.mainWords(settings.hand.value(of: $0)) } ?? []
  }

  /// The keys that turn it: `e E, t T, ( )`.
  var handKeys: String {
    let labels = KeyTable.handEntries.filter { entry in
      entry.bindings.contains { binding in
        guard case .hand(let action) = binding.action else { return false }
        return action.applies(to: knobs)
      }
    }.map(\.label)
    return "keys \(labels.joined(separator: "  "))"
  }
}
