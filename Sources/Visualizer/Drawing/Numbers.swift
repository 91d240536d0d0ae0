import Canvas

// Numbers as text of a known width, so that nothing on screen moves when a digit is added.

extension Double {
  /// With so many decimals, and a plus sign if asked: `−2.455`.
  func text(_ decimals: Int, plus: Bool = false) -> String {
    NumberText.fixed(self, decimals: decimals, signed: plus)
  }

  /// With about three significant digits: `0.0523`, `12.4`, `1,240`, `3.1e−7`.
  var significant: String {
    let size = abs(self)
    if size == 0 { return "0" }
    guard size >= 0.001, size < 1e6 else { return NumberText.scientific(self) }
    return text(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4)
  }

  /// A factor such as that of an area: two decimals up to 1,000 and none above; a power of ten below 0.01
  /// and from 100,000.
  var factor: String {
    let size = abs(self)
    return size == 0 || size >= 0.01 && size < 1e5 || !isFinite
      ? text(size >= 1000 ? 0 : 2) : NumberText.scientific(self)
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
