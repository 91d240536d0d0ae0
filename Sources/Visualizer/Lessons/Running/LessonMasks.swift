import Canvas
import Learning

// What a lesson masks on the screen.

/// Masks what would give an answer away.
func drawMasks(_ run: LessonRun, _ state: State, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  func cover(_ place: Rect) {
    canvas.fill(place)
    canvas.write(
      StyledText(run.isAsking ? "hidden until you answer" : "hidden for now", theme.faint),
      in: place, row: place.rows / 2, alignment: .center)
  }
  if run.isAsking || run.masks.contains(.words), let body = state.layout.body {
    canvas.blankSentences(in: body)
  }
  for mask in run.masks {
    switch mask {
    case .reading, .words: break
    case .header:
      if let header = state.layout.header { canvas.fill(header) }
    case .view: state.layout.body.map { cover($0) }
    case .pane(let name) where name == state.view.rawValue:
      // The view of the same name shows the same picture.
      state.layout.body.map { cover($0) }
    case .pane(let name):
      for slot in state.layout.slots where state.view == .main && slot.pane.rawValue == name {
        cover(slot.bare ? slot.frame : slot.frame.inset())
        if !slot.bare { canvas.closeBorder(below: slot.frame) }
      }
    }
  }
  let secrets = run.secretMarks
  guard !secrets.isEmpty else { return }
  // Below the panes is what the learner did, which is no secret.
  let rows = min(state.freeRows, state.hintsFrame?.row ?? state.freeRows)
  for row in 0..<rows { canvas.mask(secrets, row: row, theme.strong) }
}

extension LessonRun {
  /// Whether something is asked here whose answer is not yet given.
  var isAsking: Bool {
    if place == .before || place == .after { return attempt.answer == nil }
    if prediction != nil { return attempt.measured == nil }
    return fade.map { attempt.filled.count < $0.missing.count } ?? false
  }
}

extension Canvas {
  /// Draws a frame's lower line over what stands on it.
  fileprivate mutating func closeBorder(below frame: Rect) {
    let row = frame.endRow - 1
    let line = (frame.column..<frame.endColumn).map { self[$0, row] }.first {
      "─━-".unicodeScalars.contains($0.glyph)
    }
    guard let line else { return }
    fill(
      Rect(column: frame.column + 1, row: row, columns: frame.columns - 2, rows: 1), with: line)
  }

  /// Masks what shows one of these readings in a row: question marks take the place of digits; a sign, a
  /// bar, and a word that stands for a number, go.
  fileprivate mutating func mask(_ secrets: Set<UInt8>, row: Int, _ style: Style) {
    var column = 0
    while column < columns {
      let mark = self[column, row].mark
      guard secrets.contains(mark) else {
        column += 1
        continue
      }
      let start = column
      while column < columns, self[column, row].mark == mark { column += 1 }
      let run = start..<column
      let isNumber = run.contains { self[$0, row].isDigit }
      if run.count(where: { self[$0, row].isDigit }) > 6 {
        // How long it is would tell as well.
        for place in run { self[place, row] = Cell() }
        write(StyledText("?.???", style), at: run.upperBound - 5, row)
        continue
      }
      if let infinity = run.first(where: { self[$0, row].glyph == "∞" }) {
        self[infinity, row] = Cell("0", style)
      }
      // How many digits stand before the point would tell as well: one remains.
      for place in run.dropLast() where self[place, row].isDigit {
        guard let next = run[(place + 1)...].first(where: { self[$0, row].glyph != "," }),
          self[next, row].isDigit
        else { break }
        self[place, row] = Cell()
      }
      for place in run {
        let glyph = self[place, row].glyph
        let isExponent = place > start && self[place - 1, row].glyph == "e"
        if !isNumber || !isExponent && Self.barsAndSigns.contains(glyph) {
          self[place, row] = Cell()
        } else if self[place, row].isDigit || isExponent {
          self[place, row] = Cell("?", style)
        }
      }
    }
  }
}

extension Canvas {
  /// What bars are made of, in every medium, their axis, and signs.
  private static let barsAndSigns = Set("+−-▏▎▍▌▋▊▉█▐│".unicodeScalars)
}

extension Cell {
  fileprivate var isDigit: Bool {
    ("0"..."9").contains(glyph) || glyph.properties.numericType != nil
  }
}
