/// The key table. The help overlay, the hint bar and the README's list are made from it, and `update`
/// looks keys up in it: they cannot disagree.
public enum KeyTable {
  /// Widths of the help's two columns, in cells.
  static let labelWidth = 10
  static let helpWidth = 26
  /// How many small steps a large step of the probe is.
  static let stride = 5

  public static let entries: [HelpEntry] = [
    .init(
      "space", "run or pause", .training,
      [.init(" ", .toggleRunning, "run")]),
    .init(
      ", .", "one step back, forward", .training,
      [.init(",", .stepBack, "back"), .init(".", .step, "step")]),
    .init(
      "< >", "ten kept steps at once", .training,
      [.init("<", .travel(.by(-10))), .init(">", .travel(.by(10)))]),
    .init(
      "Home End", "to the start, to now", .training,
      [.init([.home], .travel(.toStart)), .init([.end], .travel(.toNow))]),
    .init("Enter", "go on from the step shown", .training, [.init([.enter], .resume)]),
    .init(
      "+ -", "faster, slower", .training,
      [.init(["+", "="], .faster, "faster"), .init(["-", "_"], .slower)]),
    .init("M", "slow motion, and back", .training, [.init("M", .slowMotion, "slow motion")]),
    .init(
      "r R", "restart: same, new seed", .training, [.init("r", .restart), .init("R", .reseed)]),
    .init(
      "f F", "next, previous flow", .experiment,
      [.init("f", .cycleFlow(1), "flow"), .init("F", .cycleFlow(-1))]),
    .init(
      "1…9", "flow by its number", .experiment,
      (1...9).map { .init([.character(Character(String($0)))], .chooseFlow($0)) }),
    .init(
      "d D", "next, previous target", .experiment,
      [.init("d", .cycleTarget(1), "target"), .init("D", .cycleTarget(-1))]),
    .init(
      "b B", "next, previous base", .experiment,
      [.init("b", .cycleBase(1)), .init("B", .cycleBase(-1))]),
    .init("o", "options: rate, batch, …", .experiment, [.init("o", .options, "options")]),
    .init("w", "race two to four flows", .experiment, [.init("w", .beginRace, "race")]),
    .init("p", "paint your own target", .experiment, [.init("p", .paint(.begin), "paint")]),
    .init("h", "board, lines, density", .picture, [.init("h", .cyclePicture, "picture")]),
    .init("s", "samples, data points", .picture, [.init("s", .toggle(.samples), "samples")]),
    .init("g", "grid of z, of x, or none", .picture, [.init("g", .cycleGrid, "grid")]),
    .init("c", "next colour map", .picture, [.init("c", .cycleColorMap, "colours")]),
    .init(
      "←↓↑→", "move the probe", .probe,
      [
        .init([.left], .moveProbe(dx: -1, dy: 0)), .init([.down], .moveProbe(dx: 0, dy: -1)),
        .init([.up], .moveProbe(dx: 0, dy: 1)), .init([.right], .moveProbe(dx: 1, dy: 0)),
      ]),
    .init(
      "HJKL ⇧←", "move it in larger steps", .probe,
      [
        .init(["H", .shiftLeft], .moveProbe(dx: -stride, dy: 0)),
        .init(["J", .shiftDown], .moveProbe(dx: 0, dy: -stride)),
        .init(["K", .shiftUp], .moveProbe(dx: 0, dy: stride)),
        .init(["L", .shiftRight], .moveProbe(dx: stride, dy: 0)),
      ]),
    .init("x", "probe the other space", .probe, [.init("x", .swapProbe)]),
    .init(
      "v V", "next, previous, by number", .view,
      [.init("v", .cycleView(1), "view"), .init("V", .cycleView(-1))]),
    .init("m", "play, stop", .view, [.init("m", .view(.play), "play")]),
    .init(
      "[ ]", "scrub; smaller, larger", .view,
      [.init("[", .view(.adjust(-1))), .init("]", .view(.adjust(1)), "scrub")]),
    .init("a", "another form; loss, log KL", .view, [.init("a", .view(.form), "form")]),
    .init(
      "Tab ⇧Tab", "focus next, previous pane", .screen,
      [.init([.tab], .cycleFocus(1), "focus"), .init([.backTab], .cycleFocus(-1))]),
    .init("z", "zoom the focused pane", .screen, [.init("z", .zoom, "zoom")]),
    .init("l", "lessons: predict, measure", .screen, [.init("l", .lesson(.list), "learn")]),
    .init(":", "find a command by name", .screen, [.init(":", .commands, "commands")]),
    .init("y", "copy this state's command", .screen, [.init("y", .share, "share")]),
    .init("?", "this help and a glossary", .screen, [.init("?", .help, "help")]),
    .init(
      "PgDn PgUp", "scroll this help", .screen,
      [.init([.pageDown], .scroll(5)), .init([.pageUp], .scroll(-5))]),
    .init("Esc", "close help or view, unzoom", .screen, [.init([.escape], .back)]),
    .init("q Ctrl-C", "quit", .screen, [.init(["q", .interrupt], .quit, "quit")]),
  ]

