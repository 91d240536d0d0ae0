extension Canvas {
  /// Tints the region between a band's edges if the medium has colours, and draws the edges dotted.
  mutating func drawBand(_ band: Plot.Band, _ layout: PlotLayout, _ medium: Medium) {
    let area = layout.area
    if medium.colors != .mono, medium.colors != .ansi16, medium.glyphs != .ascii {
      let columns = (area.column..<area.endColumn).map { column in
        let x = layout.x(atColumn: column)
        return (Self.height(of: band.lower, at: x), Self.height(of: band.upper, at: x))
      }
      var mask: [Bool] = []
      for pixel in 0..<2 * area.rows {
        let y = layout.y(atPixel: pixel)
        for (low, high) in columns {
          guard let low, let high else {
            mask.append(false)
            continue
          }
          mask.append(y >= low && y <= high)
        }
      }
      shade(
        PixelCoverage(mask, columns: area.columns), in: area, style: band.style, amount: 0.16,
        medium: medium)
    }
    guard band.isOutlined else { return }
    var raster = DotRaster(columns: area.columns, rows: area.rows)
    raster.isDotted = true
    raster.polyline(band.lower.map(layout.dot), style: band.style)
    raster.polyline(band.upper.map(layout.dot), style: band.style)
    draw(raster, at: area.column, area.row, joined: false, medium: medium)
  }

  /// The height of a curve at `x`, on a straight line between its points; `nil` beyond its ends.
  private static func height(of curve: [SIMD2<Double>], at x: Double) -> Double? {
    guard let next = curve.firstIndex(where: { $0.x >= x }) else { return nil }
    if curve[next].x == x { return curve[next].y }
    guard next > 0 else { return nil }
    let (a, b) = (curve[next - 1], curve[next])
    return a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y)
  }
}
