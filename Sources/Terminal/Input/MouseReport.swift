/// A terminal's report of the mouse: a code for buttons and modifiers, and a cell counted from 1.
struct MouseReport {
  /// Buttons in bits 0 and 1, 4, 8 and 16 for Shift, Meta and Control, 32 for a move, 64 for the wheel.
  let code: Int
  let column: Int
  let row: Int

  private static let buttons: [MouseButton] = [.left, .middle, .right]

  /// - Parameters:
  ///   - isRelease: whether the report itself says so (SGR's `m`); others have a code for it.
  ///   - buttonDown: the button that is held. Only SGR says which one is let go.
  func meaning(isRelease: Bool = false, buttonDown: inout MouseButton?) -> Input? {
    guard code >= 0, code < 128, column > 0, row > 0 else { return nil }
    let button = Self.buttons[code & 3, default: nil]
    guard let kind = kind(button, isRelease, &buttonDown) else { return nil }
    return .mouse(column: column - 1, row: row - 1, kind: kind)
  }

  private func kind(
    _ button: MouseButton?, _ isRelease: Bool, _ buttonDown: inout MouseButton?
  ) -> MouseKind? {
    if code & 64 != 0 {
      switch code & 3 {
      case 0: return isRelease ? nil : .scrollUp
      case 1: return isRelease ? nil : .scrollDown
      default: return nil
      }
    }
    if code & 32 != 0 { return button.map(MouseKind.drag) ?? .move }
    if let button, !isRelease {
      buttonDown = button
      return .press(button)
    }
    defer { buttonDown = nil }
    return (button ?? buttonDown).map(MouseKind.release)
  }
}

extension Array {
  fileprivate subscript(index: Int, default absent: Element?) -> Element? {
    indices.contains(index) ? self[index] : absent
  }
}
