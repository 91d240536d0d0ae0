/// A control sequence taken apart: `CSI 97 : 65 ; 2 : 1 u` has two fields of two numbers and the final `u`.
///
/// It reads the numbers in place, so that a flood of sequences allocates no memory.
struct ControlInput {
  /// The bytes between `CSI` and the final byte.
  let bytes: [UInt8]
  let final: UInt8

  /// One of `< = > ?`, where the sequence begins with it.
  var marker: UInt8? {
    bytes.first.flatMap { (UInt8(ascii: "<")...UInt8(ascii: "?")).contains($0) ? $0 : nil }
  }

  /// Whether there are only numbers after the marker.
  var isPlain: Bool {
    bytes.dropFirst(marker == nil ? 0 : 1).allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: ";")).contains($0)
    }
  }

  /// How many fields there are, separated by semicolons; one, if empty, where there are no bytes.
  var fields: Int { bytes.reduce(1) { $0 + ($1 == UInt8(ascii: ";") ? 1 : 0) } }

  /// A number by its field, and by its place among the field's colons; `nil` where it is left out.
  /// Larger numbers than 99,999,999 become that.
  func number(_ field: Int, _ part: Int = 0) -> Int? {
    var (currentField, currentPart) = (0, 0)
    var value: Int?
    for byte in bytes {
      switch byte {
      case UInt8(ascii: ";"):
        if currentField == field { return value }
        (currentField, currentPart) = (currentField + 1, 0)
      case UInt8(ascii: ":"):
        if (currentField, currentPart) == (field, part) { return value }
        currentPart += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard (currentField, currentPart) == (field, part) else { continue }
        value = min(99_999_999, (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")))
      default: break
      }
    }
    return value
  }

  /// The input that the sequence stands for. It is `nil` for an unknown sequence, a report that nobody asked
  /// for, and a key that is released.
  func meaning(_ pointer: inout Pointer) -> Input? {
    if let modeAnswer { return modeAnswer }
    guard isPlain else { return nil }
    switch marker {
    case UInt8(ascii: "<"):
      guard final | 32 == UInt8(ascii: "m"), fields == 3,
        let code = number(0), let column = number(1), let row = number(2)
      else { return nil }
      return MouseReport(code: code, column: column, row: row).meaning(
        isSGR: true, isRelease: final == UInt8(ascii: "m"), &pointer)
    case UInt8(ascii: "?"):
      if final == UInt8(ascii: "S"), fields == 3, number(0) == 1, number(1) == 0 {
        return number(2).map(Input.registers)
      }
      guard final == UInt8(ascii: "c") else { return nil }
      return .attributes((0..<fields).compactMap { number($0) })
    case nil: break
    default: return nil
    }
    if final == UInt8(ascii: "t"), fields == 3, number(0) == 6, let rows = number(1),
      let columns = number(2), rows > 0, columns > 0
    {
      return .cellSize(columns: columns, rows: rows)
    }
    if bytes.isEmpty, final == UInt8(ascii: "I") { return .focus(true) }
    if bytes.isEmpty, final == UInt8(ascii: "O") { return .focus(false) }
    // F3 as `CSI 1 ; m R` looks the same.
    if final == UInt8(ascii: "R"), fields == 2, let row = number(0), let column = number(1) {
      return .cursor(column: column, row: row)
    }
    if final == UInt8(ascii: "n"), fields == 1, number(0) == 0 { return .ready }
    if final == UInt8(ascii: "M"), fields == 3, let code = number(0), let column = number(1),
      let row = number(2)
    {
      // urxvt's reports (1015), whose codes are X10's.
      return MouseReport(code: code - 32, column: column, row: row).meaning(&pointer)
    }
    return key.map(Input.key)
  }

  /// The key that a sequence without marker stands for.
  private var key: KeyStroke? {
    // Presses and repeats count; a release does nothing.
    guard let modifiers = KeyStroke.Modifiers(parameter: number(1) ?? 1),
      (1...2).contains(number(1, 1) ?? 1)
    else { return nil }
    switch final {
    case UInt8(ascii: "u"):
      guard fields <= 3 else { return nil }
      return Self.unicode(
        number(0), shifted: number(0, 1), base: number(0, 2),
        text: number(2, 1) == nil ? number(2) : nil, modifiers)
    case UInt8(ascii: "~"):
      if number(0) == 27, fields == 3 {
        // The character is what Shift has already made of it.
        return Self.unicode(number(2), shifted: number(2), base: nil, text: nil, modifiers)
      }
      guard fields <= 2, let symbol = number(0).flatMap(KeyCodes.numbered) else { return nil }
      return KeyStroke(symbol, modifiers)
    case UInt8(ascii: "$"): return rxvt(.shift)
    case UInt8(ascii: "^"): return rxvt(.control)
    case UInt8(ascii: "@"): return rxvt([.control, .shift])
    case UInt8(ascii: "Z"):
      return fields <= 2 ? KeyStroke(.tab, modifiers.union(.shift)) : nil
    case UInt8(ascii: "a")...UInt8(ascii: "d") where bytes.isEmpty:
      return KeyCodes.lettered(final - 32).map { KeyStroke($0, .shift) }
    // Not F3, which kitty no longer sends like that: see ``meaning(_:)``.
    case UInt8(ascii: "R"): return nil
    default:
      // F1, F2, F4 and the arrows; a first number other than 1 is something else.
      guard fields <= 2, (number(0) ?? 1) == 1 else { return nil }
      return KeyCodes.lettered(final).map { KeyStroke($0, modifiers) }
    }
  }

  private func rxvt(_ modifiers: KeyStroke.Modifiers) -> KeyStroke? {
    guard fields == 1, number(0, 1) == nil else { return nil }
    return number(0).flatMap(KeyCodes.numbered).map { KeyStroke($0, modifiers) }
  }

  /// The key of a code point. A terminal may add the code point that Shift makes of it, the one at the same
  /// place of a Latin keyboard, and the text that the key types.
  private static func unicode(
    _ code: Int?, shifted: Int?, base: Int?, text: Int?, _ modifiers: KeyStroke.Modifiers
  ) -> KeyStroke? {
    guard let code else { return nil }
    if let symbol = KeyCodes.functional(code) { return KeyStroke(symbol, modifiers) }
    guard let plain = Character(typed: code) else { return nil }
    if modifiers.isSubset(of: .shift) {
      if let typed = text.flatMap(Character.init(typed:)) { return KeyStroke(typed) }
      guard modifiers == .shift else { return KeyStroke(plain) }
      let typed = shifted.flatMap(Character.init(typed:)) ?? plain.shifted
      return typed.map { KeyStroke($0) } ?? KeyStroke(plain, .shift)
    }
    // Ctrl-C is where C is on a Latin keyboard, whatever the layout types there.
    let key = (modifiers.contains(.control) ? base : nil).flatMap(Character.init(typed:)) ?? plain
    return KeyStroke(key.lowercased().first ?? key, modifiers)
  }
}
