/// A colour as a medium can show it.
public enum ResolvedColor: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// An entry of the palette: 0–15 are the ANSI colours, 16–231 the 6×6×6 cube, 232–255 greys.
  case index(UInt8)
  /// A direct 24-bit colour.
  case rgb(RGB)
}

/// A style as a medium can show it: what an exporter or a terminal writes.
public struct ResolvedStyle: Hashable, Sendable {
  public var foreground: ResolvedColor
  public var background: ResolvedColor
  public var bold: Bool
  public var dim: Bool
  public var underline: Bool
  public var reverse: Bool

  public init(
    foreground: ResolvedColor = .standard, background: ResolvedColor = .standard,
    bold: Bool = false, dim: Bool = false, underline: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.dim = dim
    self.underline = underline
    self.reverse = reverse
  }

  /// The terminal's default look.
  public static let plain = ResolvedStyle()
}

extension ColorDepth {
  /// The nearest colour on this rung; `nil` stays the terminal's own.
  public func resolve(_ color: RGB?) -> ResolvedColor {
    guard let color else { return .standard }
    switch self {
    case .mono: return .standard
    case .ansi16: return .index(Palette.nearestANSI16(color))
    case .indexed256: return .index(Palette.nearest256(color))
    case .trueColor: return .rgb(color)
    }
  }

  /// How a cell's style is shown on this rung.
  public func resolve(_ style: Style) -> ResolvedStyle {
    ResolvedStyle(
      foreground: resolve(style.foreground), background: resolve(style.background),
      bold: style.bold, dim: style.dim, underline: style.underline, reverse: style.reverse)
  }
}
