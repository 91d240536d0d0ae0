import Canvas
import Testing

@Suite struct DotRasterTests {
  let white = Style(foreground: RGB(0xFFFFFF))

  private func picture(_ raster: DotRaster, _ glyphs: GlyphSet) -> Canvas {
    var canvas = Canvas(columns: raster.columns, rows: raster.rows)
    canvas.draw(raster, at: 0, 0, medium: Medium(colors: .trueColor, glyphs: glyphs))
    return canvas
  }

  @Test func everyDotHasItsBrailleBit() {
    let expected: [Unicode.Scalar] = ["⠁", "⠈", "⠂", "⠐", "⠄", "⠠", "⡀", "⢀"]
    for (index, glyph) in expected.enumerated() {
      var raster = DotRaster(columns: 1, rows: 1)
      raster.point(SIMD2(Float(index % 2) + 0.5, Float(index / 2) + 0.5), style: white)
      #expect(picture(raster, .braille)[0, 0].glyph == glyph)
    }
  }

  @Test func linesOnEachRung() {
    var raster = DotRaster(columns: 8, rows: 3)
    raster.line(from: SIMD2(0, 0.5), to: SIMD2(16, 0.5), style: white)
    raster.line(from: SIMD2(0.5, 11.5), to: SIMD2(8.5, 3.5), style: white)
    expectPicture(
      picture(raster, .braille),
      """
      ⠉⠉⠉⠉⡉⠉⠉⠉
        ⡠⠊
      ⡠⠊
      """)
    expectPicture(
      picture(raster, .blocks),
      """
      ▀▀▀▀▛▀▀▀
        ▄▀
      ▄▀
      """)
    expectPicture(
      picture(raster, .ascii),
      """
      ----/---
        //
      //
      """)
  }

  @Test func asciiTellsTheWaysOfLines() {
    var raster = DotRaster(columns: 7, rows: 1)
    for (column, way) in [
      SIMD2<Float>(1.9, 0), SIMD2(0, 3.9), SIMD2(1.9, 1.9), SIMD2(1.9, -1.9),
    ].enumerated() {
      let start = SIMD2(Float(column) * 2, way.y < 0 ? 3.9 : 0)
      raster.line(from: start, to: start + way, style: white)
    }
    for (x, count) in [(8, 1), (10, 4), (12, 8)] {
      for dot in 0..<count {
        raster.point(SIMD2(Float(x + dot % 2), Float(dot / 2)), style: white)
      }
    }
    expectPicture(picture(raster, .ascii), "-|\\/.:*")
  }

  @Test func aCircleOfDataIsRoundOnTheRaster() {
    let viewport = Viewport(rect: Rect(columns: 40, rows: 20), extent: 1.25)
    var raster = DotRaster(columns: 40, rows: 20)
    // The octagon's corners lie on the circle: equal extents in dots both ways.
    for corner in [SIMD2<Float>(1, 0), SIMD2(0, 1), SIMD2(-1, 0), SIMD2(0, -1)] {
      raster.point(viewport.dot(corner), style: white)
    }
    let canvas = picture(raster, .braille)
    let lit = canvas.cells.indices.filter { canvas.cells[$0].glyph != " " }
    #expect(lit.map { [$0 % 40, $0 / 40] } == [[20, 2], [4, 10], [36, 10], [20, 18]])
  }

  @Test func backgroundsOfHeatmapsStay() {
    var canvas = Canvas(columns: 1, rows: 1)
    canvas[0, 0] = Cell("▀", Style(foreground: RGB(0x204060), background: RGB(0x406080)))
    var raster = DotRaster(columns: 1, rows: 1)
    raster.point(.zero, style: white)
    canvas.draw(raster, at: 0, 0, medium: best)
    let expected = Style(foreground: RGB(0xFFFFFF), background: RGB(0x305070))
    #expect(canvas[0, 0] == Cell("⠁", expected))
  }

  @Test func layersShareACellOrReplaceIt() {
    var first = DotRaster(columns: 1, rows: 1)
    first.point(.zero, style: .plain)
    var second = DotRaster(columns: 1, rows: 1)
    second.point(SIMD2(1, 0), style: white)
    for (joined, glyph): (Bool, Unicode.Scalar) in [(true, "⠉"), (false, "⠈")] {
      var canvas = Canvas(columns: 1, rows: 1)
      canvas.draw(first, at: 0, 0, medium: best)
      canvas.draw(second, at: 0, 0, joined: joined, medium: best)
      #expect(canvas[0, 0] == Cell(glyph, white))
    }
  }

  @Test func coloursAreAveragedOnRequest() {
    for (mixing, expected) in [(DotRaster.Mixing.mean, RGB(0x7F007F)), (.last, RGB(0x0000FF))] {
      var raster = DotRaster(columns: 1, rows: 1, mixing: mixing)
      raster.point(.zero, style: Style(foreground: RGB(0xFF0000)))
      raster.point(SIMD2(1, 1), style: Style(foreground: RGB(0x0000FF)))
      #expect(picture(raster, .braille)[0, 0].style.foreground == expected)
    }
  }

  @Test func whatIsOutsideOrNotANumberIsLeftOut() {
    var raster = DotRaster(columns: 4, rows: 2)
    for place in [SIMD2<Float>(-0.1, 0), SIMD2(8, 0), SIMD2(0, 8), SIMD2(.nan, 0)] {
      raster.point(place, style: white)
    }
    raster.line(from: SIMD2(-5, -5), to: SIMD2(20, -1), style: white)
    raster.line(from: SIMD2(.nan, 0), to: SIMD2(1, 1), style: white)
    raster.line(from: SIMD2(0, 0), to: SIMD2(.infinity, 1), style: white)
    expectPicture(picture(raster, .braille), "\n")
  }

  @Test func clippedLinesKeepTheirCourse() {
    var whole = DotRaster(columns: 6, rows: 3)
    whole.line(from: SIMD2(0, 0.5), to: SIMD2(11.9, 11.5), style: white)
    var clipped = DotRaster(columns: 6, rows: 3)
    clipped.line(from: SIMD2(-1190, -1099.5), to: SIMD2(1190, 1100.5), style: white)
    #expect(picture(clipped, .ascii).cells[0].glyph == "\\")
    let lit = { (canvas: Canvas) in canvas.cells.count { $0.glyph != " " } }
    #expect(abs(lit(picture(whole, .braille)) - lit(picture(clipped, .braille))) <= 2)
  }

  @Test func polylinesHaveGapsAtMissingPlaces() {
    var raster = DotRaster(columns: 5, rows: 1)
    raster.polyline(
      [SIMD2(0, 0), SIMD2(3, 0), SIMD2(.nan, 0), SIMD2(6, 0), SIMD2(9, 0)], style: white)
    expectPicture(picture(raster, .braille), "⠉⠉ ⠉⠉")
  }

  @Test func dottedLinesKeepHalfTheirDotsOverJoints() {
    for places in [[0.5, 15.5], (0..<16).map { Float($0) + 0.5 }] {
      var raster = DotRaster(columns: 8, rows: 1)
      raster.isDotted = true
      raster.polyline(places.map { SIMD2($0, 0.5) }, style: white)
      expectPicture(picture(raster, .braille), "⠁⠈⠁⠈⠁⠈⠁⠈")
    }
  }
}
