import Testing

/// The screen parser against what the control sequences are documented to do.
@Suite struct ScreenParserTests {
  private func parser(
    _ text: String, columns: Int = 10, rows: Int = 4
  ) -> ScreenParser {
    var parser = ScreenParser(columns: columns, rows: rows)
    parser.feed(text)
    return parser
  }

  private func lines(_ text: String, columns: Int = 10, rows: Int = 4) -> [String] {
    let parser = parser(text, columns: columns, rows: rows)
    #expect(parser.unknown == [])
    return parser.screen.lines
  }

  @Test func plainTextWrapsAtTheLastColumnOnlyWhenMoreFollows() {
    #expect(lines("0123456789") == ["0123456789", "", "", ""])
    #expect(parser("0123456789").screen.cursorRow == 0)
    #expect(lines("0123456789a") == ["0123456789", "a", "", ""])
    #expect(lines("0123456789\r\nb") == ["0123456789", "b", "", ""])
  }

  @Test func wrappingCanBeOff() {
    #expect(lines("\u{1B}[?7l0123456789abc") == ["012345678c", "", "", ""])
  }

  @Test func unicodeArrivesByteByByte() {
    var parser = ScreenParser(columns: 10, rows: 1)
    for byte in "a⣿▀é".utf8 { parser.feed([byte]) }
    #expect(parser.screen.line(0) == "a⣿▀é")
  }

  @Test func cursorMovesAbsolutelyAndRelatively() {
    #expect(lines("\u{1B}[2;3Hx") == ["", "  x", "", ""])
    #expect(lines("\u{1B}[3dx\u{1B}[6Gy") == ["", "", "x    y", ""])
    #expect(lines("\u{1B}[2B\u{1B}[4Cx\u{1B}[A\u{1B}[3Dy\u{8}z") == ["", "  z", "    x", ""])
    #expect(lines("\u{1B}[99;99Hx") == ["", "", "", "         x"])
    #expect(lines("a\tb") == ["a       b", "", "", ""])
  }

  @Test func erasing() {
    #expect(lines("abcdef\u{1B}[3G\u{1B}[K") == ["ab", "", "", ""])
    #expect(lines("abcdef\u{1B}[3G\u{1B}[1K") == ["   def", "", "", ""])
    #expect(lines("abcdef\u{1B}[3G\u{1B}[2X") == ["ab  ef", "", "", ""])
    #expect(lines("a\r\nb\r\nc\u{1B}[2;1H\u{1B}[J") == ["a", "", "", ""])
    #expect(lines("a\r\nb\r\nc\u{1B}[2;2H\u{1B}[1J") == ["", "", "c", ""])
    #expect(lines("a\r\nb\u{1B}[2J") == ["", "", "", ""])
  }

  @Test func erasingLeavesTheBackground() {
    let screen = parser("\u{1B}[44m\u{1B}[K").screen
    #expect(screen[9, 0].style == ScreenStyle(background: .index(4)))
    #expect(screen[0, 1].style == ScreenStyle())
  }

  @Test func insertingAndDeletingCharacters() {
    #expect(lines("abcdef\u{1B}[3G\u{1B}[2@") == ["ab  cdef", "", "", ""])
    #expect(lines("abcdef\u{1B}[3G\u{1B}[2P") == ["abef", "", "", ""])
  }

  @Test func repeatingACharacter() {
    #expect(lines("a\u{1B}[4bc") == ["aaaaac", "", "", ""])
  }

  @Test func linesScrollWithinTheRegion() {
    let text = "a\r\nb\r\nc\r\nd"
    #expect(lines(text + "\r\ne") == ["b", "c", "d", "e"])
    #expect(lines(text + "\u{1B}[2;3r\u{1B}[3;1H\nx") == ["a", "c", "x", "d"])
    #expect(lines(text + "\u{1B}[2;3r\u{1B}[2;1H\u{1B}Mx") == ["a", "x", "b", "d"])
    #expect(lines(text + "\u{1B}[2;1H\u{1B}[L") == ["a", "", "b", "c"])
    #expect(lines(text + "\u{1B}[2;1H\u{1B}[M") == ["a", "c", "d", ""])
    #expect(lines(text + "\u{1B}[2S") == ["c", "d", "", ""])
    #expect(lines(text + "\u{1B}[T") == ["", "a", "b", "c"])
  }

