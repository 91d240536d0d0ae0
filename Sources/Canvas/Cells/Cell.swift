/// A 24-bit colour.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour from a hexadecimal literal: `RGB(0xFF8800)`.
  public init(_ hex: UInt32) {
    self.init(UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
  }
}

/// How a cell is drawn. A `nil` colour is the terminal's own default.
public struct Style: Hashable, Sendable {
  public var foreground: RGB?
  public var background: RGB?
  public var bold: Bool
  public var dim: Bool
  public var underline: Bool
  public var reverse: Bool

  public init(
    foreground: RGB? = nil, background: RGB? = nil, bold: Bool = false, dim: Bool = false,
    underline: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.dim = dim
    self.underline = underline
    self.reverse = reverse
  }

  /// The terminal's default look.
  public static let plain = Style()
}

/// One character cell: a single-width glyph and how it is drawn.
///
/// Two cells are equal if they look alike, whatever their marks are.
public struct Cell: Hashable, Sendable {
  public var glyph: Unicode.Scalar
  public var style: Style
  /// What the cell says, as a number of whoever draws; 0 where nobody said so.
  public var mark: UInt8 = 0

  public init(_ glyph: Unicode.Scalar = " ", _ style: Style = .plain) {
    self.glyph = glyph
    self.style = style
  }

  public static func == (left: Cell, right: Cell) -> Bool {
    left.glyph == right.glyph && left.style == right.style
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(glyph)
    hasher.combine(style)
  }
}