  /// All bindings.
  public static let bindings: [Binding] = entries.flatMap(\.bindings)

  /// The binding of a key. While painting, keys that the painter does not need do what they always do.
  /// - Parameter byHand: whether a map that is turned by hand is shown.
  public static func binding(
    of key: Key, in mode: ModeName = .watch, byHand: Bool = false
  ) -> Binding? {
    let hand = byHand ? handLookup[key] : nil
    return switch mode {
    case .watch: lookup[key] ?? hand ?? ownBinding(of: key)
    case .race: raceLookup[key]
    case .paint: paintLookup[key] ?? lookup[key] ?? hand
    case .lesson: lessonLookup[key]
    }
  }

  /// The binding of a key that only one view has.
  private static func ownBinding(of key: Key) -> Binding? {
    viewEntries.flatMap(\.bindings).first { $0.keys.contains(key) }
  }

  /// Rows for keys that only one view has.
  private static var viewEntries: [HelpEntry] { Views.all.flatMap { $0.ownEntries } }

  /// The lines of the help.
  /// - Parameter byHand: whether a map that is turned by hand is shown.
  public static func entries(in mode: ModeName, byHand: Bool = false) -> [HelpEntry] {
    let hand = byHand ? handEntries : []
    return switch mode {
    case .watch: hand + entries + viewEntries
    case .race: raceEntries
    case .paint: paintEntries + hand + entries
    case .lesson: hand + lessonEntries + entries + viewEntries
    }
  }

  /// The rows of the hint bar, most useful first.
  static let hints: [Binding] = hintedActions.compactMap { action in
    bindings.first { $0.action == action && $0.hint != nil }
  }

  static let hintedActions: [Action] = [
    .toggleRunning, .help, .quit, .cycleView(1), .lesson(.list), .cycleFlow(1), .cycleTarget(1),
    .step, .beginRace, .paint(.begin), .commands, .options, .cycleGrid, .view(.form), .zoom,
    .share, .stepBack, .slowMotion, .faster, .cycleFocus(1), .cyclePicture, .toggle(.samples),
    .cycleColorMap,
  ]

  /// The table in Markdown, for the README.
  public static var markdown: String {
    var lines = ["| keys | |", "|---|---|"]
    for entry in entries(in: .watch) {
      lines.append("| `\(entry.label)` | \(entry.help) |")
    }
    for (title, entries) in [
      ("in a race", raceEntries), ("while painting", paintEntries), ("in a lesson", lessonEntries),
      ("turning a map by hand", handEntries),
    ] {
      lines.append("| **\(title)** | |")
      lines += entries.map { "| `\($0.label)` | \($0.help) |" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let lookup = table(entries)
  private static let raceLookup = table(raceEntries)
  private static let handLookup = table(handEntries)
  private static let paintLookup = table(paintEntries)
  private static let lessonLookup = table(lessonEntries)

  private static func table(_ entries: [HelpEntry]) -> [Key: Binding] {
    var table: [Key: Binding] = [:]
    for binding in entries.flatMap(\.bindings) {
      for key in binding.keys { table[key] = binding }
    }
    return table
  }
}
