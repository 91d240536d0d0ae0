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
