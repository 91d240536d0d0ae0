/// How many colours a medium can show: the rungs of the colour ladder.
public enum ColorDepth: String, CaseIterable, Sendable {
  /// No colour at all: glyph density, reverse and bold carry the meaning.
  case mono
  case ansi16 = "16"
  case indexed256 = "256"
  case trueColor = "24bit"
}

/// Which glyphs a medium can show: the rungs of the glyph ladder.
public enum GlyphSet: String, CaseIterable, Sendable {
  case ascii
  /// Half blocks and box lines, but no braille.
  case blocks
  /// Half blocks, eighth blocks, box lines and braille.
  case braille
}

/// Whether the terminal shows light text on dark or dark text on light.
public enum Backdrop: String, CaseIterable, Sendable {
  case dark
  case light
}

/// What pictures are drawn for. Every picture has a form for every medium.
public struct Medium: Hashable, Sendable {
  public var colors: ColorDepth
  public var glyphs: GlyphSet
  public var backdrop: Backdrop
  /// Whether the terminal, or the user, said that it has this backdrop. Where nobody did, text has the terminal's
  /// own colour, and the others are such that they can be read on both.
  public var backdropIsKnown: Bool
  /// Where the medium has pixels, how many times 8 × 16 of them a cell has; `nil` where it has only glyphs.
  public var scale: Int?
  /// Where the medium has pixels, how many samples of a field a cell has across, and half as many as down;
  /// `nil` is one for every pixel. Fewer are quicker to evaluate. Lines, dots and text keep all pixels.
  public var fieldSamples: Int?

  public init(
    colors: ColorDepth, glyphs: GlyphSet, backdrop: Backdrop = .dark, scale: Int? = nil,
    fieldSamples: Int? = nil, backdropIsKnown: Bool = true
  ) {
    self.backdropIsKnown = backdropIsKnown
    self.scale = scale
    self.fieldSamples = fieldSamples
    self.colors = colors
    self.glyphs = glyphs
    self.backdrop = backdrop
  }

  /// How finely fields are evaluated: samples that a cell has across, and half as many as it has down. 1 is
  /// half blocks; without colours glyphs show a field by their ink, so that there is nothing finer.
  public var samples: Int {
    guard let scale, colors != .mono else { return 1 }
    return min(max(1, fieldSamples ?? 8 * scale), max(1, 8 * scale))
  }
}
