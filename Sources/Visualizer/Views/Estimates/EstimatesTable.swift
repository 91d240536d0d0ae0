import Canvas
import Foundation
import Learning

/// The numbers beside the plots of the estimates view: a table with a row for each layer and one for
/// all of them, facts about the chosen row, and notes, as far as there is room.
struct EstimatesTable {
  /// A column of numbers.
  struct Column {
    var title: String
    /// Cells that it is wider than its numbers.
    var extra = 0
    /// `nil` takes the style of the row.
    var style: Style?
    /// The reading that its numbers are.
    var reading = ""
  }

  /// A line of the table.
  struct Row {
    var name: String
    /// A number for each column.
    var numbers: [Double]
    /// Shown as the last column where there is room for it.
    var standardError: Double
  }

  var columns: [Column]
  /// In the order in which they are listed.
  var rows: [Row]
  /// The row that is marked.
  var chosen: Int
  /// What the last title of the border says: which keys choose a row.
  var keys: String?

  /// The panel that the table stands in.
  /// - Returns: the room inside it.
  func drawPanel(_ state: State, _ frame: Rect, on canvas: inout Canvas) -> Rect {
    let theme = Theme(state.medium)
    return canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("log|det dx/dz| at the probe", theme.text)
          + StyledText(" · nats", theme.faint)),
      bottom: BorderTitles(right: keys.map { StyledText($0, theme.faint) }), state
    ).inset(columns: 1, rows: 0)
  }

  /// The heading, and as many rows as there is room for, the chosen one among them.
  func lines(in inside: Rect, _ theme: Theme) -> [StyledText] {
    let decimals = inside.columns >= 46 ? 4 : 3
    let width = decimals + 5
    let widths = columns.map { width + $0.extra } + [width]
    let showsError = inside.columns >= 12 + widths.reduce(0, +)
    func line(_ name: String, _ texts: [String], _ error: String, _ style: Style) -> StyledText {
      var numbers = StyledText()
      for (index, text) in texts.enumerated() {
        numbers += StyledText(text.leading(widths[index]), columns[index].style ?? style)
      }
      if showsError { numbers += StyledText(error.leading(width), theme.faint) }
      return StyledText(name, style).padded(to: max(0, inside.columns - numbers.width)) + numbers
    }
    let room = max(1, inside.rows - 1)
    let first = min(max(0, chosen - room + 1), max(0, rows.count - room))
    let shown = rows.enumerated().dropFirst(first).prefix(room).map { index, row in
      line(
        (index == chosen ? "▸ " : "  ") + row.name,
        zip(columns, row.numbers).map { $1.text(decimals, plus: true).shows($0.reading) },
        Self.size(row.standardError, decimals), index == chosen ? theme.strong : theme.text)
    }
    return [line("layer", columns.map(\.title), "± SE", theme.faint)] + shown
  }

  /// A size with so many decimals, or that it is less than the last of them.
  private static func size(_ value: Double, _ decimals: Int) -> String {
    let least = pow(10, -Double(decimals))
    return value > 0 && value < least ? "<" + least.text(decimals) : value.text(decimals)
  }
}

extension EstimatesScene {
  /// Draws a table with the facts about its chosen row and notes below it.
  /// - Parameter facts: for a width in cells.
  func draw(
    _ table: EstimatesTable, facts: (Int) -> [StyledText], notes: [String], _ state: State,
    _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let room = frame.inset().inset(columns: 1, rows: 0)
    guard room.rows >= 2 else { return }
    var lines = table.lines(in: room, theme)
    lines.append(paragraph: facts(room.columns), rows: room.rows)
    for note in notes where !note.isEmpty {
      lines.append(note: note, width: room.columns, rows: room.rows, theme)
    }
    // Where much room is left, the terms are shown as bars as well.
    let spare = frame.rows - lines.count - 2
    let showsBars = spare >= max(10, ledger.terms.count + 5)
    let parts = frame.rows(.share(1), .cells(showsBars ? spare : 0))
    let inside = table.drawPanel(state, parts[0], on: &canvas)
    canvas.write(lines: lines, in: inside)
    if showsBars { drawTerms(state, parts[1], on: &canvas) }
  }

  /// The rows with their sum first: what all layers do together comes before what each does.
  func sumFirst<Row>(_ rows: [Row]) -> [Row] { Array(rows.suffix(1) + rows.dropLast()) }

  /// Where the row of that number stands among rows whose sum comes first.
  func placeSumFirst(_ row: Int, of count: Int) -> Int { row == count - 1 ? 0 : row + 1 }
}
