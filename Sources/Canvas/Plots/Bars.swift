extension Canvas {
  /// Draws a signed number as a horizontal bar from an axis: to the right above zero, to the left
  /// below, in eighths of a cell.
  ///
  /// The axis stands at zero, in a column of its own, so that bars drawn under each other with the
  /// same rectangle and range line up and add up by eye. A number outside the range ends in an arrow;
  /// NaN is drawn as `?` on the axis.
  ///
  /// - Parameters:
  ///   - rect: its first row is drawn; its width holds both sides and the axis.
  ///   - range: the numbers at the two ends; made to include zero.
  public mutating func drawBar(
    _ value: Double, in rect: Rect, range: ClosedRange<Double>, positive: Style, negative: Style,
    axis: Style = Style(dim: true), medium: Medium
  ) {
    guard !rect.isEmpty else { return }
    let low = min(range.lowerBound, 0)
    let high = max(range.upperBound, 0)
    let width = high - low
    let cellsPerUnit = width > 0 && width.isFinite ? Double(rect.columns - 1) / width : 0
    // Of an infinite range only the sides are known.
    let zero =
      width.isFinite
      ? Int((-low * cellsPerUnit).rounded())
      : low.isFinite ? 0 : high.isFinite ? rect.columns - 1 : (rect.columns - 1) / 2
    let axisGlyph: Unicode.Scalar = medium.glyphs == .ascii ? "|" : zero == 0 ? "▏" : "│"
    self[rect.column + zero, rect.row] = Cell(value.isNaN ? "?" : axisGlyph, axis)
    guard value != 0, !value.isNaN else { return }

    let room = value > 0 ? rect.columns - 1 - zero : zero
    let length =
      value.isInfinite ? Double(room) + 1 : min(abs(value) * cellsPerUnit, Double(room) + 1)
    let eighths = Int((length * 8).rounded())
    let (whole, part) = (eighths / 8, eighths % 8)
    let step = value > 0 ? 1 : -1
    let style = value > 0 ? positive : negative
    let isPlain = medium.glyphs == .ascii
    for offset in 0..<min(whole, room) {
      self[rect.column + zero + step * (offset + 1), rect.row] = Cell(isPlain ? "#" : "█", style)
    }
    let end = rect.column + zero + step * (whole + 1)
    if whole < room, part > 0 {
      if isPlain {
        if part >= 4 { self[end, rect.row] = Cell("#", style) }
      } else if value > 0 {
        self[end, rect.row] = Cell(EighthBlocks.left(part), style)
      } else {
        // There are no blocks that fill from the right: a block that fills from the left is drawn reversed.
        var reversed = style
        reversed.reverse.toggle()
        self[end, rect.row] = Cell(EighthBlocks.left(8 - part), reversed)
      }
    }
    if value.isInfinite || abs(value) * cellsPerUnit > Double(room) + 0.5, room > 0 {
      let arrow: Unicode.Scalar = value > 0 ? (isPlain ? ">" : "▶") : (isPlain ? "<" : "◀")
      self[rect.column + zero + step * room, rect.row] = Cell(arrow, style)
    }
  }
}

extension StyledText {
  /// The last `width` numbers as a row of small bars between their least and greatest; NaN is `?`.
  public static func sparkline(
    _ values: [Double], width: Int, range: ClosedRange<Double>? = nil, style: Style = .plain,
    medium: Medium
  ) -> StyledText {
    let shown = values.suffix(max(0, width))
    let finite = shown.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    return StyledText(
      cells: shown.map { value in
        guard !value.isNaN else { return Cell("?", style) }
        let t = high > low ? min(max((value - low) / (high - low), 0), 1) : 0.5
        let glyph: Unicode.Scalar =
          medium.glyphs == .ascii
          ? DensityRamp.glyph(Float(0.1 + 0.9 * t), DensityRamp.ascii)
          : EighthBlocks.lower(1 + Int((t * 7).rounded()))
        return Cell(glyph, style)
      })
  }
}

/// Blocks that fill a cell in eighths.
enum EighthBlocks {
  /// Filled from the left; 1 to 8 eighths.
  static func left(_ eighths: Int) -> Unicode.Scalar {
    ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"][min(max(eighths, 1), 8) - 1]
  }

  /// Filled from below; 1 to 8 eighths.
  static func lower(_ eighths: Int) -> Unicode.Scalar {
    ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][min(max(eighths, 1), 8) - 1]
  }
}
