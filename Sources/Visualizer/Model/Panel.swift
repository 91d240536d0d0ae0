/// What lies over the panes and takes the keys while it is open.
enum Panel: Hashable, Sendable {
  /// The command line that brings the state back.
  case share(String)
  /// Everything one can do, found by typing.
  case palette(CommandPalette)
  /// The settings, to be changed.
  case options(OptionsForm)
}

/// Everything one can do, found by typing a part of its name.
struct CommandPalette: Hashable, Sendable {
  var typed = ""
  var selection = 0
}

/// The settings as a form.
struct OptionsForm: Hashable, Sendable {
  var selection = 0
  /// What was typed into the chosen field so far; `nil` while it shows its value.
  var typed: String?
  /// Why the last value would not do.
  var problem: String?
}
