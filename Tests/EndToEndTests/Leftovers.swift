/// What a program must leave as it was, in the order of the table in README.
enum Lasting: String, CaseIterable {
  case line = "stty"
  case screen, cursor, mouse, focus, pastes, frames, keys, colours, pictures

  /// The private modes that belong to it.
  private var modes: Set<Int> {
    switch self {
    case .screen: [5, 6, 7, 47, 1047, 1049]
    case .cursor: [12, 25]
    case .mouse: [9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016]
    case .focus: [1004]
    case .pastes: [2004]
    case .frames: [2026]
    case .keys: [1, 66]
    case .line, .colours, .pictures: []
    }
  }

  private static let named = allCases.reduce(into: Set()) { $0.formUnion($1.modes) }

  /// What is wrong with it; empty if all is well.
  func leftovers(of session: Session) -> [String] {
    let parser = session.parser
    var problems: [String] = []
    func say(_ text: String, if isWrong: Bool) { if isWrong { problems.append(text) } }
    let wrong = parser.modes.symmetricDifference(ScreenParser.initialModes).sorted()
    switch self {
    case .line:
      say(
        "the terminal's line modes are changed",
        if: session.lineModes.now != session.lineModes.before)
    case .screen:
      say("the alternate screen is on", if: parser.isAlternate)
      say("only a part of the screen scrolls", if: parser.hasRegion)
      // Modes without a column of their own.
      for mode in wrong where !Self.named.contains(mode) {
        problems.append(Self.text(mode, parser))
      }
    case .cursor: say("the cursor has another shape", if: parser.habits.cursorShape != 0)
    case .keys:
      say("the keypad is in application mode", if: parser.hasApplicationKeypad)
      say("keys are sent in another way", if: parser.habits.hasOtherKeys)
    case .colours:
      say("text is drawn as \(parser.style)", if: parser.style != ScreenStyle())
      say("letters are drawn as lines", if: parser.drawsLines)
      say("colours are changed", if: !parser.habits.changedColors.isEmpty)
    case .pictures:
      say("pictures are on the screen", if: !parser.pictures.placements.isEmpty)
      say("pictures are kept", if: !parser.pictures.images.isEmpty)
      say("shared memory is left", if: !session.memoryLeftovers.isEmpty)
    case .mouse, .focus, .pastes, .frames: break
    }
    for mode in wrong where modes.contains(mode) && ![47, 1047, 1049].contains(mode) {
      problems.append(Self.text(mode, parser))
    }
    return problems
  }

  private static func text(_ mode: Int, _ parser: ScreenParser) -> String {
    "private mode \(mode) is \(parser.modes.contains(mode) ? "on" : "off")"
  }
}

extension Session {
  /// What the program left behind that a shell's user would suffer from; empty if all is well.
  var leftovers: [String] {
    catchUp()
    return Lasting.allCases.flatMap { $0.leftovers(of: self) }
  }
}
