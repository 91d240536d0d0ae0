import Flows

/// A target that is being painted, dot by dot.
public struct Painting: Hashable, Sendable {
  public var dots: [SIMD2<Double>] = []
  /// Where the brush is.
  public var brush = SIMD2<Double>.zero
  /// Where the last dot of a stroke is, while it is drawn with the mouse.
  var strokeEnd: SIMD2<Double>?
  /// The standard deviation of a dot.
  public var deviation = 0.25
  /// How the user looks at the run that learns the painting.
  var watch = Watch()

  /// The brush's widths.
  static let widths = [0.0625, 0.125, 0.1875, 0.25, 0.375, 0.5, 0.75, 1]

  /// What is learned of it; `nil` while it is empty.
  var painted: PaintedDots? { PaintedDots(dots: dots, deviation: deviation) }

  /// The dots as comma-separated values.
  var csv: String {
    "x1,x2\n" + dots.map { "\($0.x),\($0.y)\n" }.joined()
  }
}
