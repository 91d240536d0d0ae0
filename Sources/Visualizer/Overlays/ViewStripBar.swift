import Canvas

// The strip of views on the status line: `1 main  2 probe  3 morph …`.

extension State {
  /// Opens the strip of views, where there is a line for it.
  mutating func openViewStrip() {
    viewStrip = hintsFrame == nil ? nil : ViewStrip()
  }

  /// Lets the strip of views have a key: a digit chooses, any other key closes it.
  /// - Returns: whether it took the key.
  mutating func typeInViewStrip(_ key: Key) -> Bool {
    guard var strip = viewStrip else { return false }
    viewStrip = nil
    guard case .character(let character) = key, character.isASCII,
      let digit = character.wholeNumberValue
    else { return false }
    let views = viewsInReach
    let number = strip.type(digit, of: views.count)
    viewStrip = strip
    if let number { show(views[number - 1]) }
    return true
  }

  /// The view whose name in the strip is on a cell.
  func viewInStrip(column: Int, row: Int) -> ViewName? {
    guard viewStrip != nil, let frame = hintsFrame, frame.contains(column: column, row: row) else {
      return nil
    }
    return placedViews(self, in: frame).first {
      $0.column..<($0.column + $0.width) ~= column
    }?.view
  }
}

extension State {
  /// The place of the view on screen among those that can be reached, from 1, and how many these are:
  /// `3/11`. A view that has nothing to show of the learner on screen has no place.
  var viewPlace: String {
    let all = viewsInReach
    return all.firstIndex(of: view).map { "\($0 + 1)/\(all.count)" } ?? "–/\(all.count)"
  }
}

/// A view in the strip, and the column where it begins.
private struct PlacedView {
  var view: ViewName
  var number: String
  var column: Int
  var width: Int { number.count + 1 + view.rawValue.count }
}

/// The views that fit around the one on screen; a line too short for all is scrolled.
private func placedViews(_ state: State, in frame: Rect) -> [PlacedView] {
  let reached = state.viewsInReach
  var views = ViewName.allCases.compactMap { view -> PlacedView? in
    let number = reached.firstIndex(of: view).map { String($0 + 1) }
    guard number != nil || view == state.view else { return nil }
    return PlacedView(view: view, number: number ?? "–", column: 0)
  }
  let current = views.firstIndex { $0.view == state.view } ?? 0
  // A blank at either end, and beside it the sign that there are more.
  let room = frame.columns - 6
  // Where not all views fit, they stand closer together.
  let all = views.reduce(-2) { $0 + $1.width + 2 }
  let gap = all <= room ? 2 : 1
  func width(_ range: ClosedRange<Int>) -> Int {
    views[range].reduce(-gap) { $0 + $1.width + gap }
  }
  var (first, last) = (current, current)
  func fits(_ first: Int, _ last: Int) -> Bool {
    views.indices.contains(first) && views.indices.contains(last) && width(first...last) <= room
  }
  while fits(first - 1, last) || fits(first, last + 1) {
    if fits(first - 1, last) { first -= 1 }
    if fits(first, last + 1) { last += 1 }
  }
  var column = frame.column + (first > 0 ? 3 : 1)
  for index in first...last {
    views[index].column = column
    column += views[index].width + gap
  }
  return Array(views[first...last])
}

/// Draws the strip of views in place of message and hints.
func drawViewStrip(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let placed = placedViews(state, in: frame)
  canvas.fill(frame)
  for entry in placed {
    let isShown = entry.view == state.view
    canvas.write(
      StyledText(entry.number, theme.key)
        + StyledText(" " + entry.view.rawValue, isShown ? theme.strong : theme.faint),
      at: entry.column, frame.row)
    if isShown {
      canvas.highlight(
        Rect(column: entry.column - 1, row: frame.row, columns: entry.width + 2, rows: 1), state)
    }
  }
  let all = ViewName.allCases.filter { $0 == state.view || Views.comesBy($0, state) }
  if placed.first?.view != all.first {
    canvas.write(StyledText("‹", theme.faint), at: frame.column + 1, frame.row)
  }
  if let last = placed.last, last.view != all.last {
    canvas.write(StyledText("›", theme.faint), at: last.column + last.width + 1, frame.row)
  } else if let last = placed.last {
    let words = StyledText("a digit opens it", theme.faint)
    if last.column + last.width + 3 + words.width < frame.endColumn {
      canvas.writeTrailing(words, before: frame.endColumn - 1, frame.row)
    }
  }
}
