import Canvas

/// What the user asked for; `nil` leaves it to what the terminal can do.
public struct TerminalOptions: Hashable, Sendable {
  public var colors: ColorDepth?
  public var glyphs: GlyphSet?
  public var backdrop: Backdrop?
  /// Whether clicks, drags and the wheel are wanted. Holding Shift still selects text, as ever.
  public var mouse: Bool
  /// Pictures in pixels.
  public var pixels: PixelChoice

  public init(
    colors: ColorDepth? = nil, glyphs: GlyphSet? = nil, backdrop: Backdrop? = nil,
    mouse: Bool = true, pixels: PixelChoice = .auto
  ) {
    self.pixels = pixels
    self.colors = colors
    self.glyphs = glyphs
    self.backdrop = backdrop
    self.mouse = mouse
  }
}
