import Canvas

/// Two ranges over a rectangle, for curves that share an axis with the picture beside them.
struct CurveAxes {
  let rect: Rect
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// Where a point lies on the rectangle's dots.
  func dot(_ px: Double, _ py: Double) -> SIMD2<Float> {
    SIMD2(
      Float(
        (px - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(2 * rect.columns - 1) + 0.5),
      Float((y.upperBound - py) / (y.upperBound - y.lowerBound) * Double(4 * rect.rows - 1) + 0.5))
  }

  /// The range that holds nearly all of a mass: where its density is more than a share of its peak.
  static func range(
    of places: [Double], density: [Double], above share: Double
  ) -> ClosedRange<Double> {
    let least = (density.max() ?? 1) * share
    let kept = zip(places, density).filter { $0.1 > least }.map(\.0)
    guard let low = kept.min(), let high = kept.max(), high > low else { return -1...1 }
    return low...high
  }

  /// Places in a range, close enough to fill it with strokes.
  static func steps(_ range: ClosedRange<Double>, across count: Int) -> [Double] {
    let width = range.upperBound - range.lowerBound
    return (0...max(1, count)).map { range.lowerBound + width * Double($0) / Double(max(1, count)) }
  }
}

extension Canvas {
  /// Draws lines from the edges of a bin on the axis below up to the curve, and from there to the right.
  mutating func drawCarried(
    _ corners: [(x: Double, y: Double)], _ axes: CurveAxes, _ style: Style, _ state: State
  ) {
    var raster = DotRaster(columns: axes.rect.columns, rows: axes.rect.rows)
    for corner in corners {
      let place = axes.dot(corner.x, corner.y)
      raster.line(from: SIMD2(place.x, Float(4 * axes.rect.rows)), to: place, style: style)
      raster.line(from: place, to: SIMD2(Float(2 * axes.rect.columns), place.y), style: style)
    }
    draw(raster, at: axes.rect.column, axes.rect.row, medium: state.medium)
  }
}

extension Style {
  /// The same, faded into the backdrop, where there are colours enough.
  func dimmed(_ medium: Medium, by amount: Float) -> Style {
    guard medium.colors == .indexed256 || medium.colors == .trueColor else { return self }
    var style = self
    style.foreground = foreground.map { medium.backdrop.color.blended(toward: $0, by: amount) }
    return style
  }
}
