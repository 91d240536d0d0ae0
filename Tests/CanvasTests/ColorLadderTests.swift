import Canvas
import Testing

@Suite struct ColorLadderTests {
  @Test func everyPaletteEntryIsItsOwnNearest() {
    for index in UInt8(16)...255 {
      let color = Palette.color(index)
      #expect(Palette.color(Palette.nearest256(color)) == color)
    }
    for index in UInt8(0)..<16 {
      #expect(Palette.nearestANSI16(Palette.ansi16[Int(index)]) == index)
    }
  }

  @Test func nearest256IsTheNearestOfAll240() {
    // The redmean distance, with the weights of the colour that is looked for.
    func distance(_ a: RGB, _ b: RGB) -> Int {
      let (r, g, blue) = (
        Int(a.red) - Int(b.red), Int(a.green) - Int(b.green), Int(a.blue) - Int(b.blue)
      )
      return (512 + Int(a.red)) * r * r + 1024 * g * g + (767 - Int(a.red)) * blue * blue
    }
    for red in stride(from: 0, through: 255, by: 37) {
      for green in stride(from: 0, through: 255, by: 37) {
        for blue in stride(from: 0, through: 255, by: 37) {
          let color = RGB(UInt8(red), UInt8(green), UInt8(blue))
          let found = distance(color, Palette.color(Palette.nearest256(color)))
          let least = (UInt8(16)...255).map { distance(color, Palette.color($0)) }.min() ?? 0
          #expect(found <= least + least / 50)
        }
      }
    }
  }

  @Test func eachRungResolvesInItsOwnTerms() {
    let style = Style(foreground: RGB(0xFF0000), background: nil, bold: true, reverse: true)
    let looks = ColorDepth.allCases.map { $0.resolve(style) }
    #expect(looks.map(\.foreground) == [.standard, .index(9), .index(196), .rgb(RGB(0xFF0000))])
    #expect(looks.allSatisfy { $0.background == .standard && $0.bold && $0.reverse })
  }

  @Test func legibleColoursStandOut() {
    let yellow = RGB(0xFDE725)
    #expect(RGB(0xFFFFFF).legible(on: yellow).contrast(with: yellow) > 4)
    #expect(RGB(0xFFFFFF).legible(on: RGB(0x440154)) == RGB(0xFFFFFF))
  }
}
