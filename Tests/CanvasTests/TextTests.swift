import Canvas
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("held-out 2.435", 20, "held-out 2.435"),
    ("change of variables at the probe", 20, "change of variables…"),
    ("change of variables at the probe", 19, "change of…"),
    ("space run · step", 12, "space run…"),
    ("realnvp", 4, "rea…"),
    ("realnvp", 1, "…"),
    ("realnvp", 0, ""),
    ("", 3, ""),
  ]) func cutsAtWords(text: String, width: Int, expected: String) {
    #expect(text.fitted(to: width) == expected)
  }

  @Test func cutTextIsNeverWiderThanItsRoom() {
    let text = "x · data space, the model's density p(x) and a warped grid"
    for width in 0...text.count { #expect(text.fitted(to: width).count <= width) }
  }

  @Test func everyScalarTakesOneCell() {
    // A combining acute accent, a wide character, a tab and an escape.
    #expect(StyledText("e\u{301}漢\t\u{1B}f⁻¹").string == "e? f⁻¹")
  }

  @Test func writesFromBothSides() {
    var canvas = Canvas(columns: 12, rows: 3)
    #expect(canvas.write("KL", at: 1, 0) == 3)
    #expect(canvas.writeTrailing("0.041", before: 12, 0) == 7)
    canvas.write("mid", in: canvas.bounds, row: 1, alignment: .center)
    canvas.write("outside the canvas", at: 5, 2)
    expectPicture(
      canvas,
      """
       KL    0.041
          mid
           outside
      """)
  }

  @Test func textKeepsTheBackgroundItIsWrittenOn() {
    var canvas = Canvas(columns: 2, rows: 1)
    canvas[0, 0] = Cell("▀", Style(foreground: RGB(0xFF0000), background: RGB(0x0000FF)))
    canvas[1, 0] = Cell(" ", Style(background: RGB(0x102030)))
    canvas.write("ab", at: 0, 0)
    #expect(canvas[0, 0].style.background == RGB(0x800080))
    #expect(canvas[1, 0].style.background == RGB(0x102030))
  }

  @Test func padsToColumns() {
    #expect(StyledText("3.2").padded(to: 5, alignment: .trailing).string == "  3.2")
    #expect(StyledText("3.2").padded(to: 5).string == "3.2  ")
  }
}

@Suite struct GlyphFallbackTests {
  @Test func asciiMediaGetOnlyASCII() {
    var canvas = Canvas(columns: 60, rows: 1)
    canvas.write("Σ log|det| −0.5 · f⁻¹ ◀ x … ┌─┐ ⣿ █ é 中", at: 0, 0)
    let adapted = canvas.adapted(to: .ascii)
    #expect(adapted.cells.allSatisfy { $0.glyph.isASCII })
    expectPicture(adapted, "S log|det| -0.5 . f-1 < x ~ +-+ * # e ?")
  }

  @Test func blockMediaGetQuadrantsForBraille() {
    var canvas = Canvas(columns: 4, rows: 1)
    canvas.write("⠁⢀⠉⣿", at: 0, 0)
    expectPicture(canvas.adapted(to: .blocks), "▘▗▀█")
  }

  @Test func asciiKeepsTheColourOfHalfBlocks() {
    var canvas = Canvas(columns: 1, rows: 1)
    canvas[0, 0] = Cell("▀", Style(foreground: RGB(0x000000), background: RGB(0x808080)))
    #expect(
      canvas.adapted(to: .ascii)[0, 0] == Cell(" ", Style(background: RGB(0x404040))))
  }
}

@Suite struct NumberTextTests {
  @Test(arguments: [
    (-1.8444, 3, false, "−1.844"), (0.61, 2, true, "+0.61"), (-0.0001, 2, true, "0.00"),
    (1240.5, 1, false, "1,240.5"), (2.95, 0, false, "3"), (0.05, 3, false, "0.050"),
    (.nan, 2, true, "NaN"), (-.infinity, 2, false, "−∞"), (999_999.96, 1, false, "1,000,000.0"),
  ]) func fixedDecimals(value: Double, decimals: Int, signed: Bool, expected: String) {
    #expect(NumberText.fixed(value, decimals: decimals, signed: signed) == expected)
  }

  @Test func thousandsAreSeparated() {
    #expect(NumberText.grouped(1_000_050) == "1,000,050")
    #expect(NumberText.grouped(-1240) == "−1,240")
    #expect(NumberText.grouped(Int.min).hasPrefix("−9,223,372,036"))
  }

  @Test(arguments: [
    (840.0, "840"), (1_240, "1.2k"), (20_000, "20k"), (1_000, "1k"), (1.5e6, "1.5M"),
    (0.25, "0.25"),
  ]) func compact(value: Double, expected: String) {
    #expect(NumberText.compact(value) == expected)
  }

  @Test(arguments: [(2e-5, "2e−5"), (-3.25e12, "−3.25e12"), (9.999e3, "1e4")])
  func scientific(value: Double, expected: String) {
    #expect(NumberText.scientific(value) == expected)
  }
}
