import Canvas
import Testing

@Suite struct FrameTests {
  let top = BorderTitles(left: "z · base space", center: "zoom", right: "f⁻¹ ◀ x")

  @Test func titlesStandInTheBorders() {
    var canvas = Canvas(columns: 44, rows: 3)
    let inner = canvas.drawFrame(
      canvas.bounds, top: top, bottom: BorderTitles(right: "−2 ▇▅▁▅▇ +2"), medium: best)
    #expect(inner == Rect(column: 1, row: 1, columns: 42, rows: 1))
    expectPicture(
      canvas,
      """
      ┌ z · base space ── zoom ─────── f⁻¹ ◀ x ──┐
      │                                          │
      └─────────────────────────── −2 ▇▅▁▅▇ +2 ──┘
      """)
  }

  @Test func theMiddleTitleGoesFirstThenTheRight() {
    var canvas = Canvas(columns: 32, rows: 2)
    canvas.drawFrame(canvas.bounds, top: top, medium: best)
    #expect(canvas.plainText().hasPrefix("┌ z · base space ─── f⁻¹ ◀ x ──┐"))
    canvas = Canvas(columns: 20, rows: 2)
    canvas.drawFrame(canvas.bounds, top: top, medium: best)
    #expect(canvas.plainText().hasPrefix("┌ z · base space ──┐"))
    canvas = Canvas(columns: 14, rows: 2)
    canvas.drawFrame(canvas.bounds, top: top, medium: best)
    #expect(canvas.plainText().hasPrefix("┌ z · base… ─┐"))
  }

  @Test func asciiFramesAreASCII() {
    var canvas = Canvas(columns: 10, rows: 3)
    canvas.drawFrame(canvas.bounds, top: BorderTitles(left: "loss"), medium: plain)
    expectPicture(
      canvas,
      """
      + loss --+
      |        |
      +--------+
      """)
  }

  @Test func focusShowsOnEveryRung() {
    for medium in allMedia {
      var light = Canvas(columns: 5, rows: 3)
      light.drawFrame(light.bounds, medium: medium)
      var heavy = Canvas(columns: 5, rows: 3)
      heavy.drawFrame(heavy.bounds, heavy: true, medium: medium)
      #expect(light != heavy)
    }
  }

  @Test func cornersNeverVanishUnderTitles() {
    for columns in 0...50 {
      var canvas = Canvas(columns: columns, rows: 2)
      canvas.drawFrame(canvas.bounds, top: top, bottom: top, medium: best)
      guard columns >= 2 else { continue }
      #expect(canvas[0, 0].glyph == "┌" && canvas[columns - 1, 0].glyph == "┐")
      #expect(canvas[0, 1].glyph == "└" && canvas[columns - 1, 1].glyph == "┘")
    }
  }
}
