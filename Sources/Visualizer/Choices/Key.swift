import Flows

/// A key as the application knows it, whatever terminal it came from.
public enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case tab, backTab, enter, escape, pageUp, pageDown, home, end, backspace, delete
  case interrupt
  /// Takes back all that was typed.
  case clear

  /// How the key is written in help and hints.
  public var label: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .shiftUp: "⇧↑"
    case .shiftDown: "⇧↓"
    case .shiftLeft: "⇧←"
    case .shiftRight: "⇧→"
    case .tab: "Tab"
    case .backTab: "⇧Tab"
    case .enter: "Enter"
    case .escape: "Esc"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .backspace: "⌫"
    case .delete: "Del"
    case .interrupt: "Ctrl-C"
    case .clear: "Ctrl-U"
    }
  }

  /// How replay scripts, lessons and the user's own keys write keys that are no character.
  fileprivate static let names: [String: Key] = [
    "space": " ", "enter": .enter, "esc": .escape, "escape": .escape, "tab": .tab,
    "backtab": .backTab, "up": .up, "down": .down, "left": .left, "right": .right,
    "shift-up": .shiftUp, "shift-down": .shiftDown, "shift-left": .shiftLeft,
    "shift-right": .shiftRight, "pageup": .pageUp, "pagedown": .pageDown, "home": .home,
    "end": .end, "backspace": .backspace, "delete": .delete, "ctrl-c": .interrupt, "ctrl-u": .clear,
  ]

  /// A key by its name, or a character by itself; `nil` for what is neither.
  init?(named name: some StringProtocol) {
    if name.count == 1, let character = name.first, !character.isWhitespace {
      self = .character(character)
    } else if let key = Self.names[name.lowercased()] {
      self = key
    } else {
      return nil
    }
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral character: Character) {
    self = .character(character)
  }
}

/// Keys that the user lets stand for others, as in `t=space,Q=q`.
///
/// They hold wherever the key table is asked; what is typed into a panel or answers a lesson is taken as it is.
public struct OwnKeys: Hashable, Sendable {
  /// What each key stands for, in the order in which they were given.
  private(set) var pairs: [(own: Key, meant: Key)] = []

  public init() {}

  /// - Throws: ``FlowError`` that names the part of the text which is no pair of keys.
  public init(_ text: String) throws(FlowError) {
    for part in text.split(separator: ",") {
      let names = part.split(separator: "=").map { $0.trimmingPrefix { $0 == " " } }
      guard names.count == 2, let own = Key(named: names[0]), let meant = Key(named: names[1])
      else {
        throw FlowError(
          "'\(part)' is no pair of keys: write NEW=OLD, each a character or one of "
            + Key.names.keys.sorted().joined(separator: ", "))
      }
      guard own != .interrupt else {
        throw FlowError("'\(part)': Ctrl-C always ends the program; choose another key")
      }
      guard !pairs.contains(where: { $0.own == own }) else {
        throw FlowError("'\(part)': \(names[0]) has a meaning already; give each key once")
      }
      pairs.append((own, meant))
    }
  }

  /// The key that the table knows.
  func meant(by key: Key) -> Key { pairs.first { $0.own == key }?.meant ?? key }

  public static func == (one: OwnKeys, other: OwnKeys) -> Bool {
    one.pairs.elementsEqual(other.pairs) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(pairs.map(\.own)) }
}