  @Test func colorsOfAllDepths() {
    let screen = parser(
      "\u{1B}[31;102ma\u{1B}[38;5;200mb\u{1B}[48;2;1;2;3mc\u{1B}[38:2::4:5:6md\u{1B}[39;49me"
    ).screen
    #expect(screen[0, 0].style == ScreenStyle(foreground: .index(1), background: .index(10)))
    #expect(screen[1, 0].style == ScreenStyle(foreground: .index(200), background: .index(10)))
    #expect(screen[2, 0].style == ScreenStyle(foreground: .index(200), background: .rgb(1, 2, 3)))
    #expect(screen[3, 0].style.foreground == .rgb(4, 5, 6))
    #expect(screen[4, 0].style == ScreenStyle())
  }

  @Test func attributesGoOnAndOff() {
    let screen = parser("\u{1B}[1;2;4;7ma\u{1B}[22;24mb\u{1B}[mc").screen
    #expect(
      screen[0, 0].style == ScreenStyle(bold: true, dim: true, underline: true, reverse: true))
    #expect(screen[1, 0].style == ScreenStyle(reverse: true))
    #expect(screen[2, 0].style == ScreenStyle())
  }

  @Test func lineDrawingEndsWithItsCharacterSet() {
    #expect(lines("\u{1B}(0lqk\u{1B}(Bq") == ["┌─┐q", "", "", ""])
  }

  @Test func theAlternateScreenGivesTheOldOneBack() {
    let inside = parser("shell\u{1B}[?1049h\u{1B}[Happ")
    #expect(inside.screen.line(0) == "app")
    #expect(inside.isAlternate)
    let after = parser("shell\u{1B}[?1049h\u{1B}[Happ\u{1B}[?1049l!")
    #expect(after.screen.line(0) == "shell!")
    #expect(!after.isAlternate)
  }

  @Test func privateModesAreKept() {
    let parser = parser("\u{1B}[?1006;1003h\u{1B}[?25l\u{1B}[?1003l")
    #expect(parser.modes == [7, 1006])
  }

  @Test func synchronizedFramesAreCounted() {
    var parser = parser("\u{1B}[?2026hx")
    #expect(parser.isMidFrame)
    parser.feed("\u{1B}[?2026l")
    #expect(!parser.isMidFrame)
    #expect(parser.frames == 1)
  }

  @Test func questionsAreAnswered() {
    var parser = parser("ab\u{1B}[6n")
    #expect(String(decoding: parser.replies, as: UTF8.self) == "\u{1B}[1;3R")
    parser.replies = []
    parser.background = "ffff/ffff/ffff"
    parser.feed("\u{1B}]11;?\u{1B}\\c")
    #expect(
      String(decoding: parser.replies, as: UTF8.self) == "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\")
    #expect(parser.screen.line(0) == "abc")
  }

  @Test func stringsAreSwallowedAndTitlesKept() {
    let parser = parser("\u{1B}]0;flow\u{7}\u{1B}Pjunk\u{1B}\\ok")
    #expect(parser.title == "flow")
    #expect(parser.screen.line(0) == "ok")
  }

  @Test func whatIsNotKnownIsListed() {
    #expect(parser("\u{1B}[5z").unknown == ["CSI 5z"])
  }

  @Test func findingText() {
    let screen = parser("\u{1B}[2;4Hhere").screen
    #expect(screen.find("here").map { [$0.column, $0.row] } == [3, 1])
    #expect(!screen.contains("there"))
    #expect(screen.text == "\n   here")
  }
}
