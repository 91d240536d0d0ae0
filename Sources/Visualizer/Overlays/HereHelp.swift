extension PaneHelp {
  /// A row for each key, with the label that the key table has. A key that the table does not have is left
  /// out.
  func rows(in mode: ModeName) -> [(label: String, help: String)] {
    let entries = KeyTable.entries(in: mode)
    let rows = keys.compactMap { action, help in
      entries.first { $0.bindings.contains { $0.action == action } }.map { ($0.label, help) }
    }
    return rows + (mouse.map { [("mouse", $0)] } ?? [])
  }
}

extension State {
  /// The help of the focused pane or of the view on screen; `nil` in a race and while painting.
  var paneHelp: PaneHelp? {
    switch mode.name {
    case .race, .paint: nil
    case .watch: shown.help(self)
    }
  }
}
