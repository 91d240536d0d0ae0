extension ArraySlice<UInt8> {
  /// Whether these bytes, which arrived together, read as what follows an ESC that was torn from them: a
  /// control sequence with a number or a mark, or a string with its beginning or its end. Nobody types that
  /// between two looks at the keyboard.
  var isRestOfSequence: Bool {
    guard let first else { return false }
    let rest = dropFirst()
    switch first {
    case UInt8(ascii: "["):
      // The window's focus.
      if rest.elementsEqual("I".utf8) || rest.elementsEqual("O".utf8) { return true }
      let numbers = rest.prefix { (0x30..<0x40).contains($0) }
      let final = rest.dropFirst(numbers.count).first { !(0x20..<0x30).contains($0) }
      return !numbers.isEmpty && final.map { (0x40..<0x7F).contains($0) } == true
    case UInt8(ascii: "]"):
      let number = rest.prefix { $0.isDigit }
      let hasNumber = !number.isEmpty && rest.dropFirst(number.count).first == UInt8(ascii: ";")
      return hasNumber || rest.last == 0x07 || rest.hasTerminator
    case UInt8(ascii: "_"):
      // Answers about pictures are long, and may be torn again.
      return rest.hasTerminator || rest.starts(with: "Gi=".utf8)
    case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"): return rest.hasTerminator
    default: return false
    }
  }

  private var hasTerminator: Bool { suffix(2).elementsEqual([0x1B, UInt8(ascii: "\\")]) }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
