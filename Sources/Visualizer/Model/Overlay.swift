/// What lies over the screen; there is one at a time.
enum Overlay: Hashable, Sendable {
  /// The help, which takes the keys, but for those that open something else in its place.
  case help(HelpPlace)
  /// A panel, which takes the keys.
  case panel(Panel)
}

/// What shows of the help.
struct HelpPlace: Hashable, Sendable {
  enum Page: CaseIterable, Sendable { case keys, glossary }

  var page = Page.keys
  /// The line that is the first to show; `nil` begins where the page is about what is in front.
  var firstLine: Int?
}

/// An overlay that takes the keys while it is open.
enum Panel: Hashable, Sendable {
  /// The command line that brings the state back.
  case share(String)
  /// Everything one can do, found by typing.
  case palette(CommandPalette)
  /// The settings, to be changed.
  case options(OptionsForm)
  /// The lessons, to choose one.
  case lessons(LessonList)
}

/// The lessons as a list.
struct LessonList: Hashable, Sendable {
  var lessons: [Lesson]
  var selection = 0
  var filter = Filter.all
  /// What is searched for; `nil` while nothing is.
  var search: String?
  /// Whether keys are typed into the search.
  var isTyping = false

  enum Filter: Hashable, Sendable { case all, done, pending }
}

/// Everything one can do, found by typing a part of its name.
struct CommandPalette: Hashable, Sendable {
  var typed = ""
  var selection = 0
}

/// The settings as a form.
struct OptionsForm: Hashable, Sendable {
  var selection = 0
  /// What the user has typed into the chosen field; `nil` while the field shows its value.
  var typed: String?
  /// Why the last value was refused.
  var problem: String?
}

extension State {
  /// The open panel. Setting it closes any other overlay.
  var panel: Panel? {
    get { if case .panel(let panel) = overlay { panel } else { nil } }
    set { overlay = newValue.map { .panel($0) } }
  }

  /// Whether the help is open. Opening it closes any other overlay.
  public var helpOpen: Bool {
    get { if case .help = overlay { true } else { false } }
    set {
      guard newValue != helpOpen else { return }
      overlay = newValue ? .help(HelpPlace()) : nil
    }
  }

  /// What shows of the help; `nil` while it is closed.
  var helpPlace: HelpPlace? {
    get { if case .help(let place) = overlay { place } else { nil } }
    set { if let newValue, helpOpen { overlay = .help(newValue) } }
  }
}
