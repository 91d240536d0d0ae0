import Flows

/// What a user's points are scaled by before a flow sees them.
public enum Scaling: String, CaseIterable, Codable, Hashable, Sendable {
  /// Mean, deviation and correlation.
  case standard
  /// Median and median absolute deviation, and the correlation of the points within 5 of those: a few
  /// points far out change nothing.
  case robust

  private static let mostCorrelation = 1 - 1e-9

  /// The shift and scale of each coordinate.
  /// - Throws: ``FlowError`` where a coordinate does not vary, or varies beyond what numbers hold.
  func standardization(
    of points: some Collection<SIMD2<Double>>
  ) throws(FlowError) -> Standardization {
    let standard = try Standardization(of: points)
    guard self == .robust else { return standard }
    let columns = [ColumnSummary("x1", points.map(\.x)), ColumnSummary("x2", points.map(\.y))]
    return Standardization(
      mean: SIMD2(columns[0].median, columns[1].median),
      deviation: SIMD2(columns[0].robustDeviation, columns[1].robustDeviation))
  }

  /// The correlation of standardized points.
  func correlation(of points: [SIMD2<Double>]) -> Double {
    let near =
      self == .standard ? points : points.filter { abs($0.x) <= 5 && abs($0.y) <= 5 }
    guard let gaussian = Gaussian(of: near) else { return 0 }
    let correlation =
      gaussian.covariance / (gaussian.variance.x * gaussian.variance.y).squareRoot()
    // A few points very far out can bring it to 1, where the layer has no inverse.
    return min(max(correlation, -Self.mostCorrelation), Self.mostCorrelation)
  }
}
