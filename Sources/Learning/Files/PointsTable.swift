/// Points as a user's file has them, with where in it they stood.
public struct PointsTable: Sendable {
  /// Two numbers each, in the user's own units, in the file's order.
  public var points: [SIMD2<Double>]
  /// The names of the two columns that were taken, or their numbers, from 1, where they have none.
  public var columns: [String]
  /// For each point the line (of text) or row (of an array) that it stood in, from 1.
  public var rows: [Int]
  /// Rows that were left out because a number is missing in them.
  public var rowsSkipped: Int
  /// What the user should know of how the file was read.
  public var warnings: [Warning]

  public init(
    points: [SIMD2<Double>], columns: [String] = ["1", "2"], rows: [Int]? = nil,
    rowsSkipped: Int = 0, warnings: [Warning] = []
  ) {
    self.points = points
    self.columns = columns
    self.rows = rows ?? points.indices.map { $0 + 1 }
    self.rowsSkipped = rowsSkipped
    self.warnings = warnings
  }
}
