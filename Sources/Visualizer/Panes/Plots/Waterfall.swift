import Canvas
import Learning

/// The layers' log|det dx_k/dz_k| from z to x as bars, each beginning where the one before it ended; the
/// last bar is their sum.
///
/// Bars are drawn to an eighth of a cell. A positive term is an expansion by f, in the colour that it has
/// everywhere. Where there is room the bars stand apart, joined by a thread at the running total, and where there is more they are up
/// to four rows thick. A continuous flow's terms are the steps of its solver.
struct Waterfall {
  private let ledger: Ledger
  /// The terms of log|det dx/dz| from z to x, and their sum, in nats.
  private let terms: [Ledger.Row]
  private let sum: Double
  private let medium: Medium
  private let theme: Theme
  /// The value at the right edge of the bars; the left edge is its negative.
  private let scale: Double

  /// - Parameter scale: the value at the end of the bars; `nil` takes what they need.
  init(_ ledger: Ledger, scale: Double? = nil, _ state: State) {
    self.ledger = ledger
    terms = ledger.terms
    sum = ledger.number("probe.logdet")
    medium = state.medium
    theme = Theme(state.medium)
    self.scale = scale ?? barScale(reaching: Self.reach(ledger))
  }

  /// How far the bars of a ledger reach.
  static func reach(_ ledger: Ledger) -> Double {
    var total = 0.0
    return ledger.terms.reduce(abs(ledger.logDet)) {
      total += $1.logDet
      return max($0, abs(total))
    }
  }

  /// Draws nothing where there is no room for bars.
  func draw(in rect: Rect, on canvas: inout Canvas) {
    guard rect.rows >= 4 else { return }
    let terms = condensed(to: rect.rows - 2)
    let pitch = min(5, max(1, (rect.rows - 1) / (terms.count + 1)))
    let thickness = max(1, pitch - 1)
    let valueWidth = 7
    // As wide as the longest name, and as its heading.
    let names = ["layer"] + terms.map(\.name)
    let labelWidth = min(names.map(\.count).max() ?? 0, rect.columns - valueWidth - 8)
    guard labelWidth >= 3 else { return }
    let bars = Rect(
      column: rect.column + labelWidth + 1, row: rect.row + 1,
      columns: (rect.columns - labelWidth - valueWidth - 2) | 1, rows: rect.rows - 1)
    drawHead(rect, bars, on: &canvas)
    var total = 0.0
    for (index, term) in terms.enumerated() {
      let row = bars.row + pitch * index
      canvas.write(
        StyledText(Self.short(term.name, to: labelWidth), theme.text), at: rect.column, row)
      for line in 0..<thickness {
        drawBar(from: total, to: total + term.logDet, bars, row: row + line, on: &canvas)
      }
      writeValue(term.logDet, theme.text, rect, row, valueWidth, on: &canvas)
      show("probe.logdet.layer.1", rect, bars, row, thickness, on: &canvas)
      total += term.logDet
      if pitch > 1 { drawThread(at: total, bars, row: row + thickness, on: &canvas) }
    }
    let row = bars.row + pitch * terms.count
    let isExact = addsUp(terms.map(\.logDet), to: sum, decimals: 3)
    let name = isExact ? "Σ" : labelWidth >= 10 ? "Σ, rounded" : "Σ ≈"
    canvas.write(StyledText(name, theme.strong), at: rect.column, row, maxWidth: labelWidth)
    for line in 0..<thickness {
      drawBar(from: 0, to: sum, bars, row: row + line, on: &canvas)
    }
    writeValue(sum, theme.strong, rect, row, valueWidth, on: &canvas)
    show("probe.logdet", rect, bars, row, thickness, on: &canvas)
  }

  /// Marks a bar and its number as those of a reading.
  private func show(
    _ reading: String, _ rect: Rect, _ bars: Rect, _ row: Int, _ thickness: Int,
    on canvas: inout Canvas
  ) {
    let bar = Rect(column: bars.column, row: row, columns: bars.columns, rows: thickness)
    let number = Rect(
      column: bars.endColumn, row: row, columns: rect.endColumn - bars.endColumn, rows: 1)
    canvas.mark(bar, ReadingMark.of(reading))
    canvas.mark(number, ReadingMark.of(reading))
  }

