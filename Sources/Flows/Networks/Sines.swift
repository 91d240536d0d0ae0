import Autodiff

/// The arithmetic that a power series needs. Numbers have it, and values of a graph.
protocol SeriesNumber {
  static func + (a: Self, b: Double) -> Self
  static func * (a: Self, b: Self) -> Self
  static func * (a: Self, b: Double) -> Self
}

extension Value: SeriesNumber {}
extension Double: SeriesNumber {}

extension SeriesNumber {
  /// sin 4a and cos 4a of a quarter a of an angle: by Taylor's series of a, and twice by the formulas for
  /// twice an angle.
  ///
  /// The error is 1e-15 for angles 4a within ±π, and 1e-8 within ±2.8π.
  static func sineAndCosine(ofFourTimes quarter: Self) -> (sine: Self, cosine: Self) {
    let square = quarter * quarter
    func series(_ first: Int) -> Self {
      // 1 − s/(k(k+1)) + s²/(k(k+1)(k+2)(k+3)) − …, by Horner's rule from the last term.
      var sum = square * 0.0 + 1.0
      for k in stride(from: first + 14, through: first, by: -2) {
        sum = sum * square * (-1 / Double(k * (k + 1))) + 1.0
      }
      return sum
    }
    let (sine, cosine) = (quarter * series(2), series(1))
    let (sine2, cosine2) = (sine * cosine * 2.0, sine * sine * -2.0 + 1.0)
    return (sine2 * cosine2 * 2.0, sine2 * sine2 * -2.0 + 1.0)
  }
}
