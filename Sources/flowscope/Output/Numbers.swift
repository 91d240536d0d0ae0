import Foundation

/// `3.142`, with that many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  printed("%.\(decimals)f", value)
}

/// `0.5237`, with at most four significant digits.
func short(_ value: Double) -> String {
  printed("%.4g", value)
}

/// The system prints the sign of what is no number.
private func printed(_ format: String, _ value: Double) -> String {
  value.isNaN ? "nan" : String(format: format, value)
}

/// `1 thread`, `2 threads`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
