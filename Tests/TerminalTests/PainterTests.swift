import CNcurses
import Canvas
import Testing

@testable import Terminal

@Suite struct PainterTests {
  private let palette = TerminfoEntry.palette

  @Test func colorsAreNumberedByDepth() {
    let painter = Painter(numbering: .everyColor, pairLimit: 100)
    let red = RGB(0xFF0000)
    #expect(painter.number(nil, .trueColor) == -1)
    #expect(painter.number(red, .mono) == -1)
    #expect(painter.number(red, .ansi16) == palette + 9)
    #expect(painter.number(red, .indexed256) == palette + 196)
    #expect(painter.number(red, .trueColor) == 0xFF0000)
  }

  @Test func directColorsAreCloseAndKeepBlackAndWhite() {
    let painter = Painter(numbering: .everyColor, pairLimit: 100)
    #expect(painter.number(RGB(0), .trueColor) == 0)
    #expect(painter.number(RGB(0xFFFFFF), .trueColor) == 0xFFFFFF)
    for level in UInt8.min...UInt8.max {
      let shown = painter.number(RGB(0, 0, level), .trueColor)
      #expect(abs(shown - Int32(level)) <= 3)
    }
  }

  @Test func anOldNcursesUsesTheInstalledPalette() {
    let few = Painter(numbering: .palette(8), pairLimit: 64)
    #expect(few.deepest == .ansi16)
    #expect(few.number(RGB(0xFF0000), .trueColor) == 1)
    let many = Painter(numbering: .palette(256), pairLimit: 64)
    #expect(many.number(RGB(0xFF0000), .trueColor) == 196)
    #expect(many.number(RGB(0xFF0000), .ansi16) == 9)
    let none = Painter(numbering: .palette(0), pairLimit: 0)
    #expect(none.number(RGB(0xFF0000), .trueColor) == -1)
  }

  @Test func cellsCarryGlyphPairAndAttributes() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas[0, 0] = Cell("▀", Style(foreground: RGB(0xFF0000), background: RGB(0x0000FF)))
    canvas[1, 0] = Cell("b", Style(foreground: RGB(0xFF0000), bold: true, reverse: true))
    var painter = Painter(numbering: .everyColor, pairLimit: 100)
    painter.paint(canvas, for: Medium(colors: .trueColor, glyphs: .braille))
    #expect(painter.cells.map(\.glyph) == [0x2580, 0x62, 0x20])
    #expect(painter.cells.map(\.pair) == [1, 2, 0])
    #expect(painter.cells.map(\.attributes) == [0, UInt32(CN_BOLD | CN_REVERSE), 0])
  }

  @Test func glyphsThatTheMediumLacksAreReplaced() {
    let canvas = Canvas(columns: 1, rows: 1, fill: Cell("⣿"))
    var painter = Painter(numbering: .everyColor, pairLimit: 100)
    painter.paint(canvas, for: Medium(colors: .mono, glyphs: .ascii))
    #expect(painter.cells.allSatisfy { $0.glyph < 127 })
  }

  @Test func pairsStayTheSameFromFrameToFrame() {
    var painter = Painter(numbering: .everyColor, pairLimit: 100)
    let medium = Medium(colors: .trueColor, glyphs: .braille)
    let canvas = gradient(columns: 20)
    painter.paint(canvas, for: medium)
    let first = painter.cells.map(\.pair)
    painter.paint(canvas, for: medium)
    #expect(painter.cells.map(\.pair) == first)
    #expect(Set(first).count == 20)
  }

  @Test func aFullTableIsForgottenBetweenFramesNeverWithinOne() {
    var painter = Painter(numbering: .everyColor, pairLimit: 50)
    let medium = Medium(colors: .trueColor, glyphs: .braille)
    for start in [0, 40, 80, 120] {
      painter.paint(gradient(columns: 40, from: start), for: medium)
      #expect(Set(painter.cells.map(\.pair)).count == 40)
      #expect(painter.cells.allSatisfy { (1..<50).contains($0.pair) })
    }
  }

  /// Cells that all differ in colour, also after rounding.
  private func gradient(columns: Int, from start: Int = 0) -> Canvas {
    var canvas = Canvas(columns: columns, rows: 1)
    for column in 0..<columns {
      let value = start + column
      canvas[column, 0] = Cell(
        "▀", Style(foreground: RGB(UInt8(value / 32 * 8), UInt8(value % 32 * 8), 0)))
    }
    return canvas
  }
}
