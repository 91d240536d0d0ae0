import Canvas
import Foundation

// How much of the model's mass is expanded and contracted, and by how much.
extension InvariantsScene {
  /// Shares of the model's mass in the picture by their log|det dx/dz|, in so many steps from −`end` to
  /// `end`; what lies beyond counts with the outermost.
  func massByVolume(_ steps: Int, end: Double) -> [Double] {
    var shares = [Double](repeating: 0, count: max(1, steps))
    for (value, weight) in zip(volume, density) where value.isFinite && weight.isFinite {
      let place = (Double(value) / end + 1) / 2 * Double(shares.count)
      shares[min(max(Int(place.rounded(.down)), 0), shares.count - 1)] += Double(weight)
    }
    let sum = shares.reduce(0, +)
    return sum > 0 ? shares.map { $0 / sum } : shares
  }

  /// A histogram of log|det dx/dz| over the model's mass.
  func drawVolumeSpread(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let end = Double(scale.top)
    let halves = massByVolume(2, end: end)
    let expanded = "\((100 * halves[1]).text(0)) %"
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("log|det dx/dz| over the model's mass", theme.text),
        right: StyledText("\(expanded) lies where f expands", theme.faint)),
      bottom: BorderTitles(right: barLegend(state)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 3, inside.columns >= 17, !volume.isEmpty else { return }
    let bars = Rect(
      column: inside.column, row: inside.row, columns: inside.columns - 1 | 1,
      rows: inside.rows - 1)
    let shares = massByVolume(bars.columns, end: end)
    guard let most = shares.max(), most > 0 else { return }
    let blocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let colors = DivergingMap(limit: 1, medium: state.medium)
    for (column, share) in shares.enumerated() where share > 0 {
      let side = column - bars.columns / 2
      let style = side == 0 ? theme.faint : colors.style(for: side > 0 ? 1 : -1)
      // In eighths of a cell, from below.
      let height = max(1, Int((share / most * Double(8 * bars.rows)).rounded()))
      for level in 0..<bars.rows where height > 8 * level {
        canvas[bars.column + column, bars.endRow - 1 - level] = Cell(
          blocks[min(height - 8 * level, 8) - 1], style)
      }
    }
    canvas.writeBarScale(end, above: bars, row: inside.endRow - 1, theme.faint)
  }
}
