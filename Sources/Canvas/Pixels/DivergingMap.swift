/// How a signed number is drawn on a medium: blue below zero, orange above, neutral at zero.
///
/// For log|det J|, blue means contraction and orange expansion. Every rung has a form: on 16 colours
/// one colour a side, without colour bold for positive and dim for negative.
public struct DivergingMap: Hashable, Sendable {
  /// The magnitude at which the colour is full.
  public var limit: Float
  public var medium: Medium

  public init(limit: Float, medium: Medium) {
    self.limit = limit
    self.medium = medium
  }

  /// The look of a line or a dot of this value; NaN is drawn in the colour of what is missing.
  public func style(for value: Float) -> Style {
    guard value == value else { return Style(foreground: ColorMap.missing, bold: true) }
    let t = limit > 0 ? min(max(value / limit, -1), 1) : 0
    switch medium.colors {
    case .mono:
      return abs(t) < Self.neutral ? .plain : Style(bold: t > 0, dim: t < 0)
    case .ansi16:
      if abs(t) < Self.neutral { return Style(foreground: Palette.ansi16[8]) }
      // The strong ones of ``LuminousMap``: the others cannot be read as text. Yellow would be a high
      // density's colour.
      let (negative, positive) = medium.backdrop == .dark ? (12, 9) : (4, 1)
      return Style(foreground: Palette.ansi16[t > 0 ? positive : negative])
    case .indexed256, .trueColor:
      return Style(foreground: color(at: t))
    }
  }

  /// The largest share of the limit that still counts as zero where colours are few.
  static let neutral: Float = 0.1

  /// On a dark backdrop the ends are brighter than those of the colour map, which has to serve both.
  private func color(at t: Float) -> RGB {
    let table = medium.backdrop == .dark ? Self.bright : Self.deep
    return table[Int((0.5 + 0.5 * t) * 64 + 0.5)]
  }

  private static let bright = ramp(0x3D9BFF, 0xD6D6D6, 0xFF8C1A)
  private static let deep = ramp(0x0B57D0, 0x808080, 0xC04A00)

  /// 65 colours; saturation grows with the square root, so that small values already show a side.
  private static func ramp(_ negative: UInt32, _ neutral: UInt32, _ positive: UInt32) -> [RGB] {
    (0...64).map { index in
      let t = Float(index - 32) / 32
      return RGB(neutral).blended(
        toward: RGB(t < 0 ? negative : positive), by: abs(t).squareRoot())
    }
  }
}
