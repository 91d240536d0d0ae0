import Flows

/// Warnings about points before a flow is trained on them.
///
/// A flow fits any points, and its NLL looks like a result whatever they are. Three things make it mean
/// something else: values that repeat, where the best density is infinite; points far from all others, which
/// set the scale; coordinates with more digits than numbers hold. Points that no flow can fit are refused.
///
/// It does not find everything: points on a curve, for one, have no bounded density either, and look like
/// any others.
public struct DataReview: Hashable, Sendable {
  /// The most important first.
  public private(set) var warnings: [Warning] = []
  /// About the lowest meaningful NLL for points on a grid, in nats in the points' own units: the
  /// entropy of the grid's cells plus the logarithm of a cell's area. A density below it only puts spikes
  /// on the grid. `nil` where not both columns have steps, or too few rows share a cell to tell.
  public private(set) var gridBound: Double?
  /// The deviation of noise, in standard deviations of the points, that spreads each over its cell: h/√12
  /// for steps of h. `nil` where no column has coarse steps.
  public private(set) var suggestedNoise: Double?

  /// - Parameters:
  ///   - training: the points to learn from, where the split is known already.
  ///   - heldOut: the points to measure on.
  ///   - noise: the deviation of the noise on every training point, in standard deviations.
  /// - Throws: ``FlowError`` for points that no density fits: a column with one value, points on a line,
  ///   spreads that numbers cannot hold.
  public init(
    of table: PointsTable, training: [SIMD2<Double>] = [], heldOut: [SIMD2<Double>] = [],
    noise: Double? = nil
  ) throws(FlowError) {
    guard !table.points.isEmpty else { return }
    let names = Self.names(of: table.columns)
    let columns = [
      ColumnSummary(names[0], table.points.map { $0.x }),
      ColumnSummary(names[1], table.points.map { $0.y }),
    ]
    for column in columns { try Precision.refuse(column) }
    let outliers = Outliers(table, columns)
    try Precision.refuse(columns, outliers)
    try LineCheck.refuse(table.points, columns, outliers)
    warnings += [outliers.warning].compactMap { $0 }
    warnings += columns.compactMap(Precision.warning)
    let repetition = Repetition(table.points, columns, outliers, training, heldOut)
    gridBound = repetition.bound
    suggestedNoise = repetition.noise
    if !isAnswered(byNoise: noise) { warnings += [repetition.warning].compactMap { $0 } }
    warnings += [LineCheck.warning(table.points, columns, outliers)].compactMap { $0 }
  }

  /// The codes of the warnings about points and values that occur more than once.
  static let repetitionCodes: Set = ["gridded_values", "repeated_points", "repeated_values"]

  /// Whether noise of that deviation answers the warnings about repeated points. At least half of the
  /// suggested noise counts as a decision, less as an oversight.
  func isAnswered(byNoise noise: Double?) -> Bool {
    noise.map { $0 > 0 && $0 >= (suggestedNoise ?? 0) / 2 } ?? false
  }

  /// Warnings about a pool of so many points that batches are drawn from.
  /// - Throws: ``FlowError`` for a single one.
  public static func ofPool(_ count: Int) throws(FlowError) -> Warning? {
    guard count != 1 else {
      throw FlowError(
        "pool 1: a density at a single point has no upper bound, so there is nothing to learn; choose "
          + "a pool of hundreds, or leave it out")
    }
    guard count < 50 else { return nil }
    return Warning(
      "small_pool",
      "A pool of \(count) points: a density can be as high as it likes at so few, so the training loss "
        + "falls without end and the NLL rises. Choose hundreds, unless that is what you want to see."
    )
  }

  /// The columns' names; x1 and x2 for columns without one.
  private static func names(of columns: [String]) -> [String] {
    (0..<2).map { index in
      let name = index < columns.count ? columns[index] : ""
      return name.isEmpty || Int(name) != nil ? "x\(index + 1)" : name
    }
  }
}
