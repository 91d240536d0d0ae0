import Terminal
import Visualizer

extension InputEvent {
  /// The event as the application knows it; `nil` for what it has no use for.
  var forApplication: Event? {
    switch self {
    case .key(let key):
      switch key {
      case .character(let character): .key(.character(character))
      case .up: .key(.up)
      case .down: .key(.down)
      case .left: .key(.left)
      case .right: .key(.right)
      case .tab: .key(.tab)
      case .backTab: .key(.backTab)
      case .enter: .key(.enter)
      case .escape: .key(.escape)
      case .pageUp: .key(.pageUp)
      case .pageDown: .key(.pageDown)
      case .home: .key(.home)
      case .end: .key(.end)
      case .backspace: .key(.backspace)
      case .delete: .key(.delete)
      default: nil
      }
    case .mouse(let column, let row, .press(.left)): .click(column: column, row: row)
    case .mouse(let column, let row, .drag(.left)): .drag(column: column, row: row)
    case .mouse(let column, let row, .release(.left)): .release(column: column, row: row)
    case .mouse(let column, let row, .scrollUp): .scroll(1, column: column, row: row)
    case .mouse(let column, let row, .scrollDown): .scroll(-1, column: column, row: row)
    case .mouse: nil
    case .resize(let columns, let rows): .resize(columns: columns, rows: rows)
    case .interrupted: .key(.interrupt)
    case .mediumChanged(let medium): .medium(medium)
    case .terminate, .resumed: nil
    }
  }
}
