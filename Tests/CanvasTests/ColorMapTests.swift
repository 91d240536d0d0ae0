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
