import Canvas

/// What the user asked for; `nil` leaves it to what the terminal can do.
public struct TerminalOptions: Hashable, Sendable {
  public var colors: ColorDepth?
  public var glyphs: GlyphSet?
  public var backdrop: Backdrop?
  /// Whether clicks, drags and the wheel are wanted. Holding Shift still selects text, as ever.
  public var mouse: Bool

  public init(
    colors: ColorDepth? = nil, glyphs: GlyphSet? = nil, backdrop: Backdrop? = nil,
    mouse: Bool = true
  ) {
    self.colors = colors
    self.glyphs = glyphs
    self.backdrop = backdrop
    self.mouse = mouse
  }
}
