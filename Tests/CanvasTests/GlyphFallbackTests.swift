import Canvas
import Testing

@Suite struct GlyphFallbackTests {
  @Test func asciiMediaGetOnlyASCII() {
    var canvas = Canvas(columns: 60, rows: 1)
    canvas.write("Σ log|det| −0.5 · f⁻¹ ◀ x … ┌─┐ ⣿ █ é 中", at: 0, 0)
    let adapted = canvas.adapted(to: .ascii)
    #expect(adapted.cells.allSatisfy { $0.glyph.isASCII })
    expectPicture(adapted, "S log|det| -0.5 . f-1 < x ~ +-+ * # e ?")
  }

  @Test func asciiHasALetterForEverySignOfKeysAndArrows() {
    for (sign, plain) in [
      ("⇧", "S"), ("∇", "V"), ("↗", "/"), ("↖", "\\"), ("ˢ", "s"), ("⌫", "<"),
    ] {
      #expect(String(GlyphSet.ascii.nearest(sign.unicodeScalars.first ?? " ")) == plain)
    }
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
