/// One key (or several that mean the same) and what it does.
public struct Binding: Hashable, Sendable {
  public var keys: [Key]
  public var action: Action
  /// One or two words for the hint bar; `nil` leaves it to the help.
  public var hint: String?
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
