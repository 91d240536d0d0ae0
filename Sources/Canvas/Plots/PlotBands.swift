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
        PixelCoverage(mask, columns: area.columns), in: area, style: band.style,
        amount: Self.bandAmount, medium: medium)
      if let scale = medium.scale { place(band, layout, scale: scale, medium) }
    }
    guard band.isOutlined else { return }
    var raster = DotRaster(columns: area.columns, rows: area.rows)
    raster.isDotted = true
    raster.polyline(band.lower.map(layout.dot), style: band.style)
    raster.polyline(band.upper.map(layout.dot), style: band.style)
    draw(raster, at: area.column, area.row, joined: false, medium: medium)
  }

  private static let bandAmount: Float = 0.16

  /// The same region at the pixels of a medium that has them, over the bands that are there.
  private mutating func place(
    _ band: Plot.Band, _ layout: PlotLayout, scale: Int, _ medium: Medium
  ) {
    let area = layout.area
    guard let color = band.style.foreground else { return }
    var image = PixelImage(
      columns: 8 * scale * area.columns, rows: 16 * scale * area.rows, fill: medium.backdrop.color)
    if let last = pictures.last, last.rect == area, case .image(let before) = last.content {
      image = before
    }
    let pixelsPerDot = Float(4 * scale)
    let range = layout.xRange
    for column in 0..<image.columns {
      let dot = Double((Float(column) + 0.5) / pixelsPerDot)
      let share = (dot - 0.5) / Double(max(1, 2 * area.columns - 1))
      let x = range.lowerBound + share * (range.upperBound - range.lowerBound)
      guard let low = Self.height(of: band.lower, at: x),
        let high = Self.height(of: band.upper, at: x)
      else { continue }
      let top = layout.dot(SIMD2(x, high)).y * pixelsPerDot
      let bottom = layout.dot(SIMD2(x, low)).y * pixelsPerDot
      guard top < bottom else { continue }
      let rows = Float(image.rows)
      for row in Int(min(max(top, 0), rows))..<Int(min(max(bottom + 1, 0), rows)) {
        let covered = min(Float(row) + 1, bottom) - max(Float(row), top)
        image[column, row] = image[column, row].blended(
          toward: color, by: Self.bandAmount * min(max(covered, 0), 1))
      }
    }
    place(image, in: area)
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
