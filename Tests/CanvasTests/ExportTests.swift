import Canvas
import Testing

@Suite struct ExportTests {
  private func sample() -> Canvas {
    var canvas = Canvas(columns: 6, rows: 2)
    canvas.write("ab", at: 0, 0, style: Style(foreground: RGB(0xFF0000), bold: true))
    canvas.write("c", at: 2, 0, style: Style(foreground: RGB(0xFF0000)))
    canvas.write("d", at: 4, 0)
    canvas[0, 1] = Cell("▀", Style(foreground: RGB(0xFF0000), background: RGB(0x0000FF)))
    canvas[1, 1] = Cell(" ", Style(background: RGB(0x0000FF)))
    return canvas
  }

  @Test func plainTextHasNoTrailingBlanks() {
    #expect(sample().plainText() == "abc d\n▀\n")
  }

  @Test(arguments: [
    (ColorDepth.mono, "\u{1B}[1mab\u{1B}[mc d\n▀\n"),
    (
      .ansi16,
      "\u{1B}[1;91mab\u{1B}[22mc\u{1B}[m d\n\u{1B}[91;44m▀\u{1B}[39m \u{1B}[m\n"
    ),
    (
      .indexed256,
      "\u{1B}[1;38;5;196mab\u{1B}[22mc\u{1B}[m d\n\u{1B}[38;5;196;48;5;21m▀\u{1B}[39m \u{1B}[m\n"
    ),
    (
      .trueColor,
      "\u{1B}[1;38;2;255;0;0mab\u{1B}[22mc\u{1B}[m d\n"
        + "\u{1B}[38;2;255;0;0;48;2;0;0;255m▀\u{1B}[39m \u{1B}[m\n"
    ),
  ]) func ansiWritesOnlyChanges(depth: ColorDepth, expected: String) {
    #expect(sample().ansi(depth: depth) == expected)
  }

  @Test func boldAndDimEndTogether() {
    var canvas = Canvas(columns: 2, rows: 1)
    canvas.write("a", at: 0, 0, style: Style(bold: true, dim: true, underline: true))
    canvas.write("b", at: 1, 0, style: Style(dim: true, underline: true))
    #expect(canvas.ansi(depth: .mono) == "\u{1B}[1;2;4ma\u{1B}[22;2mb\u{1B}[m\n")
  }

  @Test func svgDrawsBlocksAsRectanglesAndTextAsRuns() {
    let svg = sample().svg(title: "a < b")
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 60\""))
    #expect(svg.contains("<title>a &lt; b</title>"))
    #expect(svg.contains("<path fill=\"#ff0000\" d=\"M0 20h10v10h-10z\"/>"))
    // The two blue pixels of the first cell's lower half and the second cell meet without overlap.
    #expect(svg.contains("<path fill=\"#0000ff\" d=\"M10 20h10v10h-10zM0 30h20v10h-20z\"/>"))
    #expect(
      svg.contains(
        "<text y=\"15\" x=\"0\" textLength=\"20\" lengthAdjust=\"spacingAndGlyphs\" "
          + "font-weight=\"bold\" fill=\"#ff0000\">ab</text>"))
    #expect(!svg.contains("▀"))
  }

  @Test func svgPlacesEveryGlyphThatMayComeFromAnotherFont() {
    var canvas = Canvas(columns: 8, rows: 1)
    canvas.write("f⁻¹ ◀ x", at: 1, 0)
    #expect(canvas.svg().contains("x=\"10 20 30 40 50 60 70\" fill=\"#d4d4d4\">f⁻¹ ◀ x</text>"))
  }

  @Test func svgDrawsDotsLinesAndEighthsAsShapes() {
    var canvas = Canvas(columns: 8, rows: 1)
    canvas.write("⠁──┐▌▂▘", at: 0, 0)
    let svg = canvas.svg()
    for path in [
      "M2.5 2.5h0", "M10 10h20", "M35 10v10M30 10h5", "M40 0h5v20h-5z", "M50 15h10v5h-10z",
      "M60 0h5v10h-5z",
    ] { #expect(svg.contains(path), "\(path)") }
    #expect(!svg.contains("<text"))
  }

  @Test func svgFollowsBackdropReverseAndDepth() {
    var canvas = Canvas(columns: 1, rows: 1)
    canvas[0, 0] = Cell("x", Style(foreground: RGB(0xFE0101), reverse: true))
    let svg = canvas.svg(backdrop: .light, depth: .ansi16)
    #expect(svg.contains("<path fill=\"#ff0000\" d=\"M0 0h10v20h-10z\"/>"))
    #expect(svg.contains("fill=\"#ffffff\">x</text>"))
  }

  @Test func svgDimsAReversedCellAsABlockOfThatColour() {
    var canvas = Canvas(columns: 2, rows: 1)
    canvas[0, 0] = Cell("▌", Style(foreground: RGB(0xFF0000), dim: true, reverse: true))
    canvas[1, 0] = Cell("█", Style(foreground: RGB(0xFF0000), dim: true))
    // The background of the first cell joins the second one.
    #expect(canvas.svg().contains("M0 0h20v20h-20z"))
  }

  @Test func svgMergesEqualBackgrounds() {
    let canvas = Canvas(columns: 200, rows: 60, fill: Cell(" ", Style(background: RGB(0x440154))))
    #expect(canvas.svg().contains("M0 0h2000v1200h-2000z"))
    #expect(canvas.svg().utf8.count < 1200)
  }

  @Test func differencesShowBothPictures() {
    var other = sample()
    #expect(sample().difference(from: other) == nil)
    other.write("z", at: 5, 0)
    let report = other.difference(from: sample()) ?? ""
    #expect(
      report.contains("column 5, row 0") && report.contains("abc dz") && report.contains("abc d\n"))
  }
}
