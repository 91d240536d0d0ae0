import Canvas
import Terminal
import Visualizer

extension InputEvent {
  /// The event as the application knows it; `nil` for what it has no use for.
  var forApplication: Event? {
    switch self {
    case .key(let stroke): key(stroke).map(Event.key)
    case .paste(let text): .paste(text)
    case .mouse(let place, let kind): mouse(place, kind)
    case .resize(let columns, let rows): .resize(columns: columns, rows: rows)
    case .interrupted: .key(.interrupt)
    case .mediumChanged(let medium): .medium(medium)
    case .terminate, .resumed, .focus: nil
    }
  }

  private func mouse(_ place: PointerPlace, _ kind: MouseKind) -> Event? {
    let (column, row) = (place.column, place.row)
    return switch kind {
    case .press(.left): .click(column: column, row: row, within: place.within)
    case .drag(.left): .drag(column: column, row: row, within: place.within)
    case .release(.left): .release(column: column, row: row)
    case .move: .hover(column: column, row: row, within: place.within)
    case .scrollUp: .scroll(1, column: column, row: row)
    case .scrollDown: .scroll(-1, column: column, row: row)
    case .press, .drag, .release: nil
    }
  }

  /// A key with Alt, Control or the like is not the same key as without, and means nothing to the
  /// application.
  private func key(_ stroke: KeyStroke) -> Key? {
    if stroke == KeyStroke("u", .control) { return .clear }
    let isShifted = stroke.modifiers == .shift
    guard isShifted || stroke.modifiers.isEmpty else { return nil }
    switch stroke.symbol {
    case .character(let character): return isShifted ? nil : .character(character)
    case .up: return isShifted ? .shiftUp : .up
    case .down: return isShifted ? .shiftDown : .down
    case .left: return isShifted ? .shiftLeft : .left
    case .right: return isShifted ? .shiftRight : .right
    case .tab: return isShifted ? .backTab : .tab
    case .enter: return .enter
    case .escape: return .escape
    case .pageUp: return .pageUp
    case .pageDown: return .pageDown
    case .home: return .home
    case .end: return .end
    case .backspace: return .backspace
    case .delete: return .delete
    case .insert, .function: return nil
    }
  }
}
