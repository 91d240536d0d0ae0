import Foundation

/// A standardization in words, with the digits that computing by hand needs.
public enum TransformText {
  /// `(x1 − 500017.2792)/49.871`: computing with it by hand gives results within 1e-5 of the exact ones.
  public static func formula(_ name: String, mean: Double, deviation: Double) -> String {
    let shift = digits(mean.magnitude, within: 1e-5 * deviation)
    let isZero = Double(shift) == 0
    let difference = isZero ? name : "(\(name) \(mean < 0 ? "+" : "−") \(shift))"
    return "\(difference)/\(significant(deviation))"
  }

  /// A number with as many digits as keep it within `error` of itself.
  public static func digits(_ value: Double, within error: Double) -> String {
    guard error > 0, value.isFinite else { return "\(value)" }
    let decimals = Int((-log10(2 * error)).rounded(.up))
    // Long numbers, and long rows of zeros behind the point, are easier to read with an exponent.
    if decimals <= 10, value.magnitude < 1e15 {
      let text = String(format: "%.\(max(0, decimals))f", value)
      guard text.contains(".") else { return text }
      let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
      return String(digits.reversed())
    }
    let exponent = value == 0 ? 0 : Int(log10(value.magnitude).rounded(.down))
    return String(format: "%.\(min(16, max(0, exponent + decimals)))e", value)
  }

  /// Five significant digits.
  private static func significant(_ value: Double) -> String { String(format: "%.5g", value) }
}
