import Foundation

// Numbers as text of a known width, so that nothing on screen moves when a digit is added.

extension Double {
  /// With so many decimals, a true minus sign, and a plus sign if asked: `−2.455`.
  ///
  /// What is not a number or infinite says so: `nan`, `−∞`.
  func text(_ decimals: Int, plus: Bool = false) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "−∞" : plus ? "+∞" : "∞" }
    if abs(self) >= 1e6 { return scientific(plus: plus) }
    let digits = String(format: "%.\(decimals)f", abs(self))
    // What rounds to zero has no sign.
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    let sign = isZero ? (plus ? " " : "") : self < 0 ? "−" : plus ? "+" : ""
    return sign + digits
  }

  /// `text` filled with blanks on the left to a width; a number too wide for it loses decimals first.
  func text(_ decimals: Int, width: Int, plus: Bool = false) -> String {
    var text = text(decimals, plus: plus)
    var left = decimals
    while text.count > width, left > 0 {
      left -= 1
      text = self.text(left, plus: plus)
    }
    return text.leading(width)
  }

  /// With one digit before the point: `1.2e-07`.
  func scientific(plus: Bool = false) -> String {
    guard isFinite else { return text(0, plus: plus) }
    let digits = String(format: "%.1e", abs(self)).replacingOccurrences(of: "e+", with: "e")
    return (self < 0 ? "−" : plus ? "+" : "") + digits.replacingOccurrences(of: "-", with: "−")
  }
}

extension Int {
  /// With separators between thousands: `12,400`.
  var grouped: String {
    var digits = Array(String(magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (self < 0 ? "−" : "") + String(digits)
  }
}

extension String {
  /// Filled with blanks on the left to a width.
  func leading(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }

  /// Filled with blanks on the right to a width.
  func trailing(_ width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}

extension SIMD2<Double> {
  /// A point with two decimals: `(−1.02, +0.44)`, always the same width on screen.
  var text: String {
    "(\(x.text(2, width: 5, plus: true)), \(y.text(2, width: 5, plus: true)))"
  }
}
