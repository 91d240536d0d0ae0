import Canvas

/// Horizontal bars around a zero line, to an eighth of a cell, in the diverging map's two colours.
struct SignedBars {
  let frame: Rect
  /// The value at the right edge; the left edge is its negative.
  let scale: Double
  let state: State

  private var zero: Double { Double(frame.columns) / 2 }

  /// The position of a value in cells from the left edge.
  private func position(_ value: Double) -> Double {
    min(max(zero + value / scale * zero, 0), Double(frame.columns))
  }

  /// The ends of the scale and its zero, above the bars.
  func drawScale(on canvas: inout Canvas, row: Int) {
    let faint = Theme(state.medium).faint
    let end = scale.text(scale < 1 ? 1 : 0)
    guard frame.columns >= 2 * end.count + 5 else { return }
    canvas.write(StyledText("−\(end)", faint), at: frame.column, row)
    canvas.write(StyledText("0", faint), at: frame.column + frame.columns / 2, row)
    canvas.writeTrailing(StyledText("+\(end)", faint), before: frame.endColumn, row)
  }

  /// A bar between two values, over the zero line.
  func draw(from start: Double, to end: Double, row: Int, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let style = DivergingMap(limit: 1, medium: state.medium).style(for: end > start ? 1 : -1)
    let low = position(min(start, end))
    let high = position(max(start, end))
    let zeroColumn = frame.columns / 2
    for column in 0..<frame.columns {
      let left = min(max(low - Double(column), 0), 1)
      let right = min(max(high - Double(column), 0), 1)
      let covered = right - left
      if covered < 1.0 / 16 {
        if column == zeroColumn {
          canvas.write(StyledText("│", theme.border), at: frame.column + column, row)
        }
        continue
      }
      canvas[frame.column + column, row] = cell(
        left: left, right: right, style: style, growing: end > start)
    }
  }

  /// One cell of a bar that covers it from `left` to `right`, both in 0...1.
  private func cell(left: Double, right: Double, style: Style, growing: Bool) -> Cell {
    guard state.medium.glyphs != .ascii else {
      return Cell(growing ? "+" : "-", style)
    }
    if left < 1.0 / 16 {
      return Cell(SignedBars.eighths[Int((right * 8).rounded())], style)
    }
    if right > 15.0 / 16 {
      // Eighth blocks grow from the left; one that grows from the right is its negative.
      return Cell(
        SignedBars.eighths[Int((left * 8).rounded())], style.reversed)
    }
    return Cell(left + right < 1 ? "▌" : "▐", style)
  }

  private static let eighths: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
}

extension Style {
  /// The same with the two colours exchanged.
  fileprivate var reversed: Style {
    var style = self
    style.reverse.toggle()
    return style
  }
}
