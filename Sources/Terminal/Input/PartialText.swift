/// A character of UTF-8 whose bytes arrive one by one.
struct PartialCharacter {
  enum Step {
    case more
    /// `nil` for what is no character: overlong forms, surrogates, controls.
    case done(Character?)
    /// The byte does not continue the character, which stays incomplete.
    case broken
  }

  private var value: UInt32 = 0
  private var least: UInt32 = 0
  private var missing = 0

  /// - Returns: whether a character of several bytes begins with this one.
  mutating func begin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0xC2...0xDF: (value, least, missing) = (UInt32(byte & 0x1F), 0x80, 1)
    case 0xE0...0xEF: (value, least, missing) = (UInt32(byte & 0x0F), 0x800, 2)
    case 0xF0...0xF4: (value, least, missing) = (UInt32(byte & 0x07), 0x10000, 3)
    default: return false
    }
    return true
  }

  mutating func take(_ byte: UInt8) -> Step {
    guard byte & 0xC0 == 0x80 else { return .broken }
    value = value << 6 | UInt32(byte & 0x3F)
    missing -= 1
    if missing > 0 { return .more }
    return .done(value < least ? nil : Character(typed: Int(value)))
  }
}

/// A bracketed paste whose bytes arrive one by one.
struct PartialPaste {
  private var kept: [UInt8] = []
  /// How much of the end's mark has been seen.
  private var matched = 0

  private static let end = Array("\u{1B}[201~".utf8)

  /// - Returns: whether the paste has come to its end.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == Self.end[matched] {
      matched += 1
      return matched == Self.end.count
    }
    // The bytes that looked like the mark were text. Only the mark's first byte can begin it again.
    keep(Self.end[..<matched])
    matched = byte == Self.end[0] ? 1 : 0
    if matched == 0 { keep([byte]) }
    return false
  }

  /// What was pasted, up to ``InputParser/pasteLimit`` bytes of it.
  var text: String { String(decoding: kept, as: UTF8.self) }

  private mutating func keep(_ bytes: some Collection<UInt8>) {
    kept += bytes.prefix(InputParser.pasteLimit - kept.count)
  }
}
