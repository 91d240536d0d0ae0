/// A rectangle of cells: where something is drawn.
public struct Rect: Hashable, Sendable {
  public var column: Int
  public var row: Int
  /// Width in cells, never negative.
  public var columns: Int
  /// Height in cells, never negative.
  public var rows: Int

  public init(column: Int = 0, row: Int = 0, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The first column to the right of the rectangle.
  public var endColumn: Int { column + columns }
  /// The first row below the rectangle.
  public var endRow: Int { row + rows }
  public var isEmpty: Bool { columns == 0 || rows == 0 }

  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column < endColumn && row >= self.row && row < endRow
  }

  /// The cells in both rectangles; empty where they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn) - left,
      rows: min(endRow, other.endRow) - top)
  }

  /// The smallest rectangle that holds both.
  public func union(_ other: Rect) -> Rect {
    let (left, top) = (min(column, other.column), min(row, other.row))
    return Rect(
      column: left, row: top, columns: max(endColumn, other.endColumn) - left,
      rows: max(endRow, other.endRow) - top)
  }

  /// The rectangle without a margin on every side.
  public func inset(columns horizontal: Int = 1, rows vertical: Int = 1) -> Rect {
    Rect(
      column: column + min(horizontal, columns), row: row + min(vertical, rows),
      columns: columns - 2 * horizontal, rows: rows - 2 * vertical)
  }
}

/// How much of a rectangle one part of a split takes.
public enum Length: Hashable, Sendable {
  /// Exactly so many cells, as long as there is room.
  case cells(Int)
  /// A weighted share of what the fixed parts leave.
  case share(Int)
}

extension Rect {
  /// Splits the width into parts from left to right, with `gap` cells between them.
  public func columns(_ lengths: Length..., gap: Int = 0) -> [Rect] {
    columns(lengths, gap: gap)
  }

  /// Splits the width into parts from left to right, with `gap` cells between them.
  public func columns(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    Self.split(columns, lengths, gap: gap).map {
      Rect(column: column + $0.start, row: row, columns: $0.count, rows: rows)
    }
  }

  /// Splits the height into parts from top to bottom, with `gap` cells between them.
  public func rows(_ lengths: Length..., gap: Int = 0) -> [Rect] {
    rows(lengths, gap: gap)
  }

  /// Splits the height into parts from top to bottom, with `gap` cells between them.
  public func rows(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    Self.split(rows, lengths, gap: gap).map {
      Rect(column: column, row: row + $0.start, columns: columns, rows: $0.count)
    }
  }

  /// Fixed parts are served first, in order; the rest is shared by weight without losing a cell.
  private static func split(
    _ total: Int, _ lengths: [Length], gap: Int
  ) -> [(start: Int, count: Int)] {
    var room = max(0, total - gap * max(0, lengths.count - 1))
    var weight = 0
    var sizes = lengths.map { length -> Int in
      switch length {
      case .cells(let count):
        let taken = min(max(0, count), room)
        room -= taken
        return taken
      case .share(let part):
        weight += max(0, part)
        return 0
      }
    }
    for (index, length) in lengths.enumerated() {
      guard case .share(let part) = length, part > 0 else { continue }
      sizes[index] = room * part / weight
      room -= sizes[index]
      weight -= part
    }
    var start = 0
    return sizes.map { size in
      defer { start += size + gap }
      return (min(start, total), size)
    }
  }
}
