/// A rectangle of character cells: what a screen shows, as a value.
public struct Canvas: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Row-major, `rows × columns`.
  public private(set) var cells: [Cell]

  public init(columns: Int, rows: Int, fill: Cell = Cell()) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: fill, count: self.columns * self.rows)
  }

  /// The cell at a position; writing outside the canvas is ignored and reading there gives a blank.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard column >= 0, column < columns, row >= 0, row < rows else { return Cell() }
      return cells[row * columns + column]
    }
    set {
      guard column >= 0, column < columns, row >= 0, row < rows else { return }
      cells[row * columns + column] = newValue
    }
  }
}
