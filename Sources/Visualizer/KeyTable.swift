/// One row of the key table: a thing to do, its keys, and how help and hints describe it.
public struct Binding: Hashable, Sendable {
  /// The keys that do it.
  public var keys: [Key]
  /// How the keys are written: `f F`.
  public var label: String
  public var action: Action
  /// One or two words for the hint bar; `nil` leaves it to the help.
  public var hint: String?
  /// One line for the help.
  public var help: String
  public var group: Group

  /// The help's sections.
  public enum Group: String, CaseIterable, Sendable {
    case training = "Training"
    case experiment = "Experiment"
    case picture = "Picture"
    case probe = "Probe"
    case screen = "Screen"
  }
}

/// What a key can make the application do.
public enum Action: Hashable, Sendable {
  case toggleRunning, step, faster, slower, restart, reseed
  /// Offsets around the lists of flows, targets and bases.
  case cycleFlow(Int), cycleTarget(Int), cycleBase(Int)
  /// A flow by its place in the registry, from 1.
  case chooseFlow(Int)
  /// Toggles a layer of the data-space picture.
  case toggle(PictureLayer)
  case cycleColorMap
  /// Moves the probe by so many small steps.
  case moveProbe(dx: Int, dy: Int)
  case cycleFocus(Int)
  case zoom, help, back, quit
  /// Scrolls the help by lines.
  case scroll(Int)
}

/// All key bindings. The help overlay, the hint bar and the README's list are made from this table,
/// and `update` looks keys up in it: they cannot disagree.
public enum KeyTable {
  /// How many small steps a large step of the probe is.
  static let stride = 5

  public static let bindings: [Binding] =
    [
      row(" ", .toggleRunning, "run", "run or pause the training", .training),
      row(".", .step, "step", "take one gradient step, then stay paused", .training),
      row("+", .faster, "faster", "one rung up the speed ladder", .training, more: ["="]),
      row("-", .slower, nil, "one rung down the speed ladder", .training, more: ["_"]),
      row("r", .restart, nil, "start again with the same seed", .training),
      row("R", .reseed, nil, "start again with the next seed", .training),
      row("f", .cycleFlow(1), "flow", "next flow", .experiment),
      row("F", .cycleFlow(-1), nil, "previous flow", .experiment),
    ] + digits + [
      row("d", .cycleTarget(1), "target", "next target", .experiment),
      row("D", .cycleTarget(-1), nil, "previous target", .experiment),
      row("b", .cycleBase(1), nil, "next base distribution", .experiment),
      row("B", .cycleBase(-1), nil, "previous base distribution", .experiment),
      row("h", .toggle(.heatmap), "heatmap", "show or hide the model's density", .picture),
      row("s", .toggle(.samples), "samples", "show or hide samples of the model", .picture),
      row("g", .toggle(.grid), "grid", "show or hide the warped grid", .picture),
      row("c", .cycleColorMap, "colours", "next colour map", .picture),
    ] + arrows + [
      row(.tab, .cycleFocus(1), "focus", "focus the next pane", .screen),
      row(.backTab, .cycleFocus(-1), nil, "focus the previous pane", .screen),
      row("z", .zoom, "zoom", "give the focused pane the whole screen, or take it back", .screen),
      row("?", .help, "help", "show or hide this help", .screen),
      row(.pageDown, .scroll(5), nil, "scroll the help down", .screen),
      row(.pageUp, .scroll(-5), nil, "scroll the help up", .screen),
      row(.escape, .back, nil, "close the help, leave the zoom", .screen),
      row("q", .quit, "quit", "quit", .screen, more: [.interrupt], label: "q Ctrl-C"),
    ]

  /// The binding of a key.
  public static func binding(of key: Key) -> Binding? {
    lookup[key]
  }

  /// The rows of the hint bar, most useful first.
  static let hints: [Binding] = {
    let order: [Action] = [
      .toggleRunning, .help, .quit, .step, .cycleFlow(1), .cycleTarget(1), .zoom, .toggle(.grid),
      .cycleFocus(1), .faster, .toggle(.heatmap), .toggle(.samples), .cycleColorMap,
    ]
    return order.compactMap { action in bindings.first { $0.action == action && $0.hint != nil } }
  }()

  /// The table in Markdown, for the README.
  public static var markdown: String {
    var lines = ["| key | does |", "|---|---|"]
    for group in Binding.Group.allCases {
      for entry in entries(of: group) {
        lines.append("| `\(entry.label)` | \(entry.help) |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A group's lines as help shows them; keys that differ only in direction or number share one.
  static func entries(of group: Binding.Group) -> [(label: String, help: String)] {
    var entries: [(label: String, help: String)] = []
    for binding in bindings where binding.group == group {
      switch binding.action {
      case .chooseFlow(1): entries.append(("1…9", "choose a flow by its number"))
      case .chooseFlow: break
      case .moveProbe(dx: -1, dy: 0): entries.append(("←↓↑→", "move the probe"))
      case .moveProbe(dx: -stride, dy: 0):
        entries.append(("HJKL", "move the probe by larger steps, as ⇧ with an arrow does"))
      case .moveProbe: break
      default: entries.append((binding.label, binding.help))
      }
    }
    return entries
  }

  private static let lookup: [Key: Binding] = {
    var table: [Key: Binding] = [:]
    for binding in bindings {
      for key in binding.keys { table[key] = binding }
    }
    return table
  }()

  private static let digits = (1...9).map { number in
    Binding(
      keys: [.character(Character(String(number)))], label: String(number),
      action: .chooseFlow(number), hint: nil, help: "choose flow number \(number)",
      group: .experiment)
  }

  private static let arrows: [Binding] = [
    (Key.left, Key.shiftLeft, "H" as Character, "left", -1, 0),
    (.down, .shiftDown, "J", "down", 0, -1),
    (.up, .shiftUp, "K", "up", 0, 1),
    (.right, .shiftRight, "L", "right", 1, 0),
  ].flatMap { arrow, shifted, letter, name, dx, dy in
    [
      Binding(
        keys: [arrow], label: arrow.label, action: .moveProbe(dx: dx, dy: dy), hint: nil,
        help: "move the probe \(name)", group: .probe),
      Binding(
        keys: [.character(letter), shifted], label: String(letter),
        action: .moveProbe(dx: dx * stride, dy: dy * stride), hint: nil,
        help: "move the probe \(name) by a larger step", group: .probe),
    ]
  }

  private static func row(
    _ key: Key, _ action: Action, _ hint: String?, _ help: String, _ group: Binding.Group,
    more: [Key] = [], label: String? = nil
  ) -> Binding {
    Binding(
      keys: [key] + more, label: label ?? key.label, action: action, hint: hint, help: help,
      group: group)
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral character: Character) {
    self = .character(character)
  }
}
