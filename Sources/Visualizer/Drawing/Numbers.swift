import Canvas
import Foundation
import Learning

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

/// Marks of text that shows a reading, by which a lesson finds it on the screen.
enum ReadingMark {
  /// The mark of a reading: its row's place in the registry, from 1; 0 for a name that is none.
  static func of(_ name: String) -> UInt8 {
    marks[name] ?? row(name).flatMap { marks[$0] } ?? 0
  }

  /// The name of a reading's row; `nil` for a name that is none.
  static func row(_ name: String) -> String? {
    guard let own = (try? Readings.named(name))?.name else { return nil }
    let row = own.split(separator: ".").dropLast().joined(separator: ".") + ".N"
    return marks[own] == nil && marks[row] != nil ? row : own
  }

  private static let marks: [String: UInt8] = Dictionary(
    Readings.all.enumerated().flatMap { place, reading in
      ([reading.name] + reading.aliases).map { ($0, UInt8(clamping: place + 1)) }
    }
  ) { first, _ in first }
}

extension String {
  /// The text as one that shows a reading: `ledger.number("probe.area").significant.shows("probe.area")`.
  func shows(_ reading: String) -> String { marked(ReadingMark.of(reading)) }

  /// The text as one whose numbers show a reading: `ODE, RK4, 48 evaluations`.
  func numbersShow(_ reading: String) -> String {
    split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.first?.isNumber == true ? String(word).shows(reading) : String(word)
    }.joined(separator: " ")
  }
}

extension StyledText {
  /// The text as one that shows a reading.
  func shows(_ reading: String) -> StyledText { marked(ReadingMark.of(reading)) }
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
