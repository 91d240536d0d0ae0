/// What the help says of the focused pane or of the view on screen, and of the keys and clicks that have a
/// meaning of their own there.
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
