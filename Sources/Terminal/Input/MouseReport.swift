import Canvas

/// A terminal's report of the mouse: a code for buttons and modifiers, and a cell, or a pixel, counted from 1.
struct MouseReport {
  /// Buttons in bits 0 and 1, 4, 8 and 16 for Shift, Meta and Control, 32 for a move, 64 for the wheel.
  let code: Int
  let column: Int
  let row: Int

  private static let buttons: [MouseButton] = [.left, .middle, .right]

  /// - Parameters:
  ///   - isSGR: whether it has SGR's form, in which pixels are counted where they are.
  ///   - isRelease: whether the report itself says so (SGR's `m`); others have a code for it.
  ///   - pointer: what is known of the mouse.
  func meaning(isSGR: Bool = false, isRelease: Bool = false, _ pointer: inout Pointer) -> Input? {
    guard code >= 0, code < 128 else { return nil }
    let button = Self.buttons[code & 3, default: nil]
    guard let kind = kind(button, isRelease, &pointer.buttonDown) else { return nil }
    return pointer.place(column, row, isSGR: isSGR).map { .mouse($0, kind) }
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

/// What is known of the mouse when a report of it comes.
struct Pointer {
  /// The button that is held. Only SGR says which one is let go.
  var buttonDown: MouseButton?
  /// The size of a cell in pixels; zero where it is not known.
  var cell = SIMD2<Int>.zero
  /// Whether SGR's reports count pixels; `nil` while that is not known.
  ///
  /// A report in pixels looks like one in cells. But a terminal answers in order: what comes after its
  /// answer that mode 1016 is on counts pixels, and what came before does not.
  private var countsPixels: Bool? = false

  init(cell: SIMD2<Int> = .zero) { self.cell = cell }

  mutating func doubt() {
    if countsPixels == true { countsPixels = nil }
  }

  mutating func note(_ input: Input) {
    switch input {
    case .mode(TerminalMode.pixelMouse.rawValue, let state): countsPixels = state == .on
    case .cellSize(let columns, let rows): cell = SIMD2(columns, rows)
    default: break
    }
  }

  /// Where a report says that the mouse is; `nil` where that means nothing.
  func place(_ x: Int, _ y: Int, isSGR: Bool) -> PointerPlace? {
    guard isSGR, countsPixels != false else {
      return x > 0 && y > 0 ? PointerPlace(column: x - 1, row: y - 1) : nil
    }
    // Some terminals count pixels from 0.
    guard countsPixels == true, cell.x > 0, cell.y > 0, x >= 0, y >= 0 else { return nil }
    // The middle of a pixel, in halves of one.
    let (halfX, halfY) = (max(0, 2 * x - 1), max(0, 2 * y - 1))
    return PointerPlace(
      column: halfX / (2 * cell.x), row: halfY / (2 * cell.y),
      within: SIMD2(
        Float(halfX % (2 * cell.x)) / Float(2 * cell.x),
        Float(halfY % (2 * cell.y)) / Float(2 * cell.y)))
  }
}

extension Array {
  fileprivate subscript(index: Int, default absent: Element?) -> Element? {
    indices.contains(index) ? self[index] : absent
  }
}
