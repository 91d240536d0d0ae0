import Canvas
import Testing

@Suite struct BarsTests {
  private func bar(_ value: Double, _ range: ClosedRange<Double>, _ medium: Medium) -> Canvas {
    var canvas = Canvas(columns: 9, rows: 1)
    canvas.drawBar(
      value, in: canvas.bounds, range: range, positive: Style(bold: true),
      negative: Style(dim: true), medium: medium)
    return canvas
  }

  @Test(arguments: [
    (0.5, "    │██"), (0.53125, "    │██▏"), (-0.5, "  ██│"), (0.0, "    │"), (1, "    │████"),
    (-1, "████│"), (3, "    │███▶"), (-3, "◀███│"), (.nan, "    ?"), (.infinity, "    │███▶"),
  ]) func growFromTheAxis(value: Double, expected: String) {
    expectPicture(bar(value, -1...1, best), expected)
  }

  @Test(arguments: [(0.5, "    |##"), (-0.9, "####|"), (0.1, "    |"), (3, "    |###>")])
  func haveAnASCIIForm(value: Double, expected: String) {
    expectPicture(bar(value, -1...1, plain), expected)
  }

  /// What a sum over a density of 0 may give: only the side is known.
  @Test(arguments: [
    (Double.infinity, -Double.infinity...Double.infinity, "    │███▶"),
    (-.infinity, -.infinity...(.infinity), "◀███│"), (3, -.infinity...(.infinity), "    │"),
    (.infinity, 0...(.infinity), "▏███████▶"), (.nan, -.infinity...(.infinity), "    ?"),
  ])
  func anInfiniteRangeHasItsSides(
    value: Double, range: ClosedRange<Double>, expected: String
  ) {
    expectPicture(bar(value, range, best), expected)
  }

  @Test func partsOnTheLeftAreReversed() {
    let canvas = bar(-0.3125, -1...1, best)
    #expect(canvas[3, 0] == Cell("█", Style(dim: true)))
    #expect(canvas[2, 0] == Cell("▊", Style(dim: true, reverse: true)))
  }

  @Test func oneSidedRangesPutTheAxisAtTheEdge() {
    expectPicture(bar(0.5, 0...1, best), "▏████")
  }

  @Test func noWidthTraps() {
    for columns in 0...3 {
      var canvas = Canvas(columns: columns, rows: 1)
      canvas.drawBar(
        2, in: canvas.bounds, range: -1...1, positive: .plain, negative: .plain, medium: best)
      #expect(canvas.columns == columns)
    }
  }

  @Test func sparklinesSpanTheirRange() {
    let line = StyledText.sparkline([9, 0, 1, 2, 3, .nan, 7], width: 6, medium: best)
    #expect(line.string == "▁▂▃▄?█")
    #expect(StyledText.sparkline([0, 1], width: 5, medium: plain).string == ".@")
    #expect(StyledText.sparkline([], width: 5, medium: best).width == 0)
  }
}

@Suite struct LegendTests {
  @Test func divergingLegendsNameTheirEnds() {
    #expect(DivergingMap(limit: 2, medium: best).legend().string == "−2 ▇▅▄▂▁▂▄▅▇ +2")
    let ascii = DivergingMap(limit: 0.5, medium: plain).legend(width: 5)
    #expect(ascii.string == "−0.5 =-.+# +0.5")
  }

  @Test func everyRungHasALegend() {
    for medium in allMedia {
      let diverging = DivergingMap(limit: 1, medium: medium).legend()
      let looks = Set(diverging.cells.map { Cell($0.glyph, $0.style) })
      #expect(looks.count >= 5)
      for map in ColorMap.allCases {
        let strip = map.legend(from: "0", to: "0.31", medium: medium)
        #expect(strip.width == 2 + 8 + 5)
        #expect(Set(strip.cells.dropFirst(2).prefix(8)).count >= 4, "\(map) \(medium)")
      }
    }
  }
}
