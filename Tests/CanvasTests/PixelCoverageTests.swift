import Testing

@testable import Canvas

@Suite struct PixelCoverageTests {
  private let square: [SIMD2<Float>] = [
    SIMD2(2.25, 1.5), SIMD2(7.5, 1.5), SIMD2(7.5, 6), SIMD2(2.25, 6),
  ]

  @Test func aFillCoversTheAreaThatItEncloses() {
    var shape = PixelCoverage(columns: 10, rows: 8)
    shape.fill(square)
    #expect(abs(shape.amounts.reduce(0, +) - 5.25 * 4.5) < 1e-3)
    #expect(abs(shape.amounts[3 * 10 + 2] - 0.75) < 1e-4)
    #expect(shape.amounts[3 * 10 + 4] == 1 && shape.amounts[0] == 0)
    #expect(shape.amounts[1 * 10 + 4] == 0.5)
  }

  /// No pixel of the fill lies beyond the outline, and none of the outline away from the fill's edge.
  @Test func aFillEndsWhereItsOutlineRuns() {
    let corners: [SIMD2<Float>] = [SIMD2(3, 2), SIMD2(17, 5), SIMD2(13, 14), SIMD2(5.5, 11)]
    var (fill, outline) = (
      PixelCoverage(columns: 20, rows: 16), PixelCoverage(columns: 20, rows: 16)
    )
    fill.fill(corners)
    outline.stroke(corners)
    for index in fill.amounts.indices {
      let isEdge = fill.amounts[index] > 0.1 && fill.amounts[index] < 0.9
      #expect(!isEdge || outline.amounts[index] > 0.2, "\(index % 20), \(index / 20)")
    }
  }

  @Test func whatIsNoNumberCoversNothing() {
    var shape = PixelCoverage(columns: 4, rows: 4)
    shape.fill([SIMD2(0, 0), SIMD2(.nan, 1), SIMD2(3, 3)])
    shape.stroke([SIMD2(0, 0), SIMD2(.infinity, 1)])
    #expect(shape.amounts.allSatisfy { $0 == 0 })
  }
}
