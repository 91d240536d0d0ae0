import Canvas
import Flows
import Learning

// Everything one can do, found by typing a part of its name.
extension CommandPalette {
  /// A line of the list.
  struct Command: Hashable, Sendable {
    var title: String
    /// The keys that do the same, as the help writes them.
    var keys: String
    var action: Action
    /// The name of what it chooses; `nil` for other commands.
    var name: String? {
      if case .choose(let choice) = action { choice.name } else { nil }
    }
  }

  /// Every action of the key table, then everything that can be chosen by its name.
  static var commands: [Command] {
    var commands: [Command] = []
    for entry in KeyTable.entries(in: .watch) {
      for binding in entry.bindings where !binding.action.isLeftToKeys {
        let title = binding.action.title ?? entry.help
        guard !commands.contains(where: { $0.action == binding.action }) else { continue }
        commands.append(
          Command(title: title, keys: binding.keys[0].label, action: binding.action))
      }
    }
    commands += LearnerKind.all.enumerated().map { index, kind in
      Command(
        title: "\(kind.rival == nil ? "flow" : "rival") \(kind.name): \(kind.title)",
        keys: index < 9 ? "\(index + 1)" : "",
        action: .choose(.flow(kind.name)))
    }
    commands += Targets.all.map {
      Command(
        title: "target \($0.name): \($0.summary)", keys: "", action: .choose(.target($0.name)))
    }
    commands += Bases.all.map {
      Command(title: "base \($0.name): \($0.summary)", keys: "", action: .choose(.base($0.name)))
    }
    commands += Speed.ladder.map {
      Command(title: "speed: \($0.explanation)", keys: "", action: .choose(.speed($0)))
    }
    commands += ViewName.allCases.map {
      Command(title: "view \($0.rawValue): \($0.summary)", keys: "", action: .choose(.view($0)))
    }
    commands += State.densityMaps.map {
      Command(title: "colour map \($0.rawValue)", keys: "", action: .choose(.colorMap($0)))
    }
    return commands
  }

  /// The commands that match what was typed, the best match first.
  var matches: [(command: Command, match: FuzzyMatch)] {
    let found = Self.commands.compactMap { command in
      FuzzyMatch(typed, in: command.title).map { (command: command, match: $0) }
    }
    return found.enumerated().sorted {
      let (first, second) = (rank($0.element.command), rank($1.element.command))
      guard first == second else { return first < second }
      return ($1.element.match.score, $0.offset) < ($0.element.match.score, $1.offset)
    }.map(\.element)
  }

  /// What is called by what was typed comes first, and views before other things; then what begins with
  /// three or more letters that were typed; then commands that mention them.
  private func rank(_ command: Command) -> Int {
    let wanted = typed.lowercased().filter { $0 != " " }
    guard let name = command.name?.lowercased(), !wanted.isEmpty else { return 4 }
    let isView = if case .choose(.view) = command.action { true } else { false }
    if name == wanted { return isView ? 0 : 1 }
    return wanted.count >= 3 && name.hasPrefix(wanted) ? isView ? 2 : 3 : 4
  }

  /// Lets the palette have a key.
  func update(_ state: inout State, _ key: Key) -> PanelAnswer {
    var palette = self
    let matches = matches
    switch key {
    case .escape:
      state.panel = nil
      return .effects([])
    case .enter:
      state.panel = nil
      guard matches.indices.contains(selection) else {
        state.message = "no command is called '\(typed)'"
        return .effects([])
      }
      state.message = nil
      return .perform(matches[selection].command.action)
    case .up, .backTab: palette.selection = max(0, selection - 1)
    case .down, .tab: palette.selection = min(max(0, matches.count - 1), selection + 1)
    case .pageUp: palette.selection = max(0, selection - 10)
    case .pageDown: palette.selection = min(max(0, matches.count - 1), selection + 10)
    case .home: palette.selection = 0
    case .end: palette.selection = max(0, matches.count - 1)
    case .backspace:
      if typed.isEmpty {
        state.panel = nil
        return .effects([])
      }
      palette.typed.removeLast()
      palette.selection = 0
    case .clear: (palette.typed, palette.selection) = ("", 0)
    case .character(let character): palette.type(String(character))
    default: return .effects([])
    }
    state.panel = .palette(palette)
    return .effects([])
  }

  /// Adds text to what was typed, up to 40 characters.
  mutating func type(_ text: String) {
    typed = String((typed + text).prefix(40))
    selection = 0
  }

