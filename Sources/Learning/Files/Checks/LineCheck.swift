import Flows
import Foundation

/// Whether points lie on a straight line, or nearly: a density in the plane then has no upper bound.
enum LineCheck {
  /// 1 − |ρ| below which the distance from the line is lost in the rounding of single precision.
  private static let onLine = 1e-9
  /// 1 − |ρ| below which there is a warning.
  private static let nearLine = 1e-6

  /// The long direction of a cloud, in units of its columns' deviations about their means.
  struct Direction {
    let means: SIMD2<Double>
    let deviations: SIMD2<Double>
    /// +1 for a rising cloud, −1 for a falling one.
    let sign: Double
    /// 1 − |ρ|, computed without subtracting from 1, which would lose digits.
    let narrowness: Double
  }

  /// - Returns: `nil` where a column does not vary.
  static func direction(
    of points: [SIMD2<Double>], _ columns: [ColumnSummary], leavingOut places: [Int]
  ) -> Direction? {
    let center = SIMD2(columns[0].median, columns[1].median)
    let scale = SIMD2(columns[0].robustDeviation, columns[1].robustDeviation)
    let left = Set(places)
    guard scale.x > 0, scale.y > 0, left.count + 2 <= points.count else { return nil }
    func each(_ body: (SIMD2<Double>) -> Void) {
      for (place, point) in points.enumerated() where left.isEmpty || !left.contains(place) {
        body((point - center) / scale)
      }
    }
    let share = 1 / Double(points.count - left.count)
    var mean = SIMD2<Double>.zero
    each { mean += $0 * share }
    var (squares, product) = (SIMD2<Double>.zero, 0.0)
    each { point in
      let gap = point - mean
      squares += gap * gap * share
      product += gap.x * gap.y * share
    }
    guard squares.x > 0, squares.y > 0 else { return nil }
    let deviations = squares.squareRoot()
    let sign: Double = product < 0 ? -1 : 1
    var narrowness = 0.0
    each { point in
      let u = (point - mean) / deviations
      let gap = u.x - sign * u.y
      narrowness += gap * gap * share / 2
    }
    return Direction(
      means: center + mean * scale, deviations: deviations * scale, sign: sign,
      narrowness: narrowness)
  }

  /// The distance of a point from the cloud's long axis.
  static func across(_ point: SIMD2<Double>, _ line: Direction) -> Double {
    let u = (point - line.means) / line.deviations
    return (u.x - line.sign * u.y) * 0.5.squareRoot()
  }

  /// - Throws: ``FlowError`` where the points lie on a line.
  static func refuse(
    _ points: [SIMD2<Double>], _ columns: [ColumnSummary], _ outliers: Outliers
  ) throws(FlowError) {
    guard let line = direction(of: points, columns, leavingOut: outliers.places),
      line.narrowness < onLine
    else { return }
    let others =
      outliers.places.isEmpty
      ? "the points lie on a line" : "all points but \(outliers.places.count) lie on a line"
    throw FlowError(
      "\(others): the correlation of \(columns[0].name) and \(columns[1].name) is "
        + "\(correlation(line)). A density in the plane has no upper bound there; choose two columns "
        + "of which one does not give the other")
  }

  static func warning(
    _ points: [SIMD2<Double>], _ columns: [ColumnSummary], _ outliers: Outliers
  ) -> Warning? {
    guard let line = direction(of: points, columns, leavingOut: outliers.places),
      line.narrowness < nearLine
    else { return nil }
    let distance = (2 * line.narrowness).squareRoot()
    return Warning(
      "points_near_a_line",
      "The points lie close to a line: the correlation of \(columns[0].name) and \(columns[1].name) is "
        + "\(correlation(line)), and their distance from it \(String(format: "%.1e", distance)) "
        + "standard deviations. The NLL is mostly about that distance, which may be rounding.")
  }

  /// ρ with enough digits to differ from 1, or as many as are meaningful.
  private static func correlation(_ line: Direction) -> String {
    let digits = line.narrowness > 0 ? min(15, max(6, Int(-log10(line.narrowness)) + 2)) : 6
    let text = String(format: "%.\(digits)f", line.sign * (1 - line.narrowness))
    return line.narrowness < 1e-14 ? (line.sign < 0 ? "-1.000000" : "1.000000") : text
  }
}
