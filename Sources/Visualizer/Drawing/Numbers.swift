import Canvas
import Foundation

// Numbers as text of a known width, so that nothing on screen moves when a digit is added.

extension Double {
  /// With so many decimals, and a plus sign if asked: `−2.455`.
  func text(_ decimals: Int, plus: Bool = false) -> String {
    NumberText.fixed(self, decimals: decimals, signed: plus)
  }

  /// With three significant digits, also where rounding carries into a new one: `0.0523`, `12.4`, `1,240`,
  /// `3.1e−7`. Digits before the point are all shown.
  var significant: String {
    let size = abs(self)
    if size == 0 { return "0" }
    guard isFinite else { return text(0) }
    guard size >= 0.001, size < 1e6 else { return NumberText.scientific(self) }
    // The greatest number of decimals with which at most three digits follow the leading zeros.
    var decimals = 0
    while decimals < 5, size < 99.95 / pow(10, Double(decimals)) { decimals += 1 }
    return text(decimals)
  }

  /// Right-aligned in a width; a number too wide for it loses decimals first.
  func text(_ decimals: Int, width: Int, plus: Bool = false) -> String {
    var text = text(decimals, plus: plus)
    var left = decimals
    while text.count > width, left > 0 {
      left -= 1
      text = self.text(left, plus: plus)
    }
    if text.count > width { text = NumberText.compact(self) }
    return text.leading(width)
  }
}

extension Int {
  /// With separators between thousands: `12,400`.
  var grouped: String { NumberText.grouped(self) }
}

extension SIMD2<Double> {
  /// A point with two decimals: `(−1.02, +0.44)`, always the same width on screen.
  var text: String {
    "(\(x.text(2, width: 5, plus: true)), \(y.text(2, width: 5, plus: true)))"
  }
}
