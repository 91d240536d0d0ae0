extension Canvas {
  /// Draws curves with axes, round ticks, right-aligned numbers and labels that never collide.
  ///
  /// Where there is little room, the numbers under the x axis go first, then those on the left.
  ///
  /// - Returns: where the axes ended up.
  @discardableResult
  public mutating func drawPlot(_ plot: Plot, in rect: Rect, medium: Medium) -> PlotLayout {
    let layout = plot.layout(in: rect)
    let (gutter, hasXLabels) = (layout.area.column - rect.column, plot.hasXLabels(in: rect))
    guard !layout.area.isEmpty else { return layout }

    let axes = AxisGlyphs(medium.glyphs)
    if gutter > 0 {
      drawYAxis(layout, plot.yTicks(layout), plot.axisStyle, axes, labelWidth: gutter - 2)
    }
    if rect.rows >= 3 {
      drawXAxis(plot, layout, axes, hasCorner: gutter > 0, hasLabels: hasXLabels)
    }
    for band in plot.bands { drawBand(band, layout, medium) }
    for mark in plot.marks { drawVertical(mark.x, mark.style, layout, axes) }
    if let cursor = plot.cursor { drawVertical(cursor, plot.axisStyle, layout, axes) }
    drawLines(plot, layout, medium)
    if plot.isEmpty {
      write(
        StyledText(plot.emptyText, Style(dim: true)), in: layout.area,
        row: (layout.area.rows - 1) / 2, alignment: .center)
    } else {
      drawLabels(plot, layout, in: rect)
    }
    return layout
  }

  private mutating func drawYAxis(
    _ layout: PlotLayout, _ ticks: [Ticks.Tick], _ style: Style, _ axes: AxisGlyphs,
    labelWidth: Int
  ) {
    let axis = layout.area.column - 1
    for row in layout.area.row..<layout.area.endRow {
      self[axis, row] = Cell(axes.vertical, style)
    }
    guard labelWidth > 0 else { return }
    var lastRow: Int?
    for tick in ticks {
      guard let row = layout.row(ofY: tick.value), lastRow.map({ abs($0 - row) >= 1 }) ?? true
      else { continue }
      lastRow = row
      self[axis, row] = Cell(axes.tickLeft, style)
      writeTrailing(StyledText(tick.label, style), before: axis - 1, row)
    }
  }

  private mutating func drawXAxis(
    _ plot: Plot, _ layout: PlotLayout, _ axes: AxisGlyphs, hasCorner: Bool, hasLabels: Bool
  ) {
    let area = layout.area
    let row = area.endRow
    if hasCorner { self[area.column - 1, row] = Cell(axes.corner, plot.axisStyle) }
    for column in area.column..<area.endColumn {
      self[column, row] = Cell(axes.horizontal, plot.axisStyle)
    }
    if hasLabels {
      for placed in plot.xTicks(layout, firstColumn: area.column - (hasCorner ? 1 : 0)) {
        self[placed.tick, row] = Cell(axes.tickDown, plot.axisStyle)
        write(placed.label, at: placed.column, row + 1, style: plot.axisStyle)
      }
    }
    if !plot.xLabel.isEmpty {
      let label = StyledText(" " + plot.xLabel, plot.axisStyle)
      if label.width + 4 <= area.columns { writeTrailing(label, before: area.endColumn, row) }
    }
  }

  /// A dashed vertical line, wherever nothing stands yet.
  private mutating func drawVertical(
    _ x: Double, _ style: Style, _ layout: PlotLayout, _ axes: AxisGlyphs
  ) {
    guard let column = layout.column(ofX: x) else { return }
    for row in layout.area.row..<layout.area.endRow where self[column, row].glyph == " " {
      write(StyledText(cells: [Cell(axes.cursor, style)]), at: column, row)
    }
  }

  /// Draws the curves and over them the references. Where several share a cell, the dots of all of
  /// them stay and their colours take turns from column to column, so that none hides another.
  private mutating func drawLines(_ plot: Plot, _ layout: PlotLayout, _ medium: Medium) {
    let area = layout.area.intersection(bounds)
    let rasters =
      Self.widened(plot.series.map { raster(of: $0, plot, layout) })
      + plot.references.filter { layout.row(ofY: $0.y) != nil }.map {
        raster(of: $0, layout, medium)
      }
    for raster in rasters {
      draw(raster, at: layout.area.column, layout.area.row, medium: medium)
    }
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        let (x, y) = (column - layout.area.column, row - layout.area.row)
        let styles = rasters.compactMap { $0.style(column: x, row: y) }
        guard styles.count > 1 else { continue }
        recolor(column, row) { style in
          let background = style.background
          style = styles[column % styles.count]
          style.background = background
        }
      }
    }
  }

  /// Curves of which those that run under others nearly all of their way are wider, so that media of pixels show
  /// them on both sides of what hides them.
  private static func widened(_ curves: [DotRaster]) -> [DotRaster] {
    curves.enumerated().map { index, curve in
      let places = (0..<curve.rows).flatMap { row in
        (0..<curve.columns).map { ($0, row) }.filter {
          curve.style(column: $0.0, row: $0.1) != nil
        }
      }
      let hiding = curves[(index + 1)...].count { other in
        let shared = places.count { other.style(column: $0.0, row: $0.1) != nil }
        return shared > 0 && 4 * shared > 3 * places.count
      }
      var curve = curve
      curve.widen(by: 1 + 1.2 * Float(hiding))
      return curve
    }
  }

  private func raster(
    of series: Plot.Series, _ plot: Plot, _ layout: PlotLayout
  ) -> DotRaster {
    var raster = DotRaster(columns: layout.area.columns, rows: layout.area.rows)
    raster.isDotted = series.isDotted
    var previous: SIMD2<Float>?
    var before: SIMD2<Float>?
    for point in series.points {
      let place = plot.isDrawable(point) ? layout.dot(point) : nil
      if let place, let previous {
        raster.line(from: previous, to: place, style: series.style)
      } else if let previous, before == nil {
        raster.point(previous, style: series.style)
      }
      (before, previous) = (previous, place)
    }
    if let previous, before == nil { raster.point(previous, style: series.style) }
    return raster
  }

  private func raster(
    of reference: Plot.Reference, _ layout: PlotLayout, _ medium: Medium
  ) -> DotRaster {
    var raster = DotRaster(columns: layout.area.columns, rows: layout.area.rows)
    let height = layout.dot(SIMD2(layout.xRange.lowerBound, reference.y)).y
    // Dashes and gaps of two dots, or of whole characters where those are all there is.
    let dash = medium.glyphs == .ascii ? 2 : 1
    let x = reference.xRange.map { range in
      [range.lowerBound, range.upperBound].map { layout.dot(SIMD2($0, reference.y)).x }
    }
    for start in stride(from: 0, to: raster.dotColumns, by: 2 * dash) {
      if let x, Float(start) < x[0] || Float(start) > x[1] { continue }
      raster.line(
        from: SIMD2(Float(start), height), to: SIMD2(Float(start + dash - 1), height),
        style: reference.style)
    }
    return raster
  }
}

