import Flows

/// Brings the encodings that tables come in to UTF-8: UTF-8 itself; UTF-16 in either byte order, with or
/// without a byte order mark; and Windows-1252 (a superset of Latin-1), which all other text is taken for.
enum TextEncoding {
  /// The text in UTF-8, without a byte order mark, and without the end mark of old systems (Ctrl-Z).
  /// - Throws: ``FlowError`` for bytes that are no text.
  static func utf8(_ bytes: [UInt8]) throws(FlowError) -> [UInt8] {
    var bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    while bytes.last == 0x1A { bytes.removeLast() }
    if let lowFirst = isUTF16(bytes) { return fromUTF16(bytes, lowFirst: lowFirst) }
    guard !FileKind.isBinary(bytes) else { throw FileKind.binary }
    if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil {
      return bytes
    }
    return fromWindows1252(bytes)
  }

  /// Whether the low byte comes first, if this is UTF-16; `nil` if it is not. Without a byte order mark it
  /// is recognised by its zeros: half the bytes of a table are the high halves of its digits.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool? {
    if bytes.starts(with: [0xFF, 0xFE]) { return true }
    if bytes.starts(with: [0xFE, 0xFF]) { return false }
    let start = bytes.prefix(4096)
    guard start.count >= 4 else { return nil }
    var zeros = (even: 0, odd: 0)
    for (index, byte) in start.enumerated() where byte == 0 {
      if index % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let many = start.count / 2 * 8 / 10
    if zeros.odd >= many, zeros.even == 0 { return true }
    if zeros.even >= many, zeros.odd == 0 { return false }
    return nil
  }

  private static func fromUTF16(_ bytes: [UInt8], lowFirst: Bool) -> [UInt8] {
    let mark = bytes.starts(with: lowFirst ? [0xFF, 0xFE] : [0xFE, 0xFF]) ? 2 : 0
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for index in stride(from: mark, to: bytes.count - 1, by: 2) {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(lowFirst ? second << 8 | first : first << 8 | second)
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func fromWindows1252(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 16)
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        let value = byte < 0xA0 ? windows1252[Int(byte) - 0x80] : UInt16(byte)
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text.append(contentsOf: String(Character(scalar)).utf8)
      }
    }
    return text
  }

  /// The characters of Windows-1252 at 0x80 to 0x9F; those of Latin-1 where it has none.
  private static let windows1252: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
}
