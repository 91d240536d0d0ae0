import Canvas
import Testing

private func difference(_ a: RGB, _ b: RGB) -> Int {
  max(
    abs(Int(a.red) - Int(b.red)), abs(Int(a.green) - Int(b.green)), abs(Int(a.blue) - Int(b.blue)))
}

@Suite struct ColorMapTests {
  /// Entries 37, 100 and 200 of the 256 that were published.
  @Test(arguments: [
    (ColorMap.viridis, 37, RGB(70, 51, 127)), (.viridis, 100, RGB(42, 118, 142)),
    (.viridis, 200, RGB(112, 207, 87)), (.magma, 37, RGB(36, 18, 83)),
    (.magma, 100, RGB(137, 40, 129)), (.magma, 200, RGB(253, 152, 105)),
    (.cividis, 37, RGB(35, 60, 110)), (.cividis, 100, RGB(101, 104, 112)),
    (.cividis, 200, RGB(196, 180, 104)),
  ]) func followsThePublishedTable(map: ColorMap, entry: Int, published: RGB) {
    #expect(difference(map.color(at: Float(entry) / 255), published) <= 6)
  }

  @Test func endsAreHeldAndNaNIsNamed() {
    for map in ColorMap.allCases {
      #expect(map.color(at: -3) == map.color(at: 0))
      #expect(map.color(at: .infinity) == map.color(at: 1))
      #expect(map.color(at: .nan) == ColorMap.missing)
    }
  }

  @Test func sequentialMapsChangeLightnessOneWay() {
    for map in ColorMap.allCases where map != .blueOrange {
      for backdrop in Backdrop.allCases {
        let medium = Medium(colors: .trueColor, glyphs: .braille, backdrop: backdrop)
        let lights = (0...16).map { map.color(at: Float($0) / 16, on: medium).luminance }
        let steps = zip(lights, lights.dropFirst()).map { backdrop == .dark ? $1 - $0 : $0 - $1 }
        #expect(steps.allSatisfy { $0 > 0 }, "\(map) on \(backdrop): \(lights)")
      }
    }
  }

  @Test func namesLeadBackToMaps() {
    for map in ColorMap.allCases { #expect(ColorMap(rawValue: map.rawValue) == map) }
  }

  @Test func neutralIsReadableOnBothBackdrops() {
    for backdrop in Backdrop.allCases {
      #expect(ColorMap.blueOrange.color(signed: 0, limit: 2).contrast(with: backdrop.color) > 3)
      for t: Float in [-2, -1, -0.2, 0, 0.2, 1, 2] {
        let medium = Medium(colors: .trueColor, glyphs: .braille, backdrop: backdrop)
        let color = DivergingMap(limit: 2, medium: medium).style(for: t).foreground
        #expect((color ?? backdrop.color).contrast(with: backdrop.color) > 3)
      }
    }
  }

  @Test func neutralIsGrey() {
    let neutral = ColorMap.blueOrange.color(signed: 0, limit: 1)
    #expect(difference(neutral, RGB(neutral.red, neutral.red, neutral.red)) <= 2)
  }

  @Test func theTwoSidesDifferOnEveryRung() {
    for medium in allMedia {
      let map = DivergingMap(limit: 2, medium: medium)
      let looks = [-2, 0, 2].map { medium.colors.resolve(map.style(for: Float($0))) }
      #expect(Set(looks).count == 3, "\(medium)")
    }
  }
}

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

  @Test func directColourAvoidsTheEightANSINumbers() {
    #expect(RGB(0x000000).directColor == 8)
    #expect(RGB(0x000007).directColor == 8)
    #expect(RGB(0x000008).directColor == 8)
    #expect(RGB(0x123456).directColor == 0x123456)
  }

  @Test func legibleColoursStandOut() {
    let yellow = RGB(0xFDE725)
    #expect(RGB(0xFFFFFF).legible(on: yellow).contrast(with: yellow) > 4)
    #expect(RGB(0xFFFFFF).legible(on: RGB(0x440154)) == RGB(0xFFFFFF))
  }
}
