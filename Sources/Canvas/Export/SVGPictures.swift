extension Canvas {
  /// The pictures as SVG, each cut to the cells in which it shows: images as embedded PNG, lines as paths.
  func svgPictures(_ palette: CellColors) -> String {
    pictures.enumerated().map { index, picture in
      let places = places(of: picture.rect.intersection(bounds))
        .filter { shows(picture: index, at: $0) }
      guard !places.isEmpty else { return "" }
      return """
        <clipPath id="picture\(index)"><path d="\(outline(of: places))"/></clipPath>
        <g clip-path="url(#picture\(index))">
        \(svg(picture, palette))</g>

        """
    }.joined()
  }

  /// Cells as rectangles: runs along a row, and equal runs below each other as one.
  private func outline(of places: [Int]) -> String {
    var runs: [Rect] = []
    for place in places {
      let (column, row) = (place % columns, place / columns)
      if let last = runs.last, last.row == row, last.endColumn == column {
        runs[runs.count - 1].columns += 1
      } else {
        runs.append(Rect(column: column, row: row, columns: 1, rows: 1))
      }
    }
    var blocks: [Rect] = []
    var open: [Int] = []
    for run in runs {
      open.removeAll { blocks[$0].endRow < run.row }
      let above = open.first {
        blocks[$0].endRow == run.row && blocks[$0].column == run.column
          && blocks[$0].columns == run.columns
      }
      if let above {
        blocks[above].rows += 1
      } else {
        open.append(blocks.count)
        blocks.append(run)
      }
    }
    return blocks.map {
      "M\($0.column * 10) \($0.row * 20)h\($0.columns * 10)v\($0.rows * 20)h-\($0.columns * 10)z"
    }.joined()
  }

  private func svg(_ picture: PlacedPicture, _ palette: CellColors) -> String {
    let (x, y) = (picture.rect.column * 10, picture.rect.row * 20)
    switch picture.content {
    case .image(let image):
      return """
        <image x="\(x)" y="\(y)" width="\(picture.rect.columns * 10)" \
        height="\(picture.rect.rows * 20)" preserveAspectRatio="none" \
        href="data:image/png;base64,\(image.png().base64)"/>

        """
    case .marks(let marks): return svg(marks, x, y, palette)
    }
  }

  /// Lines and dots that follow each other in one style share a path.
  private func svg(_ marks: [Mark], _ x: Int, _ y: Int, _ palette: CellColors) -> String {
    let corner = SIMD2(Float(x), Float(y))
    var text = ""
    var start = 0
    while start < marks.count {
      let first = marks[start]
      let isDot = first.start == first.end
      var path = ""
      var end = start
      while end < marks.count, marks[end].style == first.style,
        marks[end].isDotted == first.isDotted, marks[end].weight == first.weight,
        (marks[end].start == marks[end].end) == isDot
      {
        if end == start || isDot || marks[end].start != marks[end - 1].end {
          path += "M" + svg(corner + marks[end].start * 5)
        }
        path += isDot ? "h0" : "L" + svg(corner + marks[end].end * 5)
        end += 1
      }
      let width = svg(5 * first.width)
      text += "<path fill=\"none\" stroke=\"\(palette.colors(of: first.style).ink.cssColor)\" "
      text += "stroke-width=\"\(width)\" stroke-linejoin=\"round\" stroke-linecap=\"round\" "
      if first.isDotted { text += "stroke-dasharray=\"5 5\" " }
      text += "d=\"\(path)\"/>\n"
      start = end
    }
    return text
  }

  private func svg(_ place: SIMD2<Float>) -> String { svg(place.x) + " " + svg(place.y) }

  /// A number of units to a tenth.
  private func svg(_ value: Float) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : String(Float(tenths) / 10)
  }
}
