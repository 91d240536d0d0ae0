import Canvas
import Flows
import Learning

/// Draws a view, or why there is nothing to see yet.
func drawView(
  _ scene: (any ViewScene)?, _ state: State, in body: Rect, on canvas: inout Canvas
) {
  guard let scene else {
    drawEmpty(state, in: body.inset(), on: &canvas)
    return
  }
  scene.draw(state, in: body, on: &canvas)
}

/// Two pictures side by side, numbers beside them and a strip below: the shape of most views.
///
/// A screen too small for that shows the second picture alone; the other rectangles are empty.
struct PairLayout: Hashable {
  var first: Rect
  var second: Rect
  var side: Rect
  var below: Rect

  init(_ body: Rect) {
    let empty = Rect(column: body.column, row: body.row, columns: 0, rows: 0)
    (first, second, side, below) = (empty, body, empty, empty)
    guard body.columns >= 56, body.rows >= 14 else { return }
    let width = min(body.columns / 3, 2 * (body.rows - 9) + 2)
    let rows = min((width - 1) / 2 + 2, body.rows)
    let parts = body.columns(.cells(2 * width), .share(1))
    let left = parts[0].rows(.cells(rows), .share(1))
    let pictures = left[0].columns(.cells(width), .share(1))
    (first, second, side, below) = (pictures[0], pictures[1], parts[1], left[1])
    if below.rows < 4 { below = empty }
  }

  /// The column beside the pictures, cut where they end: a third picture or a table in line with them, and
  /// what is below it. `nil` where either part would be too small.
  ///
  /// - Parameter rows: what the lower part needs, its border included.
  func sides(below rows: Int) -> (upper: Rect, lower: Rect)? {
    guard side.columns >= first.columns, below.rows >= rows, !first.isEmpty else { return nil }
    let parts = side.rows(.cells(first.rows), .share(1))
    return (parts[0], parts[1])
  }

  /// A frame of the first picture's size in the middle of another: what is inside has the same pixels.
  func sized(in frame: Rect) -> Rect {
    Rect(
      column: frame.column + (frame.columns - first.columns) / 2, row: frame.row,
      columns: first.columns, rows: first.rows)
  }
}

extension Canvas {
  /// Draws a view's panel.
  /// - Returns: the rectangle inside its border, empty where the panel has no room.
  mutating func drawPanel(
    _ rect: Rect, top: BorderTitles = .init(), bottom: BorderTitles = .init(), _ state: State
  ) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else {
      return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
    }
    return drawFrame(
      rect, top: top, bottom: bottom, style: Theme(state.medium).border, medium: state.medium)
  }

  /// Writes lines of text from the top of a rectangle, as many as fit.
  /// - Returns: the first row without text.
  @discardableResult
  mutating func write(lines: [StyledText], in rect: Rect) -> Int {
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      write(line, at: rect.column, rect.row + row, maxWidth: rect.columns)
    }
    return rect.row + min(lines.count, rect.rows)
  }
}

extension [StyledText] {
  /// Puts lines below the others, if so many rows have room for all of them.
  /// - Parameter isApart: whether an empty line comes first.
  mutating func append(paragraph: [StyledText], rows: Int, isApart: Bool = true) {
    let lines = isApart ? [""] + paragraph : paragraph
    if count + lines.count <= rows { self += lines }
  }

  /// Puts a note below the others, if there is room for all of it.
  mutating func append(
    note: String, width: Int, rows: Int, isApart: Bool = true, _ theme: Theme
  ) {
    append(
      paragraph: wrapped(note, width).map { StyledText($0, theme.faint) }, rows: rows,
      isApart: isApart)
  }
}

/// A label at the left and a value at the right of a width.
func factLine(_ label: String, _ value: StyledText, _ theme: Theme, width: Int) -> StyledText {
  let room = max(0, width - value.width - 1)
  return StyledText(label.fitted(to: room).trailing(max(0, width - value.width)), theme.faint)
    + value
}

extension State {
  /// The viewport of base space in a panel.
  func baseViewport(_ frame: Rect) -> Viewport {
    viewport(frame.inset(), extent: baseExtent)
  }

  /// The viewport of data space in a panel.
  func dataViewport(_ frame: Rect) -> Viewport {
    viewport(frame.inset(), extent: dataExtent)
  }

  /// A viewport as fine as the medium shows fields.
  func viewport(
    _ rect: Rect, extent: Double, center: SIMD2<Float> = .zero
  ) -> Viewport {
    Viewport(rect: rect, extent: Float(extent), center: center, samples: medium.samples)
  }
}

/// Takes the place of a view or a pane that needs something which the learner on screen does not have,
/// and says what.
struct LackScene: ViewScene {
  /// What a sentence says of a singular map, wherever a number cannot be.
  static let singular = "singular: the map has no inverse, and there is no density"

  var missing: Set<LearnerAbility>

  /// - Parameter isSingular: whether the map is singular, and what is asked for needs its inverse or a
  ///   density.
  /// - Returns: `nil` where the learner has all that is needed.
  init?(of needs: Set<LearnerAbility>, isSingular: Bool, _ state: State) {
    missing = needs.subtracting(state.abilities)
    if missing.isEmpty, !isSingular { return nil }
  }

  private func words(_ state: State) -> String {
    // Only a singular map lacks something that its family has.
    if missing.isEmpty {
      return "singular at \(state.handWords): the map has no inverse, and there is no density"
    }
    let lacks = LearnerAbility.allCases.filter(missing.contains).map(\.lack)
    let most = lacks.dropLast().joined(separator: ", ")
    let list = [most, lacks.last ?? ""].filter { !$0.isEmpty }.joined(separator: " and ")
    return "\(state.settings.flow) has \(list)"
  }

  /// Why it is missing; empty where nothing is to be said.
  private func reason(_ state: State) -> String {
    guard missing.contains(.inverse),
      let words = Rivals.find(state.settings.flow)?.noInverseWords, !words.isEmpty
    else { return "" }
    return ": \(words)"
  }

  func caption(_ state: State) -> Caption {
    let words = words(state)
    if missing.isEmpty { return Caption("\(words); \(state.handKeys)", words, Self.singular) }
    return Caption("\(words); v is the next view, f the next flow", words)
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let words = (missing.isEmpty ? "" : "nothing to see: ") + words(state) + reason(state)
    let theme = Theme(state.medium)
    for (row, line) in wrapped(words, max(1, body.columns - 2)).enumerated() {
      canvas.write(
        StyledText(line, theme.faint), in: body, row: max(0, body.rows / 2 - 1) + row,
        alignment: .center)
    }
  }
}

/// That there is nothing to see yet. Why there never will be, the status line says once.
func drawEmpty(_ state: State, in rect: Rect, on canvas: inout Canvas) {
  let words = state.trouble == nil ? "preparing the flow" : "no model"
  canvas.write(
    StyledText(words, Theme(state.medium).faint), in: rect, row: max(0, (rect.rows - 1) / 2),
    alignment: .center)
}
