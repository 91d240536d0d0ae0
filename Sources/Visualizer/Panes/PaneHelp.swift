/// What the help says first: about the pane or view that has the focus, and about the keys and clicks
/// that mean something of their own there.
struct PaneHelp {
  /// Its name, as its border has it.
  var title: String
  /// What it shows, in a sentence or two.
  var text: String
  /// Keys from the key table that belong to it, in its own words.
  var keys: [(action: Action, help: String)] = []
  /// What the mouse does there; `nil` is nothing.
  var mouse: String?
}