extension Plot {
  /// A label of the x axis, its first column and the column of its tick.
  struct PlacedTick: Hashable {
    var label: String
    var column: Int
    var tick: Int
  }

  /// At most one number every other row.
  func yTicks(_ layout: PlotLayout) -> [Ticks.Tick] {
    isEmpty ? [] : yTicks(layout.yRange, rows: layout.area.rows)
  }

  private func yTicks(_ range: ClosedRange<Double>, rows: Int) -> [Ticks.Tick] {
    let count = Self.tickCount(rows: rows)
    guard !logarithmicY else { return Ticks.logarithmic(range, atMost: count).ticks }
    // Fewer ticks, where these are a whole number of rows apart and more are not.
    for fewer in stride(from: count, through: 2, by: -1) {
      let ticks = Ticks.linear(range, atMost: fewer).ticks
      guard ticks.count >= 2 else { continue }
      let apart = Self.rowsApart(ticks[1].value - ticks[0].value, in: range, rows: rows)
      if abs(apart - apart.rounded()) < 1e-6 { return ticks }
    }
    return Ticks.linear(range, atMost: count).ticks
  }

  /// How many rows apart two values are that differ by a step.
  private static func rowsApart(
    _ step: Double, in range: ClosedRange<Double>, rows: Int
  ) -> Double {
    step / (range.upperBound - range.lowerBound) * Double(4 * rows - 1) / 4
  }

