extension Canvas {
  /// Writes the names of references and curves at the right edge, in the order in which these end
  /// there: beside the curves where the layout has kept room, over them otherwise.
  mutating func drawLabels(_ plot: Plot, _ layout: PlotLayout, in rect: Rect) {
    for mark in plot.marks { writeLabel(of: mark, layout) }
    let area = layout.area
    let isBeside = area.endColumn < rect.endColumn
    let room = isBeside ? rect.endColumn - area.endColumn : area.columns - 4
    let labels = plot.rightLabels(layout).filter { $0.text.width <= room }
    let rows = Self.spread(labels.map(\.row), in: area.row..<area.endRow)
    for (label, row) in zip(labels, rows) {
      let column = isBeside ? area.endColumn : area.endColumn - label.text.width
      // Clears what is there, but not the paper that it stands on.
      for column in column..<column + label.text.width {
        self[column, row] = Cell(" ", Style(background: self[column, row].backgroundBehindGlyph))
      }
      write(label.text, at: column, row)
    }
  }

  /// Rows that are all different and in order, each as near to the wanted one as the others let it;
  /// those at the end are dropped where there are fewer rows than labels.
  ///
  /// - Parameter wanted: ascending.
  static func spread(_ wanted: [Int], in range: Range<Int>) -> [Int] {
    var rows = Array(wanted.prefix(range.count))
    for index in rows.indices {
      let least = index > 0 ? rows[index - 1] + 1 : range.lowerBound
      rows[index] = max(rows[index], least)
    }
    for index in rows.indices.reversed() {
      let most = range.upperBound - (rows.count - index)
      rows[index] = min(rows[index], most)
    }
    return rows
  }

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
}

extension Plot {
  /// The names at the right edge with the rows that their lines end in, from the top.
  fileprivate func rightLabels(_ layout: PlotLayout) -> [(text: StyledText, row: Int)] {
    var labels: [(text: StyledText, y: Double)] = references.compactMap { reference in
      guard !reference.label.isEmpty, layout.row(ofY: reference.y) != nil else { return nil }
      return (StyledText(" " + reference.label, reference.style), reference.y)
    }
    for series in series {
      guard let text = series.label, !text.isEmpty, let last = series.points.last(where: isDrawable)
      else { continue }
      labels.append((StyledText(" " + text, series.style), last.y))
    }
    return labels.sorted { $0.y > $1.y }.map { label in
      let y = min(max(label.y, layout.yRange.lowerBound), layout.yRange.upperBound)
      return (label.text, layout.row(ofY: y) ?? layout.area.row)
    }
  }
}
