import Flows
import Foundation

/// Whether floating-point numbers are fine enough for the differences between the points.
enum Precision {
  /// How many representable numbers a robust deviation must span to be learned from at all, and to need no
  /// warning.
  private static let (fewest, few) = (16.0, 256.0)

  /// - Throws: ``FlowError`` for one value alone, and for spreads beyond what Doubles can compute with.
  static func refuse(_ column: ColumnSummary) throws(FlowError) {
    guard column.greatest > column.least else {
      throw FlowError(
        "\(column.name) is \(column.least.plain) in every row: a density in the plane needs points that "
          + "vary in both coordinates")
    }
    let range = column.greatest - column.least
    guard range < 1e150, column.deviation > 1e-150 else {
      throw FlowError(
        "\(column.name) spreads by \(String(format: "%.2g", column.deviation)) around "
          + "\(column.median.plain), from \(column.least.plain) to \(column.greatest.plain): too "
          + "\(range < 1 ? "little" : "far") for its square to be a number; rescale it")
    }
    let steps = column.robustDeviation / column.median.magnitude.ulp
    guard steps >= fewest else {
      throw FlowError(
        "\(column.name) spreads by \(String(format: "%.2g", column.robustDeviation)) around "
          + "\(column.median.plain), where numbers in double precision are "
          + "\(String(format: "%.2g", column.median.magnitude.ulp)) apart; take \(column.median.plain) "
          + "off it where it is made")
    }
  }

  /// Flows learn in single precision, in units of the standard deviation.
  /// - Throws: ``FlowError`` where outliers are so far that all other points become one.
  static func refuse(_ columns: [ColumnSummary], _ outliers: Outliers) throws(FlowError) {
    for column in columns where singleSteps(column) < fewest {
      let why = outliers.warning.map { " \($0.text)" } ?? " Take out what is so far away."
      throw FlowError(
        "\(column.name): in units of its standard deviation, "
          + "\(String(format: "%.2g", column.deviation)), all but a few points are one in single "
          + "precision.\(why)")
    }
  }

  /// The warning about digits that are nearly lost.
  static func warning(_ column: ColumnSummary) -> Warning? {
    let double = column.robustDeviation / column.median.magnitude.ulp
    guard double < few || singleSteps(column) < few else { return nil }
    return Warning(
      "single_precision",
      double < few
        ? "\(column.name) spreads by \(String(format: "%.2g", column.robustDeviation)) around "
          + "\(column.median.plain): in double precision that is \(Int(double)) steps. Take "
          + "\(column.median.plain) off it where it is made."
        : "\(column.name): in units of its standard deviation the bulk of the points spreads over "
          + "\(Int(singleSteps(column))) steps of single precision, in which flows learn. Take out what "
          + "is far away.")
  }

  /// How many Floats there are in a robust deviation of the standardized points, at their median.
  private static func singleSteps(_ column: ColumnSummary) -> Double {
    let median = (column.median - column.mean).magnitude / column.deviation
    let spread = column.robustDeviation / column.deviation
    return spread / Double(Float(max(median, spread)).ulp)
  }
}
