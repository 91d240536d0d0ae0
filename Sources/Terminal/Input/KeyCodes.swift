/// The keys that numbers and letters stand for in terminals' sequences.
enum KeyCodes {
  /// `CSI n ~`, and rxvt's `CSI n ^`, `CSI n $`, `CSI n @`.
  static func numbered(_ number: Int) -> KeyStroke.Symbol? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// `CSI A`, `CSI 1 ; m A` and `SS3 A`.
  static func lettered(_ letter: UInt8) -> KeyStroke.Symbol? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter - UInt8(ascii: "P")) + 1)
    default: nil
    }
  }

  /// The keypad in application mode, which only `SS3` introduces.
  static func keypad(_ letter: UInt8) -> KeyStroke.Symbol? {
    switch letter {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "I"): .tab
    case UInt8(ascii: "X"): .character("=")
    case UInt8(ascii: " "): .character(" ")
    // * + , - . / 0 … 9, each 64 above its own code.
    case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Character(Unicode.Scalar(letter - 64)))
    default: nil
    }
  }

  /// Keys that have no character, by the code point that `CSI code u` and `CSI 27 ; m ; code ~` give them.
  static func functional(_ code: Int) -> KeyStroke.Symbol? {
    switch code {
    case 8, 127: .backspace
    case 9: .tab
    case 13: .enter
    case 27: .escape
    // kitty's own, in Unicode's private area.
    case 57376...57398: .function(code - 57363)
    case 57399...57408: .character(Character(Unicode.Scalar(UInt8(code - 57399 + 48))))
    case 57409...57416: keypadSigns[code - 57409]
    case 57417...57426: keypadMoves[code - 57417]
    default: nil
    }
  }

  private static let keypadSigns: [KeyStroke.Symbol] = [
    .character("."), .character("/"), .character("*"), .character("-"), .character("+"), .enter,
    .character("="), .character(","),
  ]
  private static let keypadMoves: [KeyStroke.Symbol] = [
    .left, .right, .up, .down, .pageUp, .pageDown, .home, .end, .insert, .delete,
  ]
}

extension Character {
  /// The character of a code point that stands for text; `nil` for controls and private use.
  init?(typed code: Int) {
    guard code >= 32, !(127..<160).contains(code), !(0xE000...0xF8FF).contains(code),
      let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value)
    else { return nil }
    self.init(scalar)
  }

  /// The character that Shift makes of this one, if it is the same on every keyboard. For digits and most
  /// signs it is not; then `nil`, for a key that is misread is worse than one that does nothing.
  var shifted: Character? {
    if self == " " || "~!@#$%^&*()_+{}|:\"<>?".contains(self) { return self }
    let upper = uppercased()
    return isLetter && upper.count == 1 ? upper.first : nil
  }
}
