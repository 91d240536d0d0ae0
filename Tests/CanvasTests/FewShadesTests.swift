import Testing

@testable import Canvas

/// A palette of few colours keeps the order of what it shows.
@Suite struct FewShadesTests {
  private static let maps = ColorMap.allCases.filter { $0 != .blueOrange }

  private func luma(_ map: ColorMap, strength: Float, _ backdrop: Backdrop) -> [Int] {
    let medium = Medium(colors: .indexed256, glyphs: .braille, backdrop: backdrop)
    let colors = HeatColors(map, 0...1, strength: strength, fade: 0.25, medium)
    return (0...64).map { colors.color(of: Float($0) / 64).luma }
  }

  @Test(arguments: maps, Backdrop.allCases) func moreIsNeverCloserToThePaper(
    map: ColorMap, backdrop: Backdrop
  ) {
    for strength: Float in [1, 0.55, 0.35] {
      let lumas = luma(map, strength: strength, backdrop)
      let pairs = zip(lumas, lumas.dropFirst())
      let isOrdered = pairs.allSatisfy { backdrop == .dark ? $0 <= $1 : $0 >= $1 }
      #expect(isOrdered, "\(strength): \(lumas)")
      #expect(Set(lumas).count >= 4, "\(strength): \(lumas)")
    }
  }

  /// What makes room for something on top has no hues that come and go.
  @Test(arguments: maps, Backdrop.allCases) func dimmedDensitiesAreGrey(
    map: ColorMap, backdrop: Backdrop
  ) {
    for depth in [ColorDepth.indexed256, .ansi16] {
      let medium = Medium(colors: depth, glyphs: .braille, backdrop: backdrop)
      let colors = HeatColors(map, 0...1, strength: 0.4, fade: 0.25, medium)
      for step in 0...32 {
        let color = colors.color(of: Float(step) / 32)
        let channels = [color.red, color.green, color.blue].map(Int.init)
        let spread = (channels.max() ?? 0) - (channels.min() ?? 0)
        #expect(spread <= 8, "\(color)")
      }
    }
  }

  /// An accent's weak tones keep its hue, and a stronger one is never closer to the paper.
  @Test(arguments: Backdrop.allCases) func anAccentKeepsItsHue(backdrop: Backdrop) {
    let paper = backdrop.color
    let accents: [RGB] =
      backdrop == .dark
      ? [RGB(0x3D_D6A4), RGB(0xE0_8AC3)] : [RGB(0x00_7A56), RGB(0x9A_2C74)]
    for accent in accents {
      let entries = HueEntries(accent, paper: paper)
      let ground = OKLab(entries.color(at: 0))
      let steps = (0...16).map { OKLab(entries.color(at: Float($0) / 16)) }
      let gaps = steps.map { $0.distance(to: ground) }
      #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0 <= $1 })
      let full = OKLab(accent)
      for step in steps where step.distance(to: ground) > 0 {
        #expect(step.a * full.a + step.b * full.b > 0)
      }
      #expect(Set(gaps).count >= 3)
    }
  }

  @Test func asciiWritesSignsInFullThatOneLetterWouldTurnIntoOthers() {
    for (text, plain) in [
      ("3.53 ± 1.13", "3.53 +-1.13"), ("at ± 0.08", "at +-0.08"), ("of ±1", "of+-1"),
      ("a±b", "a~b"), ("∞   1", "inf 1"), ("1   ∞|", "1 inf|"), ("1   −∞|", "1 -inf|"),
      ("1 −∞ 2", "1 -? 2"), ("−∞  2", "-oo 2"), ("a∞b", "a?b"), ("a ≤ b", "a <=b"),
      ("a≥ 2", "a>=2"), ("a≤b", "a<b"),
    ] {
      var canvas = Canvas(columns: text.count, rows: 1)
      canvas.write(StyledText(text), at: 0, 0)
      expectPicture(canvas.adapted(to: .ascii), plain)
    }
  }
}
