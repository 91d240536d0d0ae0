import Canvas
import Testing

@testable import Terminal

/// What answers to questions about colours and widths mean.
@Suite struct QuestionTests {
  private func read(_ text: String) -> [Input] {
    var parser = InputParser()
    return parser.feed(Array(text.utf8)[...], at: .now)
  }

  /// As xterm, kitty, mlterm and others answer; the last of these knows the question, and not the colours.
  @Test(
    arguments: [
      ("\u{1B}P1$r0;48:2::1:2:3m\u{1B}\\", true), ("\u{1B}P1$r48:2:1:2:3m\u{1B}\\", true),
      ("\u{1B}P1$r48;2;1;2;3m\u{1B}\\", true), ("\u{1B}P1+r5463\u{1B}\\", true),
      ("\u{1B}P1+r524742=38\u{1B}\\", true), ("\u{1B}P1$r48;5;16m\u{1B}\\", false),
      ("\u{1B}P1$r0;48:2::4:2:3m\u{1B}\\", false),
    ] as [(String, Bool)])
  func colourAnswersAreUnderstood(text: String, isDirect: Bool) {
    #expect(read(text) == [.directColors(isDirect)])
  }

  @Test(arguments: [
    "\u{1B}P0$r\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}P0+r5463\u{1B}\\",
    "\u{1B}P>|kitty\u{1B}\\",
    "\u{1B}X1+r5463\u{1B}\\", "\u{1B}]1+r5463\u{1B}\\", "\u{1B}P11;rgb:ff/ff/ff\u{1B}\\",
    "\u{1B}_11;rgb:ff/ff/ff\u{1B}\\", "\u{1B}PGi=31;OK\u{1B}\\",
  ])
  func whatDoesNotAnswerIsNoAnswer(text: String) { #expect(read(text) == []) }

  @Test(
    arguments: [
      ([4, 3], GlyphSet.braille, GlyphSet.braille), ([4, 3], .blocks, .blocks),
      ([7, 3], .braille, .ascii), ([4, 5], .braille, .blocks), ([4, 5], .blocks, .blocks),
      // Bytes of UTF-8 as so many characters.
      ([10, 7], .braille, .ascii), ([], .braille, .braille), ([4], .braille, .braille),
    ] as [([Int], GlyphSet, GlyphSet)])
  func tooWideGlyphsAreNotUsed(columns: [Int], wanted: GlyphSet, best: GlyphSet) {
    var question = WidthQuestion()
    for column in columns { question.note(column: column) }
    question.note(column: 40)
    #expect(question.best(upTo: wanted) == best || columns.count < 2)
    if columns.count == 2 { #expect(question.isSingle.count == 2) }
  }

  @Test func theInkOfAnUnknownTerminalIsNotUsedOnPaper() {
    var canvas = Canvas(columns: 2, rows: 1)
    canvas.write("ab", at: 0, 0, style: Style(background: RGB(0x10_1014)))
    for isKnown in [true, false] {
      var painter = Painter(numbering: .everyColor, pairLimit: 100)
      painter.paint(
        canvas,
        for: Medium(colors: .trueColor, glyphs: .braille, backdropIsKnown: isKnown))
      var plain = Painter(numbering: .everyColor, pairLimit: 100)
      plain.paint(canvas, for: Medium(colors: .mono, glyphs: .braille, backdropIsKnown: isKnown))
      #expect(painter.cells[0].pair != 0 && plain.cells[0].pair == 0)
    }
  }
}
