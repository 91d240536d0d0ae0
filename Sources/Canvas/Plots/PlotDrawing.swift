extension Canvas {
  /// Draws curves with axes, round ticks, right-aligned numbers and labels that never collide.
  ///
  /// Where there is little room, the numbers under the x axis go first, then those on the left.
  ///
  /// - Returns: where the axes ended up.
  @discardableResult
  public mutating func drawPlot(_ plot: Plot, in rect: Rect, medium: Medium) -> PlotLayout {
    let xRange = plot.resolvedXRange()
    let yRange = plot.resolvedYRange()
    let hasXLabels = rect.rows >= 6 && !plot.isEmpty
    let areaRows = max(0, rect.rows - (rect.rows >= 3 ? (hasXLabels ? 2 : 1) : 0))
    let yTicks = plot.isEmpty ? [] : plot.yTicks(yRange, rows: areaRows)
    let widest = max(plot.minimumLabelWidth, yTicks.map(\.label.unicodeScalars.count).max() ?? 0)
    let gutter = rect.columns >= widest + 2 + 8 ? widest + 2 : rect.columns >= 8 ? 1 : 0
    let layout = PlotLayout(
      area: Rect(
        column: rect.column + gutter, row: rect.row, columns: rect.columns - gutter, rows: areaRows),
      xRange: xRange, yRange: yRange, logarithmicY: plot.logarithmicY)
    guard !layout.area.isEmpty else { return layout }

    let axes = AxisGlyphs(medium.glyphs)
    if gutter > 0 {
      drawYAxis(layout, yTicks, plot.axisStyle, axes, labelWidth: gutter - 2)
    }
    if rect.rows >= 3 {
      drawXAxis(plot, layout, axes, hasCorner: gutter > 0, hasLabels: hasXLabels)
    }
    for band in plot.bands { drawBand(band, layout, medium) }
    drawReferenceLines(plot, layout, axes)
    for mark in plot.marks { drawVertical(mark.x, mark.style, layout, axes) }
    if let cursor = plot.cursor { drawVertical(cursor, plot.axisStyle, layout, axes) }
    drawCurves(plot, layout, medium)
    if plot.isEmpty {
      write(
        StyledText(plot.emptyText, Style(dim: true)), in: layout.area,
        row: (layout.area.rows - 1) / 2, alignment: .center)
    } else {
      drawLabels(plot, layout, axes)
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

  private mutating func drawReferenceLines(
    _ plot: Plot, _ layout: PlotLayout, _ axes: AxisGlyphs
  ) {
    for reference in plot.references {
      guard let row = layout.row(ofY: reference.y) else { continue }
      for offset in 0..<layout.area.columns {
        let glyph = axes.dashes[offset % axes.dashes.count]
        write(
          StyledText(cells: [Cell(glyph, reference.style)]), at: layout.area.column + offset, row)
      }
    }
  }

  /// Draws a dashed vertical line in the cells that are still empty.
  private mutating func drawVertical(
    _ x: Double, _ style: Style, _ layout: PlotLayout, _ axes: AxisGlyphs
  ) {
    guard let column = layout.column(ofX: x) else { return }
    for row in layout.area.row..<layout.area.endRow where self[column, row].glyph == " " {
      write(StyledText(cells: [Cell(axes.cursor, style)]), at: column, row)
    }
  }

  private mutating func drawCurves(_ plot: Plot, _ layout: PlotLayout, _ medium: Medium) {
    for series in plot.series {
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
      draw(raster, at: layout.area.column, layout.area.row, joined: false, medium: medium)
    }
  }

  /// Writes the labels at the right edge, each on a row of its own: references on their line or next
  /// to it, curves near their end where they hide the least.
  private mutating func drawLabels(_ plot: Plot, _ layout: PlotLayout, _ axes: AxisGlyphs) {
    let area = layout.area
    var taken: Set<Int> = []
    for reference in plot.references {
      guard let row = layout.row(ofY: reference.y) else { continue }
      let label = StyledText(" " + reference.label, reference.style)
      writeLabel(label, near: row, within: 1, in: area, ignoring: axes.dashes, &taken)
    }
    for mark in plot.marks { writeLabel(of: mark, layout) }
    for series in plot.series {
      guard let text = series.label, !text.isEmpty,
        let last = series.points.last(where: plot.isDrawable)
      else { continue }
      let y = min(max(last.y, layout.yRange.lowerBound), layout.yRange.upperBound)
      let label = StyledText(" " + text, series.style)
      writeLabel(
        label, near: layout.row(ofY: y) ?? area.row, within: area.rows, in: area, ignoring: [],
        &taken)
    }
  }
}

extension Canvas {
  /// Writes a mark's name beside its line, on the side where there is room, in the row where it hides the
  /// least.
  private mutating func writeLabel(of mark: Plot.Mark, _ layout: PlotLayout) {
    guard let column = layout.column(ofX: mark.x) else { return }
    let label = StyledText(mark.label, mark.style)
    let area = layout.area
    let starts = [column + 2, column - 1 - label.width].filter {
      $0 > area.column && $0 + label.width < area.endColumn
    }
    let places = starts.flatMap { start in
      (area.row..<area.endRow).map { row in
        (start, row, (start..<start + label.width).count { self[$0, row].glyph != " " })
      }
    }
    guard let place = places.min(by: { $0.2 < $1.2 }), place.2 == 0 else { return }
    write(label, at: place.0, place.1)
  }

  /// Writes a label at the right edge, on the free row near the wanted one where it hides the least. A label
  /// that is as wide as the plot, or finds no free row, is left out.
  private mutating func writeLabel(
    _ label: StyledText, near wanted: Int, within distance: Int, in area: Rect,
    ignoring harmless: [Unicode.Scalar], _ taken: inout Set<Int>
  ) {
    guard label.width + 4 <= area.columns else { return }
    let columns = area.endColumn - label.width..<area.endColumn
    let rows = max(area.row, wanted - distance)..<min(area.endRow, wanted + distance + 1)
    var best: (row: Int, cost: Int)?
    for row in rows where !taken.contains(row) {
      let hidden = columns.count {
        let glyph = self[$0, row].glyph
        return glyph != " " && !harmless.contains(glyph)
      }
      let cost = 2 * abs(row - wanted) + hidden
      if cost < best?.cost ?? .max { best = (row, cost) }
    }
    guard let row = best?.row else { return }
    taken.insert(row)
    // Clears the glyphs that are there, but not their background.
    for column in columns {
      self[column, row] = Cell(" ", Style(background: self[column, row].backgroundBehindGlyph))
    }
    write(label, at: columns.lowerBound, row)
  }
}

extension Plot {
  /// A label of the x axis, its first column and the column of its tick.
  struct PlacedTick: Hashable {
    var label: String
    var column: Int
    var tick: Int
  }

  /// The labels of the y axis: at most one on every other row.
  func yTicks(_ range: ClosedRange<Double>, rows: Int) -> [Ticks.Tick] {
    let count = min(8, max(2, (rows + 1) / 2))
    return
      (logarithmicY
      ? Ticks.logarithmic(range, atMost: count) : Ticks.linear(range, atMost: count)).ticks
  }

  /// The labels of the x axis: as many as fit with two blanks between them, each under its tick.
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
  let dashes: [Unicode.Scalar]

  init(_ glyphs: GlyphSet) {
    let isPlain = glyphs == .ascii
    vertical = isPlain ? "|" : "│"
    horizontal = isPlain ? "-" : "─"
    corner = isPlain ? "+" : "└"
    tickLeft = isPlain ? "+" : "┤"
    tickDown = isPlain ? "+" : "┬"
    cursor = isPlain ? ":" : "┆"
    dashes = isPlain ? ["-", " "] : ["┄"]
  }
}