  private static func tickCount(rows: Int) -> Int { min(8, max(2, (rows + 1) / 2)) }

  /// Whether there is room for numbers under the x axis.
  func hasXLabels(in rect: Rect) -> Bool { rect.rows >= 6 && !isEmpty }

  /// Where the axes go: numbers on the left, and the curves' names on the right, where they hide
  /// nothing.
  func layout(in rect: Rect) -> PlotLayout {
    let rows = max(0, rect.rows - (rect.rows >= 3 ? (hasXLabels(in: rect) ? 2 : 1) : 0))
    let yRange = evenYRange(resolvedYRange(), rows: rows)
    let ticks = isEmpty ? [] : yTicks(yRange, rows: rows)
    let widest = max(minimumLabelWidth, ticks.map(\.label.unicodeScalars.count).max() ?? 0)
    let left = rect.columns >= widest + 2 + 8 ? widest + 2 : rect.columns >= 8 ? 1 : 0
    let right = labelColumns
    let isWide = right > 0 && rect.columns - left - right >= 24
    return PlotLayout(
      area: Rect(
        column: rect.column + left, row: rect.row,
        columns: rect.columns - left - (isWide ? right : 0), rows: rows),
      xRange: resolvedXRange(), yRange: yRange, logarithmicY: logarithmicY)
  }

  /// Columns that the names on the right take, with a blank before them.
  private var labelColumns: Int {
    guard !isEmpty else { return 0 }
    let names = series.compactMap(\.label) + references.map(\.label)
    let longest = names.map(\.unicodeScalars.count).max() ?? 0
    return longest > 0 ? longest + 1 : 0
  }

  /// The range made a little larger, so that its ticks are the same whole number of rows apart.
  private func evenYRange(_ range: ClosedRange<Double>, rows: Int) -> ClosedRange<Double> {
    let width = range.upperBound - range.lowerBound
    guard !logarithmicY, rows >= 4, width > 0 else { return range }
    // A little less only takes from the margin; much more would squeeze the curve.
    for count in stride(from: Self.tickCount(rows: rows), through: 2, by: -1) {
      let step = Ticks.step(width, atMost: count)
      let exact = Self.rowsApart(step, in: range, rows: rows)
      for rowsApart in [exact.rounded(), exact.rounded(.down)] where rowsApart >= 2 {
        let even = width * exact / rowsApart
        guard even >= 0.97 * width, even <= 1.3 * width else { continue }
        return (range.upperBound - even)...range.upperBound
      }
    }
    return range
  }

  /// As many numbers as stand side by side with two blanks between them, each under its tick.
  func xTicks(_ layout: PlotLayout, firstColumn: Int) -> [PlacedTick] {
    let area = layout.area
    for count in stride(from: min(10, max(2, area.columns / 6)), to: 0, by: -1) {
      let ticks = Ticks.linear(layout.xRange, atMost: count, whole: wholeX).ticks
      var placed: [PlacedTick] = []
      var isFree = true
      for tick in ticks {
        guard let column = layout.column(ofX: tick.value) else { continue }
        let width = tick.label.unicodeScalars.count
        let start = min(max(column - width / 2, firstColumn), area.endColumn - width)
        if let last = placed.last {
          isFree = isFree && start >= last.column + last.label.unicodeScalars.count + 2
        }
        placed.append(PlacedTick(label: tick.label, column: start, tick: column))
      }
      if isFree { return placed }
    }
    return []
  }
}

/// The characters of the axes.
struct AxisGlyphs {
  let vertical, horizontal, corner, tickLeft, tickDown, cursor: Unicode.Scalar

  init(_ glyphs: GlyphSet) {
    let isPlain = glyphs == .ascii
    vertical = isPlain ? "|" : "│"
    horizontal = isPlain ? "-" : "─"
    corner = isPlain ? "+" : "└"
    tickLeft = isPlain ? "+" : "┤"
    tickDown = isPlain ? "+" : "┬"
    cursor = isPlain ? ":" : "┆"
  }
}
