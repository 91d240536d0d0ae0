import Canvas

// The scale of bars that grow to both sides of zero.

/// The value at the end of bars that reach so far: it doubles only when it must, so that bars do not
/// breathe with every step.
func barScale(reaching reach: Double) -> Double {
  var scale = 0.25
  while scale < reach, scale < 1e6 { scale *= 2 }
  return scale
}

extension Canvas {
  /// Writes the ends and the middle of a scale above its bars, if they are wide enough for them.
  mutating func writeBarScale(_ scale: Double, above bars: Rect, row: Int, _ style: Style) {
    let end = scale.text(scale < 1 ? 2 : 0)
    guard bars.columns >= 2 * end.count + 5 else { return }
    write(StyledText("−\(end)", style), at: bars.column, row)
    write(StyledText("0", style), at: bars.column + bars.columns / 2, row)
    writeTrailing(StyledText("+\(end)", style), before: bars.endColumn, row)
  }
}