  /// Where the palette is: its frame, its list, and the first match in the list.
  func places(_ state: State) -> PanelPlaces {
    let size = Self.size(state)
    let box = PanelPlaces.frame(columns: size.columns, rows: size.rows, state)
    let inside = box.inset().inset(columns: 1, rows: 0)
    let list = Rect(
      column: inside.column, row: inside.row + 2, columns: inside.columns,
      rows: max(0, inside.rows - 2))
    let first = max(0, min(selection - list.rows / 2, matches.count - list.rows))
    return PanelPlaces(box: box, list: list, first: first)
  }

  private static func size(_ state: State) -> (columns: Int, rows: Int) {
    (max(10, min(state.columns - 6, 84)), max(1, min(16, state.rows - 8)) + 2)
  }

  /// The box keeps its size while the user types, so that nothing jumps.
  func draw(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let size = Self.size(state)
    let inside = canvas.drawBox(
      columns: size.columns, rows: size.rows, title: "commands",
      bottom: "↑↓ choose · Enter runs · Esc closes", state)
    let cursor = StyledText(" ", Style(reverse: true))
    canvas.write(
      StyledText(": ", theme.faint) + StyledText(typed, theme.strong) + cursor, in: inside)
    let matches = matches
    if matches.isEmpty {
      canvas.write(
        StyledText("nothing is called that; ⌫ takes letters back", theme.faint), in: inside, row: 2)
      return
    }
    let count = "\(selection + 1) of \(matches.count)"
    canvas.write(StyledText(count, theme.faint), in: inside, alignment: .trailing)
    let (list, first) = (places(state).list, places(state).first)
    for (row, entry) in matches.dropFirst(first).prefix(list.rows).enumerated() {
      let title = highlighted(entry.command.title, entry.match.positions, theme)
      let y = list.row + row
      canvas.write(title, at: list.column, y, maxWidth: list.columns - 8)
      canvas.writeTrailing(
        StyledText(entry.command.keys, theme.faint), before: list.endColumn, y)
      if first + row == selection {
        canvas.highlight(
          Rect(column: list.column - 1, row: y, columns: list.columns + 2, rows: 1), state)
      }
    }
  }

  private func highlighted(_ title: String, _ positions: [Int], _ theme: Theme) -> StyledText {
    let matched = Set(positions)
    return title.enumerated().reduce(into: StyledText()) { text, letter in
      let style = matched.contains(letter.offset) ? theme.model.emphasised : theme.text
      text += StyledText(String(letter.element), style)
    }
  }
}

extension Canvas {
  /// Marks a row as the chosen one.
  mutating func highlight(_ rect: Rect, _ state: State) {
    let medium = state.medium
    if medium.colors == .mono || medium.colors == .ansi16 {
      restyle(rect) { $0.reverse = true }
    } else {
      let color = medium.backdrop.color.blended(toward: medium.backdrop.ink, by: 0.2)
      restyle(rect) { $0.background = color }
    }
  }
}

extension Choice {
  /// The name of what is chosen; `nil` for a speed, which has none.
  fileprivate var name: String? {
    switch self {
    case .flow(let name), .target(let name), .base(let name): name
    case .colorMap(let map): map.rawValue
    case .view(let view): view.rawValue
    case .speed: nil
    }
  }
}

extension Action {
  /// The action's name in the palette, where one line of the help describes several actions; `nil` where
  /// the help's line describes this action alone.
  var title: String? {
    switch self {
    case .stepBack: "one kept step back"
    case .step: "one training step"
    case .travel(.by(let offset)): offset < 0 ? "ten kept steps back" : "ten kept steps forward"
    case .travel(.toStart): "look at the first step"
    case .travel(.toNow): "look at the newest step"
    case .faster: "train faster"
    case .slower: "train slower"
    case .restart: "restart with the same seed"
    case .reseed: "restart with a new seed"
    case .cycleFlow(let offset): offset > 0 ? "next flow" : "previous flow"
    case .cycleTarget(let offset): offset > 0 ? "next target" : "previous target"
    case .cycleBase(let offset): offset > 0 ? "next base" : "previous base"
    case .cycleFocus(let offset): offset > 0 ? "focus the next pane" : "focus the previous pane"
    case .cycleView(let offset): offset > 0 ? "next view" : "previous view"
    case .view(.adjust(let step)):
      step > 0 ? "morph: scrub forward; region: larger" : "morph: scrub back; region: smaller"
    case .cyclePicture: "another picture: board, lines, density, both"
    case .toggle(let layer): "show or hide the \(layer.rawValue)"
    default: nil
    }
  }

  /// Whether the palette leaves it out, because it only makes sense as a key.
  var isLeftToKeys: Bool {
    switch self {
    case .chooseFlow, .moveProbe, .scroll, .commands, .back: true
    default: false
    }
  }
}
