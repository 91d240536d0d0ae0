extension PaneHelp {
  /// The key table's rows for it: label and help. A key that the table does not have is left out.
  func rows(in mode: ModeName) -> [(label: String, help: String)] {
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
    switch mode.name {
    case .race, .paint: nil
    case .watch: shown.help(self)
    }
  }
}