  /// A layer's name cut to a width; its number stays: `cou… 3`.
  static func short(_ name: String, to width: Int) -> String {
    guard name.count > width, let space = name.lastIndex(of: " "),
      name[space...].dropFirst().allSatisfy(\.isNumber)
    else { return name.fitted(to: width) }
    let number = name[space...]
    return String(name[..<space]).fitted(to: max(1, width - number.count)) + number
  }

  private func writeValue(
    _ value: Double, _ style: Style, _ rect: Rect, _ row: Int, _ width: Int,
    on canvas: inout Canvas
  ) {
    canvas.writeTrailing(
      StyledText(value.text(3, width: width, plus: true), style), before: rect.endColumn, row)
  }

  /// What the columns are, and the ends of the scale.
  private func drawHead(_ rect: Rect, _ bars: Rect, on canvas: inout Canvas) {
    let room = bars.column - rect.column - 1
    let head = ["layer", "k"].first { $0.count <= room } ?? ""
    canvas.write(StyledText(head, theme.faint), at: rect.column, rect.row)
    canvas.writeTrailing(StyledText("nats", theme.faint), before: rect.endColumn, rect.row)
    canvas.writeBarScale(scale, above: bars, row: rect.row, theme.faint)
  }

  /// The position of a value in cells from the left edge of the bars.
  private func position(_ value: Double, _ bars: Rect) -> Double {
    let half = Double(bars.columns) / 2
    guard value.isFinite else { return half }
    return min(max(half + value / scale * half, 0), Double(bars.columns))
  }

  private func drawThread(at total: Double, _ bars: Rect, row: Int, on canvas: inout Canvas) {
    let column = min(Int(position(total, bars)), bars.columns - 1)
    canvas.write(StyledText("│", theme.border), at: bars.column + bars.columns / 2, row)
    canvas.write(StyledText("│", theme.faint), at: bars.column + column, row)
  }

  private func drawBar(
    from start: Double, to end: Double, _ bars: Rect, row: Int, on canvas: inout Canvas
  ) {
    let growing = end > start
    let style = DivergingMap(limit: 1, medium: medium).style(for: growing ? 1 : -1)
    let low = position(min(start, end), bars)
    let high = position(max(start, end), bars)
    for column in 0..<bars.columns {
      let left = min(max(low - Double(column), 0), 1)
      let right = min(max(high - Double(column), 0), 1)
      if right - left >= 1.0 / 16 {
        canvas[bars.column + column, row] = cell(left, right, style, growing)
      } else if column == bars.columns / 2 {
        canvas.write(StyledText("│", theme.border), at: bars.column + column, row)
      }
    }
  }

  /// One cell of a bar that covers it from `left` to `right`, both in 0...1.
  private func cell(_ left: Double, _ right: Double, _ style: Style, _ growing: Bool) -> Cell {
    guard medium.glyphs != .ascii else { return Cell(growing ? "+" : "-", style) }
    if left < 1.0 / 16 { return Cell(Waterfall.eighths[Int((right * 8).rounded())], style) }
    if right > 15.0 / 16 {
      // Eighth blocks grow from the left; one that grows from the right is its negative.
      var negative = style
      negative.reverse.toggle()
      return Cell(Waterfall.eighths[Int((left * 8).rounded())], negative)
    }
    return Cell(left + right < 1 ? "▌" : "▐", style)
  }

  /// At most `limit` terms. When there are more, steps of a solver share lines in equal groups, each
  /// named by where it begins; of layers the last ones share a line.
  private func condensed(to limit: Int) -> [Ledger.Row] {
    let rows = terms
    guard rows.count > limit, limit >= 1 else { return rows }
    if ledger.isSolved {
      let size = (rows.count + limit - 1) / limit
      return stride(from: 0, to: rows.count, by: size).map { start in
        var row = rows[start]
        row.logDet = rows[start..<min(start + size, rows.count)].reduce(0) { $0 + $1.logDet }
        return row
      }
    }
    var last = rows[limit - 1]
    last.name = "\(rows.count - limit + 1) more"
    last.logDet = rows[(limit - 1)...].map(\.logDet).reduce(0, +)
    return rows[..<(limit - 1)] + [last]
  }

  private static let eighths: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
}
