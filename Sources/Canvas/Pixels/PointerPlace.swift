/// Where a pointer is on a screen of cells: in which cell, and where in it.
public struct PointerPlace: Hashable, Sendable {
  /// Counted from 0 at the top left.
  public var column: Int
  public var row: Int
  /// From the cell's top left corner, in its widths and heights: 0 to 1.
  public var within: SIMD2<Float>

  /// Where a pointer is that is only known to be in a cell.
  public static let middle = SIMD2<Float>(0.5, 0.5)

  public init(column: Int, row: Int, within: SIMD2<Float> = Self.middle) {
    self.column = column
    self.row = row
    self.within = within
  }

  /// Whether it is known more exactly than by its cell.
  public var isExact: Bool { within != Self.middle }
}

extension Rect {
  public func contains(_ place: PointerPlace) -> Bool {
    contains(column: place.column, row: place.row)
  }
}

extension Viewport {
  /// The data point under a pointer.
  public func data(at place: PointerPlace) -> SIMD2<Float> {
    data(
      dot: SIMD2(
        2 * (Float(place.column - rect.column) + place.within.x),
        4 * (Float(place.row - rect.row) + place.within.y)))
  }
}
