import Canvas

// What a lesson frames and marks on the screen.

/// Frames what the step speaks of.
func drawMarks(_ run: LessonRun, _ state: State, on canvas: inout Canvas) {
  for mark in run.step?.marks ?? [] {
    switch mark {
    case .view:
      guard let body = state.layout.body else { continue }
      let frames = canvas.frames(in: body)
      for place in frames.isEmpty ? [body] : frames { frame(place, state, on: &canvas) }
    case .header:
      state.layout.header.map { header in canvas.restyle(header) { $0.underline = true } }
    case .pane(let name):
      // A pane without a border has no room for a frame: its text is underlined.
      if state.view == .main,
        let slot = state.layout.slots.first(where: { $0.pane.rawValue == name }),
        slot.bare
      {
        canvas.restyle(slot.frame) { $0.underline = true }
        continue
      }
      let place = state.frame(ofPane: name) ?? canvas.frame(titled: name == "base" ? "z" : "x")
      place.map { frame($0, state, on: &canvas) }
    case .probe(let pane):
      for place in state.probePlaces(pane: pane) { frame(place, state, on: &canvas, over: true) }
    case .reading(let name):
      let mark = ReadingMark.of(name)
      for row in 0..<state.freeRows {
        for column in 0..<canvas.columns where canvas[column, row].mark == mark {
          let isEmphasised = canvas[column, row].glyph != " " && mark > 0
          guard isEmphasised else { continue }
          canvas.restyle(Rect(column: column, row: row, columns: 1, rows: 1)) {
            ($0.reverse, $0.bold) = (true, true)
          }
        }
      }
    }
  }
}

/// Makes the lines thick that run along a rectangle's border, and draws them where there are none. Titles and
/// corners on them stay.
/// - Parameter over: draws the whole frame, whatever stands there, as on a picture.
private func frame(_ rect: Rect, _ state: State, on canvas: inout Canvas, over: Bool = false) {
  let theme = Theme(state.medium)
  var frame = Canvas(columns: rect.columns, rows: rect.rows)
  _ = frame.drawFrame(frame.bounds, style: theme.strong, heavy: true, medium: state.medium)
  let isASCII = state.medium.glyphs == .ascii
  for row in 0..<rect.rows where rect.row + row < state.freeRows {
    for column in 0..<rect.columns {
      let isSide = column == 0 || column == rect.columns - 1
      guard isSide || row == 0 || row == rect.rows - 1 else { continue }
      let (x, y) = (rect.column + column, rect.row + row)
      let glyph = canvas[x, y].glyph
      if over {
        canvas[x, y] = frame[column, row]
        continue
      }
      if let thick = thickLines[glyph], !isASCII {
        canvas[x, y] = Cell(thick, theme.strong)
      } else if glyph == " " {
        // A blank inside a title stays.
        let isInTitle = !isSide && [x - 1, x + 1].contains { !canvas[$0, y].isLine(isASCII) }
        if !isInTitle { canvas[x, y] = frame[column, row] }
      } else if isASCII, isSide ? glyph == "|" : glyph == "-" {
        canvas[x, y] = frame[column, row]
      }
    }
  }
}

/// Thin lines and their thick ones.
private let thickLines: [Unicode.Scalar: Unicode.Scalar] = [
  "─": "━", "│": "┃", "┌": "┏", "┐": "┓", "└": "┗", "┘": "┛", "╭": "┏", "╮": "┓", "╰": "┗",
  "╯": "┛", "├": "┣", "┤": "┫", "┬": "┳", "┴": "┻",
]

extension Cell {
  /// Whether it is blank or part of a line.
  fileprivate func isLine(_ isASCII: Bool) -> Bool {
    glyph == " " || thickLines[glyph] != nil || thickLines.values.contains(glyph)
      || isASCII && "-|+".unicodeScalars.contains(glyph)
  }
}

extension State {
  /// Where a pane is framed: its own border, or what a view pictures of its space.
  fileprivate func frame(ofPane name: String) -> Rect? {
    guard view != .main else {
      return layout.slots.first { $0.pane.rawValue == name }?.frame
    }
    guard let body = layout.body else { return nil }
    let viewports = shown.viewports(in: body, self)
    let viewport =
      name == Pane.base.rawValue
      ? viewports.base : name == Pane.data.rawValue ? viewports.data : nil
    return viewport.map { $0.rect.inset(columns: -1, rows: -1) }
  }

  /// Boxes around the probe's marker, in the pictures of the spaces that are wanted.
  fileprivate func probePlaces(pane: String?) -> [Rect] {
    guard let body = layout.body else { return [] }
    var viewports: [(Probe.Space, Viewport)] = []
    if view == .main {
      for slot in layout.slots {
        if let space = slot.pane.content.space, !slot.bare, slot.pane != .target,
          let viewport = slot.pane.content.viewport(in: slot.frame, self)
        {
          viewports.append((space, viewport))
        }
      }
    } else {
      let places = shown.viewports(in: body, self)
      if let base = places.base { viewports.append((.base, base)) }
      if let data = places.data { viewports.append((.data, data)) }
    }
    return viewports.compactMap { space, viewport in
      let name = space == .base ? Pane.base.rawValue : Pane.data.rawValue
      guard pane == nil || pane == name, space == probe.space,
        let cell = viewport.cell(SIMD2<Float>(probe.point))
      else { return nil }
      return Rect(column: cell.column - 4, row: cell.row - 2, columns: 9, rows: 5)
        .intersection(viewport.rect)
    }
  }
}

extension Canvas {
  private func isCorner(_ column: Int, _ row: Int) -> Bool {
    "┌┐└┘┏┓┗┛╭╮╰╯+".unicodeScalars.contains(self[column, row].glyph)
  }

  private func isSide(_ column: Int, _ rows: Range<Int>) -> Bool {
    rows.allSatisfy { "│┃|".unicodeScalars.contains(self[column, $0].glyph) }
  }

  /// The frame whose upper left corner is here: a corner in letters may be an axis' tick as well, so both sides
  /// are looked at.
  private func frame(at column: Int, _ row: Int) -> Rect? {
    guard "┌┏╭+".unicodeScalars.contains(self[column, row].glyph),
      let bottom = (row + 1..<max(row + 2, rows)).first(where: { isCorner(column, $0) }),
      bottom > row + 1, isSide(column, row + 1..<bottom),
      let right = (column + 1..<columns).first(where: {
        isCorner($0, row) && isCorner($0, bottom) && isSide($0, row + 1..<bottom)
      })
    else { return nil }
    return Rect(
      column: column, row: row, columns: right - column + 1, rows: bottom - row + 1)
  }

  /// The frames of which a view is made, without what is drawn in them.
  fileprivate func frames(in body: Rect) -> [Rect] {
    var found: [Rect] = []
    for row in body.row..<body.endRow {
      for column in body.column..<body.endColumn {
        let isInside = found.contains { $0.contains(column: column, row: row) }
        if !isInside, let frame = frame(at: column, row) { found.append(frame) }
      }
    }
    return found
  }

  /// The frame whose title begins with a letter, as views name the spaces that they picture.
  fileprivate func frame(titled letter: Unicode.Scalar) -> Rect? {
    for row in 0..<rows {
      for column in 0..<columns {
        guard let frame = frame(at: column, row) else { continue }
        let title = (1...8).map { self[column + $0, row].glyph }.filter { $0 != "┼" && $0 != " " }
        let isTitled =
          title.first == letter
          && title.dropFirst().first.map({ "·─".unicodeScalars.contains($0) }) == true
        if isTitled { return frame }
      }
    }
    return nil
  }
}
