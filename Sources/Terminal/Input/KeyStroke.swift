/// A key, and the modifiers that were held with it.
///
/// Shift is part of a character (`A`, `?`) and not a modifier of it, except where a terminal reports Shift
/// without saying which character came of it.
public struct KeyStroke: Hashable, Sendable {
  public enum Symbol: Hashable, Sendable {
    /// With Control, the lower-case letter or the sign that is printed on the key.
    case character(Character)
    case up, down, left, right
    case home, end, pageUp, pageDown
    case enter, escape, tab
    case backspace, insert, delete
    /// F1 is `function(1)`.
    case function(Int)
  }

  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    // The bits that terminals report. Caps Lock (64) and Num Lock (128) say nothing about a key.
    public static let shift = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let control = Modifiers(rawValue: 4)
    /// Super, Hyper or Meta.
    public static let others = Modifiers(rawValue: 8 | 16 | 32)

    /// - Parameter parameter: the number in a sequence: one more than the sum of the bits.
    init?(parameter: Int) {
      guard (1...256).contains(parameter) else { return nil }
      self.init(rawValue: (parameter - 1) & 63)
    }
  }

  public var symbol: Symbol
  public var modifiers: Modifiers

  public init(_ symbol: Symbol, _ modifiers: Modifiers = []) {
    self.symbol = symbol
    self.modifiers = modifiers
  }

  public init(_ character: Character, _ modifiers: Modifiers = []) {
    self.init(.character(character), modifiers)
  }
}

extension KeyStroke {
  /// The key of a control character that arrived by itself; `nil` for ESC, about which time decides.
  init(control byte: UInt8) {
    switch byte {
    case 8, 127: self.init(.backspace)
    case 9: self.init(.tab)
    case 10, 13: self.init(.enter)
    case 1...26: self.init(Character(Unicode.Scalar(byte + 96)), .control)
    default: self.init(Character(Unicode.Scalar((byte & 31) + 64)), .control)
    }
  }
}
