import Canvas

// The scale of bars that grow to both sides of zero.

/// The value at the end of bars that reach so far: it doubles only when it must, so that bars do not
/// breathe with every step. Of bars that reach to infinity it is 1.
func barScale(reaching reach: Double) -> Double {
  var scale = 0.25
  guard reach.isFinite else { return 1 }
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

/// The scale of bars that move: it grows at once, and shrinks only when the bars have been much smaller
/// for a while.
struct StickyScale {
  /// Seconds for which bars must have been much smaller.
  static let patience = 1.5
  /// The part of the scale below which bars are much smaller.
  static let small = 0.25

  private var scale: Double?
  private var smallSince: Double?

  /// - Parameters:
  ///   - reach: how far the bars reach now.
  ///   - time: seconds on any clock; `nil` is a picture that stands still, and takes what it needs.
  mutating func value(reaching reach: Double, at time: Double?) -> Double {
    let wanted = barScale(reaching: reach)
    guard let time, let held = scale, wanted <= held else { return take(wanted) }
    guard reach < held * Self.small else {
      smallSince = nil
      return held
    }
    let since = min(smallSince ?? time, time)
    smallSince = since
    return time - since < Self.patience ? held : take(wanted)
  }

  private mutating func take(_ wanted: Double) -> Double {
    (scale, smallSince) = (wanted, nil)
    return wanted
  }
}
