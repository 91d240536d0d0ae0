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

  /// The key table's rows for it: label and help. A key that the table does not have is left out.
  func rows(in mode: Mode) -> [(label: String, help: String)] {
    let entries = KeyTable.entries(in: mode)
    let rows = keys.compactMap { action, help in
      entries.first { $0.bindings.contains { $0.action == action } }.map { ($0.label, help) }
    }
    return rows + (mouse.map { [("mouse", $0)] } ?? [])
  }
}

extension State {
  /// Help for what is in front of the user.
  var paneHelp: PaneHelp? {
    switch mode {
    case .race, .paint: nil
    case .watch: shown.help(self)
    }
  }
}
