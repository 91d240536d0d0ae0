import Canvas
import Testing

/// Compares the glyphs of a picture with lines of text; a failure prints both pictures.
func expectPicture(
  _ canvas: Canvas, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = canvas.plainText()
  let wanted = expected + "\n"
  #expect(
    text == wanted, "picture:\n\(text)\nexpected:\n\(wanted)", sourceLocation: sourceLocation)
}

/// All rungs of both ladders on both backdrops.
let allMedia: [Medium] = ColorDepth.allCases.flatMap { colors in
  GlyphSet.allCases.flatMap { glyphs in
    Backdrop.allCases.map { Medium(colors: colors, glyphs: glyphs, backdrop: $0) }
  }
}

let best = Medium(colors: .trueColor, glyphs: .braille)
let plain = Medium(colors: .mono, glyphs: .ascii)
