import Canvas
import Learning

// What a lesson masks on the screen.

/// Masks what would give an answer away.
func drawMasks(
  _ run: LessonRun, _ numbers: LessonNumbers, _ state: State, on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  if run.isAsking, let body = state.layout.body { canvas.blankSentences(in: body) }
  for mask in run.masks {
    switch mask {
    case .reading: break
    case .header:
      if let header = state.layout.header { canvas.fill(header) }
    case .pane(let name):
      for slot in state.layout.slots where state.view == .main && slot.pane.rawValue == name {
        let inside = slot.bare ? slot.frame : slot.frame.inset()
        canvas.fill(inside)
        if !slot.bare { canvas.closeBorder(below: slot.frame) }
        canvas.write(
          StyledText(run.isAsking ? "hidden until you answer" : "hidden for now", theme.faint),
          in: inside,
          row: inside.rows / 2, alignment: .center)
      }
    }
  }
  let secrets = LessonSecrets.giving(run.hiddenReadings).compactMap { name in
    numbers.values[name].map { (name, $0) }
  }
  guard !secrets.isEmpty else { return }
  // Below the panes is what the learner did, which is no secret.
  let rows = min(state.freeRows, state.hintsFrame?.row ?? state.freeRows)
  let names = Set(secrets.map(\.0))
  for printed in canvas.printedNumbers(rows: rows) where !canvas.isCoordinate(printed) {
    // Where a pane names another reading, the number is that one, whatever its digits are.
    let named = canvas.readings(namedBefore: printed)
    guard named.isEmpty || !named.isDisjoint(with: names) else { continue }
    let isSecret = secrets.contains { name, value in
      let isNamed = named.contains(name)
      // 0 and 1 stand for many things: only where the name says so are they this one.
      let isCommon = [0, 1].contains((abs(value) * 1e4).rounded() / 1e4)
      if isCommon, LessonSecrets.labels[name] != nil, !isNamed { return false }
      return printed.isOne(value, isNamed: isNamed)
    }
    if isSecret { canvas.mask(printed, theme.strong) }
  }
}

extension LessonRun {
  /// The readings that this place hides.
  var hiddenReadings: [String] {
    masks.compactMap { if case .reading(let name) = $0 { name } else { nil } }
  }

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

  /// Whether a number is one of a point's two: `(+0.50, −1.20)`.
  func isCoordinate(_ number: PrintedNumber) -> Bool {
    let (start, end) = (number.columns.lowerBound, number.columns.upperBound)
    // A sign and a blank may stand before it.
    func follows(_ mark: Unicode.Scalar) -> Bool {
      (1...3).contains { self[start - $0, number.row].glyph == mark }
    }
    let next = self[end, number.row].glyph
    return next == "," && follows("(") || next == ")" && follows(",")
  }

  /// Puts question marks in place of a number's digits, and takes away the bars that show its size.
  fileprivate mutating func mask(_ number: PrintedNumber, _ style: Style) {
    for column in number.columns
    where self[column, number.row].glyph.properties.numericType != nil {
      self[column, number.row] = Cell("?", style)
    }
    for column in stride(from: number.columns.lowerBound - 1, through: 0, by: -1) {
      let glyph = self[column, number.row].glyph
      if "│┃".unicodeScalars.contains(glyph), self[column - 1, number.row].glyph != " " { break }
      var row = number.row
      while Self.bars.contains(self[column, row].glyph) {
        self[column, row] = Cell()
        row += 1
      }
    }
  }

  private static let bars = Set("▏▎▍▌▋▊▉█▐".unicodeScalars)
}
