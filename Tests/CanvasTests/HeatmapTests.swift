import Canvas
import Testing

@Suite struct HeatmapTests {
  let rect = Rect(columns: 3, rows: 1)
  let values: [Float] = [0, 0.5, 1, 1, 0.5, 0]

  @Test func aCellShowsTwoPixels() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.drawHeatmap(values, in: rect, range: 0...1, medium: best)
    let (low, middle, high) = (
      ColorMap.viridis.color(at: 0), ColorMap.viridis.color(at: 0.5), ColorMap.viridis.color(at: 1)
    )
    #expect(canvas[0, 0] == Cell("▀", Style(foreground: low, background: high)))
    #expect(canvas[1, 0] == Cell(" ", Style(background: middle)))
    #expect(canvas[2, 0] == Cell("▀", Style(foreground: high, background: low)))
  }

  @Test func withoutColourInkGrowsWithTheValue() {
    let ramp: [Float] = (0..<20).map { Float($0 % 10) / 9 }
    var canvas = Canvas(columns: 10, rows: 2)
    canvas.drawHeatmap(ramp, in: Rect(columns: 10, rows: 1), range: 0...1, medium: plain)
    canvas.drawHeatmap(
      ramp, in: Rect(row: 1, columns: 10, rows: 1), range: 0...1,
      medium: Medium(colors: .mono, glyphs: .blocks))
    expectPicture(
      canvas,
      """
       .:-=+*#%@
        ░░▒▒▓▓██
      """)
  }

  @Test func colourWithoutBlocksUsesTheMeanAsBackground() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.drawHeatmap(
      values, in: rect, map: .grey, range: 0...1, medium: Medium(colors: .trueColor, glyphs: .ascii)
    )
    #expect(canvas[0, 0] == Cell(" ", Style(background: RGB(0x808080))))
  }

  @Test func sixteenColoursOnlyUsePaletteEntries() {
    for map in ColorMap.allCases {
      var canvas = Canvas(columns: 64, rows: 1)
      canvas.drawHeatmap(
        (0..<128).map { Float($0) }, in: canvas.bounds, map: map,
        medium: Medium(colors: .ansi16, glyphs: .blocks))
      let colors = canvas.cells.flatMap { [$0.style.foreground, $0.style.background] }
      #expect(colors.allSatisfy { $0 == nil || Palette.ansi16.contains($0 ?? RGB(0)) })
      #expect(Set(colors.compactMap { $0 }).count >= 2)
    }
  }

  @Test func missingNumbersAreNamedOnEveryRung() {
    for medium in allMedia {
      var canvas = Canvas(columns: 3, rows: 1)
      canvas.drawHeatmap([.nan, 0, 1, .nan, 0, 1], in: rect, medium: medium)
      let cell = canvas[0, 0]
      #expect(cell.glyph == "?" || cell.style.background == ColorMap.missing)
      #expect(canvas[1, 0].glyph != "?" && canvas[1, 0].style.background != ColorMap.missing)
    }
  }

  @Test func strengthFadesIntoTheBackdrop() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.drawHeatmap(values, in: rect, strength: 0, medium: best)
    #expect(canvas.cells.allSatisfy { $0.style.background == best.backdrop.color })
  }

  @Test func infinitiesAndConstantsDoNotTrap() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.drawHeatmap([.infinity, -.infinity, 2, 2, 2, 2], in: rect, medium: best)
    canvas.drawHeatmap([2, 2, 2, 2, 2, 2], in: rect, medium: best)
    canvas.drawHeatmap([1e38, -1e38, 2, 2, 2, 2], in: rect, range: -1e38...3e38, medium: plain)
    #expect(canvas[1, 0].glyph.isASCII)
  }

  @Test func isClippedToTheCanvas() {
    var canvas = Canvas(columns: 2, rows: 1)
    let clipped = Rect(column: -1, columns: 3, rows: 1)
    canvas.drawHeatmap(values, in: clipped, range: 0...1, medium: best)
    #expect(canvas[1, 0].style.foreground == ColorMap.viridis.color(at: 1))
  }
}
