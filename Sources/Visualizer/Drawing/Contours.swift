import Canvas

/// Draws the lines along which a density has given heights. On a screen without colours they show the
/// density under other marks.
///
/// - Parameters:
///   - values: the density at the viewport's pixels.
///   - levels: the heights of the lines.
func drawContours(
  _ values: [Float], levels: [Float], style: Style, _ viewport: Viewport, medium: Medium,
  on canvas: inout Canvas
) {
  let (columns, rows) = (viewport.pixelColumns, viewport.pixelRows)
  guard columns > 1, rows > 1, values.count == columns * rows else { return }
  var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
  for level in levels {
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let crossings = contourCrossings(
          values, level, column, row, columns, dotsPerPixel: 2 / Float(viewport.samples))
        guard crossings.count >= 2 else { continue }
        raster.line(from: crossings[0], to: crossings[1], style: style)
        if crossings.count == 4 { raster.line(from: crossings[2], to: crossings[3], style: style) }
      }
    }
  }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: medium)
}

/// Where a contour crosses the sides of the square between four pixel centres, in dots (Lorensen and
/// Cline, "Marching cubes", 1987, in the plane).
private func contourCrossings(
  _ values: [Float], _ level: Float, _ column: Int, _ row: Int, _ columns: Int,
  dotsPerPixel: Float
) -> [SIMD2<Float>] {
  let corners: [(x: Int, y: Int)] = [(0, 0), (1, 0), (1, 1), (0, 1)]
  let heights = corners.map { values[(row + $0.y) * columns + column + $0.x] - level }
  var crossings: [SIMD2<Float>] = []
  for side in 0..<4 {
    let next = side.cycled(by: 1, count: 4)
    let (a, b) = (heights[side], heights[next])
    guard (a < 0) != (b < 0) else { continue }
    let share = a / (a - b)
    let x = Float(corners[side].x) + share * Float(corners[next].x - corners[side].x)
    let y = Float(corners[side].y) + share * Float(corners[next].y - corners[side].y)
    // Pixel centres lie at + ½.
    crossings.append(SIMD2(Float(column) + x + 0.5, Float(row) + y + 0.5) * dotsPerPixel)
  }
  return crossings
}
