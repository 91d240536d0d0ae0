import Testing

@testable import Terminal

@Suite struct SteadyColorsTests {
  private func cell(_ glyph: UInt32 = 65, _ color: Int32, _ paper: Int32 = 0x101010)
    -> SteadyColors.Cell
  {
    SteadyColors.Cell(glyph: glyph, attributes: 0, foreground: color, background: paper)
  }

  /// What a frame of cells shows.
  private func show(
    _ cells: [SteadyColors.Cell], in colors: inout SteadyColors, isMoving: Bool = true
  ) -> [SteadyColors.Cell] {
    colors.begin(count: cells.count)
    return cells.indices.map { colors.choose(cells[$0], at: $0, isMoving: isMoving) }
  }

  @Test func aMovingCellKeepsColorsThatNoEyeTellsFromItsNew() {
    var colors = SteadyColors()
    let first = [cell(65, 0x405060)]
    #expect(show(first, in: &colors) == first && colors.isExact)
    #expect(show([cell(65, 0x485468)], in: &colors) == first)
    #expect(!colors.isExact)
    for far in [0x4A5060, 0x405660, 0x40506A] as [Int32] {
      #expect(show([cell(65, far)], in: &colors) == [cell(65, far)])
      #expect(show(first, in: &colors) == first)
    }
  }

  @Test func howeverLongAPictureMovesNoColorIsFartherOffThanTheTolerance() {
    var colors = SteadyColors()
    for level in stride(from: Int32(16), to: 240, by: 1) {
      let wanted = (0..<8).map { cell(UInt32(65 + Int32($0) % 2), (level + Int32($0)) * 0x010101) }
      for (shown, cell) in zip(show(wanted, in: &colors), wanted) {
        #expect(SteadyColors.areNear(shown.foreground, cell.foreground))
        #expect(shown.glyph == cell.glyph && shown.attributes == cell.attributes)
      }
    }
  }

  @Test func aCellThatIsSentTakesTheColorsBeforeItWhereTheyAreNear() {
    var colors = SteadyColors()
    #expect(
      show([cell(65, 0x404040), cell(66, 0x444444), cell(67, 0xC04444)], in: &colors)
        == [cell(65, 0x404040), cell(66, 0x404040), cell(67, 0xC04444)])
    #expect(!colors.isExact)
  }

  @Test func atRestEveryColorIsExact() {
    var colors = SteadyColors()
    let wanted = (0..<6).map { cell(65, 0x404040 + 0x040404 * Int32($0)) }
    _ = show(wanted, in: &colors)
    #expect(!colors.isExact)
    #expect(show(wanted, in: &colors, isMoving: false) == wanted)
    #expect(colors.isExact)
  }

  @Test func anotherGlyphAndColorsOfThePaletteAreNeverNear() {
    var colors = SteadyColors()
    _ = show([cell(65, TerminfoEntry.palette + 3)], in: &colors)
    let next = [cell(65, TerminfoEntry.palette + 4)]
    #expect(show(next, in: &colors) == next)
    #expect(show([cell(65, -1)], in: &colors) == [cell(65, -1)])
    #expect(show([cell(66, -1)], in: &colors) == [cell(66, -1)])
    // A screen of another size shows nothing of before.
    #expect(show([cell(66, 0x404040), cell(66, -1)], in: &colors).count == 2)
  }
}
