import Testing

@testable import Canvas

@Suite struct LuminousTests {
  private static let media = ColorDepth.allCases.filter { $0 != .mono }.flatMap { depth in
    Backdrop.allCases.map { Medium(colors: depth, glyphs: .braille, backdrop: $0) }
  }

  @Test(arguments: media) func noLightIsTheBackdropWhateverTheHue(medium: Medium) {
    let map = LuminousMap(limit: 2, medium: medium)
    let colors = Set([-2, -0.5, 0, 0.5, 2].map { map.color(value: $0, light: 0) })
    #expect(colors.count == 1)
  }

  @Test(arguments: media) func moreLightIsFartherFromTheBackdrop(medium: Medium) {
    let map = LuminousMap(limit: 2, medium: medium)
    let paper = OKLab(map.color(value: 0, light: 0))
    for value: Float in [-2, -1, 0, 1, 2] {
      let gaps = [0, 0.1, 0.3, 0.6, 1].map { light in
        abs(OKLab(map.color(value: value, light: light)).lightness - paper.lightness)
      }
      #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0 <= $1 + 0.02 }, "\(value): \(gaps)")
      #expect(gaps[4] > 0.3)
    }
  }

  /// Bright enough to be told apart, both sides are: orange is warm, blue is cold, on every rung.
  @Test(arguments: media) func theSidesHaveTheirHues(medium: Medium) {
    let map = LuminousMap(limit: 2, medium: medium)
    for light: Float in [0.25, 0.5, 1] {
      for value: Float in [1, 2] {
        let (above, below) = (
          map.color(value: value, light: light), map.color(value: -value, light: light)
        )
        #expect(above.red > above.blue, "\(value) at \(light): \(above)")
        #expect(below.blue > below.red, "\(-value) at \(light): \(below)")
      }
    }
  }

  /// On 256 colours every colour is an entry of the palette, so that nothing is rounded once more.
  @Test(arguments: Backdrop.allCases) func fewColorsAreEntriesOfTheirPalette(backdrop: Backdrop) {
    let medium = Medium(colors: .indexed256, glyphs: .braille, backdrop: backdrop)
    let map = LuminousMap(limit: 2, medium: medium)
    for value in stride(from: Float(-2), through: 2, by: 0.25) {
      for light in stride(from: Float(0), through: 1, by: 0.1) {
        let color = map.color(value: value, light: light)
        #expect(Palette.color(Palette.nearest256(color)) == color)
      }
    }
  }

  /// The legend and the bars say what the picture's hues mean: where colours are few, in the same ones.
  @Test(arguments: Backdrop.allCases) func legendAndPictureShareTheirFewColours(backdrop: Backdrop)
  {
    let medium = Medium(colors: .ansi16, glyphs: .braille, backdrop: backdrop)
    let (map, legend) = (
      LuminousMap(limit: 2, medium: medium), DivergingMap(limit: 2, medium: medium)
    )
    for value: Float in [-2, 2] {
      #expect(legend.style(for: value).foreground == map.color(value: value, light: 1))
    }
  }

  @Test func whatIsNotANumberIsMissing() {
    let map = LuminousMap(limit: 2, medium: best)
    #expect(map.color(value: .nan, light: 1) == ColorMap.missing)
  }

  @Test func withoutColoursLightIsInk() {
    var canvas = Canvas(columns: 4, rows: 1)
    canvas.drawLuminous(
      Array(repeating: 0, count: 8), light: [0, 0.1, 0.4, 1, 0, 0.1, 0.4, 1],
      in: canvas.bounds, limit: 2, medium: Medium(colors: .mono, glyphs: .ascii))
    expectPicture(canvas, " .o@")
  }

  /// Without colours the sign is what the ink is made of, as in the legend.
  @Test(arguments: [GlyphSet.ascii, .braille])
  func withoutColoursTheSignIsTheGlyph(glyphs: GlyphSet) {
    let medium = Medium(colors: .mono, glyphs: glyphs)
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.drawLuminous(
      [-1, 0, 1, -1, 0, 1], light: Array(repeating: 1, count: 6), in: canvas.bounds, limit: 2,
      medium: medium)
    let glyphs = (0..<3).map { canvas[$0, 0].glyph }
    let legend = DivergingMap(limit: 2, medium: medium).legend().cells.map(\.glyph)
    #expect(legend.contains(glyphs[0]) && legend.contains(glyphs[2]))
    #expect(Set(glyphs).count == 3)
    #expect(canvas[2, 0].style.bold && !canvas[0, 0].style.bold)
  }

  /// With 16 colours, in the same light, the board's dark squares are told from its light ones.
  @Test(arguments: Backdrop.allCases) func sixteenColoursHaveTwoTonesASide(backdrop: Backdrop) {
    let map = LuminousMap(
      limit: 2, medium: Medium(colors: .ansi16, glyphs: .braille, backdrop: backdrop))
    for value: Float in [-2, 0, 2] {
      #expect(map.color(value: value, light: 0.3) != map.color(value: value, light: 1))
    }
  }

  /// Where a map expands the 256 colours have neither red nor olive: red is at least half green, and no
  /// colour is as green as it is red.
  @Test(arguments: Backdrop.allCases) func orangeStaysOrange(backdrop: Backdrop) {
    let medium = Medium(colors: .indexed256, glyphs: .braille, backdrop: backdrop)
    let map = LuminousMap(limit: 2, medium: medium)
    for light in stride(from: Float(0), through: 1, by: 0.05) {
      let color = map.color(value: 2, light: light)
      let isGrey = color.red == color.green && color.green == color.blue
      let (red, green) = (Int(color.red), Int(color.green))
      #expect(isGrey || (3 * green > red && 10 * green < 9 * red), "\(light): \(color)")
    }
  }
}
