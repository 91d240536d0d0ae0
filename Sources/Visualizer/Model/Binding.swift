import Flows

/// One key (or several that mean the same) and what it does.
public struct Binding: Hashable, Sendable {
  public var keys: [Key]
  public var action: Action
  /// One or two words for the hint bar; `nil` leaves it to the help.
  public var hint: String?
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

  /// Rows for the help.
  var entries: [HelpEntry] {
    pairs.map { HelpEntry($0.own.label, "your own key for \($0.meant.label)", .screen, []) }
  }

  public static func == (one: OwnKeys, other: OwnKeys) -> Bool {
    one.pairs.elementsEqual(other.pairs) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(pairs.map(\.own)) }
}

/// One line of the help: keys that belong together.
public struct HelpEntry: Hashable, Sendable {
  /// How the keys are written: `f F`.
  public var label: String
  /// What they do, at most ``KeyTable/helpWidth`` cells.
  public var help: String
  public var group: Group
  public var bindings: [Binding]

  /// The help's sections.
  public enum Group: String, CaseIterable, Sendable {
    // The keys of a special mode come first.
    case lesson = "Lesson"
    case race = "Race"
    case paint = "Painting"
    case hand = "Turning by hand"
    case training = "Training"
    case experiment = "Experiment"
    case picture = "Picture"
    case probe = "Probe"
    case view = "Views"
    case screen = "Screen"
  }
}

extension HelpEntry {
  init(_ label: String, _ help: String, _ group: Group, _ bindings: [Binding]) {
    self.init(label: label, help: help, group: group, bindings: bindings)
  }
}

extension Binding {
  init(_ key: Key, _ action: Action, _ hint: String? = nil) {
    self.init(keys: [key], action: action, hint: hint)
  }

  init(_ keys: [Key], _ action: Action, _ hint: String? = nil) {
    self.init(keys: keys, action: action, hint: hint)
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  public init(extendedGraphemeClusterLiteral character: Character) {
    self = .character(character)
  }
}
