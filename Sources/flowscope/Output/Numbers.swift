import Foundation

/// `3.142`, with that many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  // The system prints the sign of what is no number.
  value.isNaN ? "nan" : String(format: "%.\(decimals)f", value)
}

/// `0.5237`, with at most four significant digits.
func short(_ value: Double) -> String {
  String(format: "%.4g", value)
}

/// `1 thread`, `2 threads`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
