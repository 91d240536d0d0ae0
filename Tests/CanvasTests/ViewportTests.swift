import Canvas
import Testing

@Suite struct ViewportTests {
  static let rects = [
    Rect(column: 3, row: 2, columns: 38, rows: 18), Rect(columns: 80, rows: 10),
    Rect(column: 1, columns: 20, rows: 40), Rect(columns: 1, rows: 1),
  ]

  @Test(arguments: rects) func scalesAreEqualOnBothAxes(rect: Rect) {
    let viewport = Viewport(rect: rect, extent: 4)
    let origin = viewport.dot(.zero)
    let right = viewport.dot(SIMD2(1, 0)) - origin
    let up = viewport.dot(SIMD2(0, 1)) - origin
    #expect(abs(right.x + up.y) < 1e-4 && right.x > 0)
    #expect(abs(right.y) < 1e-4 && abs(up.x) < 1e-4)
  }

  @Test(arguments: rects) func theWantedSquareIsCoveredAndNoMoreThanNeeded(rect: Rect) {
    let (lower, upper) = Viewport(rect: rect, extent: 4).bounds
    #expect(lower.x <= -3.9999 && lower.y <= -3.9999 && upper.x >= 3.9999 && upper.y >= 3.9999)
    #expect(min(upper.x, upper.y) < 4.0001)
  }

  @Test func aRectangularWindowIsCovered() {
    let viewport = Viewport(
      rect: Rect(columns: 40, rows: 20), halfSize: SIMD2(6, 2), center: SIMD2(1, -1))
    #expect(viewport.bounds.lower.x == -5 && viewport.bounds.upper.x == 7)
    #expect(viewport.bounds.lower.y <= -3 && viewport.bounds.upper.y >= 1)
  }

  @Test func pixelsAndDataAreInverse() {
    let viewport = Viewport(
      rect: Rect(column: 5, row: 7, columns: 37, rows: 19), extent: 3, center: SIMD2(0.5, -1))
    for point in [SIMD2<Float>(0.5, -1), SIMD2(2.3, 1.7), SIMD2(-2.2, -3.1)] {
      let back = viewport.data(pixel: viewport.pixel(point))
      #expect(abs(back.x - point.x) < 1e-5 && abs(back.y - point.y) < 1e-5)
    }
  }

  @Test func centresOfCellsComeBackToTheirCells() {
    let rect = Rect(column: 5, row: 7, columns: 11, rows: 6)
    let viewport = Viewport(rect: rect, extent: 3)
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn {
        let cell = viewport.cell(viewport.data(column: column, row: row))
        #expect(cell?.column == column && cell?.row == row)
      }
    }
    #expect(viewport.cell(SIMD2(99, 0)) == nil)
    #expect(viewport.cell(SIMD2(.nan, 0)) == nil)
  }

  @Test func pixelCentresAreRowMajorFromTheTop() {
    let viewport = Viewport(rect: Rect(columns: 2, rows: 1), extent: 1)
    #expect(
      viewport.pixelCenters() == [
        SIMD2(-0.5, 0.5), SIMD2(0.5, 0.5), SIMD2(-0.5, -0.5), SIMD2(0.5, -0.5),
      ])
  }

  @Test func pixelAreasTileTheWindow() {
    let viewport = Viewport(rect: Rect(columns: 30, rows: 9), extent: 4)
    let (lower, upper) = viewport.bounds
    let size = upper - lower
    let tiled = viewport.pixelArea * Float(viewport.pixelColumns * viewport.pixelRows)
    #expect(abs(tiled - size.x * size.y) < 1e-2)
  }

  @Test func emptyRectanglesAndExtentsDoNotDivideByZero() {
    #expect(Viewport(rect: Rect(columns: 0, rows: 0), extent: 4).pixelCenters().isEmpty)
    #expect(Viewport(rect: Rect(columns: 4, rows: 2), extent: 0).pixelSize.isFinite)
  }
}
