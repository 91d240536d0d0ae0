import Canvas
import Testing

private func curve(_ ys: [Double], label: String? = nil) -> Plot.Series {
  Plot.Series(points: ys.enumerated().map { SIMD2(Double($0), $1) }, label: label)
}

@Suite struct PlotTests {
  @Test func axesTicksAndLabels() {
    var plot = Plot(
      series: [curve([3.2, 2.6, 2.45, 2.4, 2.4], label: "held-out 2.40")],
      references: [.init(y: 2.1, label: "entropy 2.10")], xLabel: "step")
    plot.yRange = 2...3.5
    var canvas = Canvas(columns: 40, rows: 9)
    canvas.drawPlot(plot, in: canvas.bounds, medium: Medium(colors: .mono, glyphs: .ascii))
    expectPicture(
      canvas,
      """
       3.5 +
           |\\\\\\
       3.0 +  \\\\\\\\\\
           |      \\\\\\----
       2.5 +             ------- held-out 2.40
           |- - - - - - - - - - - entropy 2.10
       2.0 +
           ++-------+--------+-------+--- step
            0       1        2       3       4
      """)
  }

  @Test func emptyPlotsSaySo() {
    for medium in allMedia {
      var canvas = Canvas(columns: 30, rows: 7)
      canvas.drawPlot(Plot(series: [curve([.nan])]), in: canvas.bounds, medium: medium)
      #expect(canvas.plainText().contains("no data yet"))
    }
  }

  @Test func onePointIsDrawn() {
    var canvas = Canvas(columns: 20, rows: 6)
    canvas.drawPlot(Plot(series: [curve([2.5])]), in: canvas.bounds, medium: best)
    #expect(canvas.cells.count { (0x2801...0x28FF).contains($0.glyph.value) } == 1)
  }

  @Test func constantSeriesLieInTheMiddle() {
    let plot = Plot(series: [curve([2, 2, 2])])
    var canvas = Canvas(columns: 20, rows: 9)
    let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    #expect(layout.yRange.lowerBound < 2 && layout.yRange.upperBound > 2)
    #expect(layout.row(ofY: 2) == 3)
  }

  @Test func gapsStayGaps() {
    var canvas = Canvas(columns: 14, rows: 3)
    let plot = Plot(series: [curve([1, 1, .nan, 1, .nan, 1, 1])], yRange: 0...2)
    let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    let row = layout.area.row + 1
    let lit = (0..<14).filter { (0x2801...0x28FF).contains(canvas[$0, row].glyph.value) }
    let gaps = zip(lit, lit.dropFirst()).count { $1 - $0 > 1 }
    #expect(gaps == 2)
  }

  @Test func valuesOutsideAGivenRangeAreClipped() {
    let plot = Plot(series: [curve([1e9, 3, 2.5, 2.4])], yRange: 2...3)
    var canvas = Canvas(columns: 30, rows: 8)
    let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    #expect(layout.yRange == 2...3)
    #expect(layout.row(ofY: 5) == nil)
  }

  @Test func earlyPeaksCanBeIgnored() {
    let values = [1e6, 50] + Array(repeating: 2.5, count: 98)
    #expect(Plot.range(of: values, ignoringHighest: 0.05) == 2.5...2.5)
    #expect(Plot.range(of: values, ignoringHighest: 0) == 2.5...1e6)
    #expect(Plot.range(of: [.nan], ignoringHighest: 0) == nil)
  }

  @Test func logarithmicAxesHaveEqualFactors() {
    let plot = Plot(series: [curve([100, 10, 1, 0.1, 0, -3])], logarithmicY: true)
    var canvas = Canvas(columns: 40, rows: 15)
    let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    let rows = [100, 10, 1, 0.1].compactMap { layout.row(ofY: $0) }
    #expect(rows == [0, 4, 8, 12])
    for label in ["100 ┤", "10 ┤", " 1 ┤", "0.1 ┤"] { #expect(canvas.plainText().contains(label)) }
  }

  @Test func thePositionOfACursorReadsBack() {
    var canvas = Canvas(columns: 60, rows: 10)
    let plot = Plot(series: [curve((0...1000).map { Double($0) })], cursor: 500)
    let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    for x in [0.0, 250, 777, 1000] {
      let column = layout.column(ofX: x)
      #expect(abs(layout.x(atColumn: column ?? 0) - x) < 1000.0 / 50)
    }
    #expect(canvas.plainText().contains("┆"))
  }

  @Test func numbersOfTheXAxisNeverCollide() {
    for columns in 4...130 {
      for last in [1.0, 7, 99, 1_240, 12_345, 2_000_000] {
        var canvas = Canvas(columns: columns, rows: 8)
        let plot = Plot(series: [Plot.Series(points: [SIMD2(0, 1), SIMD2(last, 2)])])
        canvas.drawPlot(plot, in: canvas.bounds, medium: plain)
        let words = canvas.plainText().split(separator: "\n").last?.split(separator: " ") ?? []
        let values = words.map(number)
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        #expect(!values.contains { $0.isNaN }, "\(columns) columns: \(words)")
        // Two numbers that ran into each other would break the even steps.
        #expect(steps.allSatisfy { $0 > 0 && abs($0 - (steps.first ?? 0)) < 1e-9 * last })
        #expect(columns < 20 || values.count >= 2)
      }
    }
  }

  private func number(_ word: Substring) -> Double {
    var digits = word.replacing(",", with: "")
    let units: [Character: Double] = ["k": 1e3, "M": 1e6]
    let unit = digits.last.flatMap { units[$0] }
    if unit != nil { digits.removeLast() }
    return (Double(digits) ?? .nan) * (unit ?? 1)
  }

  @Test func labelsNeverShareARow() {
    let names = ["alpha", "beta", "gamma", "delta"]
    let plot = Plot(
      series: names.map { curve([3, 2, 2], label: $0) },
      references: [.init(y: 2, label: "floor"), .init(y: 2.01, label: "ceiling")])
    for rows in 3...20 {
      var canvas = Canvas(columns: 40, rows: rows)
      canvas.drawPlot(plot, in: canvas.bounds, medium: best)
      for line in canvas.plainText().split(separator: "\n") {
        #expect((names + ["floor", "ceiling"]).count { line.contains($0) } <= 1)
      }
    }
    var canvas = Canvas(columns: 40, rows: 20)
    canvas.drawPlot(plot, in: canvas.bounds, medium: best)
    for name in names { #expect(canvas.plainText().contains(name)) }
  }

  @Test func noSizeTraps() {
    let plot = Plot(
      series: [curve([1, .infinity, 2], label: "loss")], references: [.init(y: 1, label: "floor")],
      xLabel: "step", cursor: 1)
    for columns in 0...24 {
      for rows in 0...8 {
        var canvas = Canvas(columns: columns, rows: rows)
        let layout = canvas.drawPlot(plot, in: canvas.bounds, medium: best)
        #expect(layout.area.endColumn <= max(columns, 0) && layout.area.endRow <= rows)
      }
    }
  }

  /// The numbers on the left are the same whole number of rows apart. Of 1,320 ranges and heights four would have to be
  /// drawn more than three tenths longer for that; they are not.
  @Test func numbersAreEvenlyFarApart() {
    var (uneven, all) = (0, 0)
    for rows in 11...40 {
      for width in [0.11, 0.57, 1.34, 2.1, 4.8, 5.87, 8.8, 9.3, 13.9, 29, 276] {
        for share in [0.0, 0.18, 0.5, 0.97] {
          let low = -width * share
          let places = self.places(of: low...(low + width), rows: rows)
          #expect(places.count >= 2)
          all += 1
          if Set(zip(places, places.dropFirst()).map { $1 - $0 }).count > 1 { uneven += 1 }
        }
      }
    }
    #expect(uneven * 100 < all, "\(uneven) of \(all)")
  }

  /// The rows that have a number on the left.
  private func places(of range: ClosedRange<Double>, rows: Int) -> [Int] {
    let plot = Plot(
      series: [
        .init(points: [SIMD2(0, range.lowerBound), SIMD2(1, range.upperBound)])
      ], yRange: range)
    var canvas = Canvas(columns: 60, rows: rows)
    let area = canvas.drawPlot(plot, in: canvas.bounds, medium: best).area
    return (area.row..<area.endRow).filter { canvas[area.column - 1, $0].glyph == "┤" }
  }
}

@Suite struct PlotBandTests {
  private let plot: Plot = {
    var plot = Plot(
      series: [.init(points: [SIMD2(0, 0), SIMD2(10, 0)])], xRange: 0...10, yRange: -1...1)
    plot.bands = [
      .init(
        lower: [SIMD2(0, -0.5), SIMD2(10, -0.5)], upper: [SIMD2(0, 0.5), SIMD2(10, 0.5)],
        style: Style(foreground: RGB(0xFFFFFF)))
    ]
    return plot
  }()

  @Test func aBandTintsWhatLiesInIt() {
    var canvas = Canvas(columns: 40, rows: 20)
    let layout = canvas.drawPlot(
      plot, in: canvas.bounds, medium: Medium(colors: .trueColor, glyphs: .braille))
    let column = layout.area.column + 3
    for y in [-0.9, -0.2, 0.2, 0.9] {
      let row = layout.row(ofY: y) ?? 0
      #expect((canvas[column, row].style.background != nil) == (abs(y) < 0.5))
    }
    // The curve inside keeps the tint under it.
    #expect(canvas[column, layout.row(ofY: 0) ?? 0].style.background != nil)
  }

  @Test func withoutColoursOnlyTheEdgesShow() {
    var canvas = Canvas(columns: 40, rows: 20)
    let layout = canvas.drawPlot(
      plot, in: canvas.bounds, medium: Medium(colors: .mono, glyphs: .ascii))
    #expect(canvas.cells.allSatisfy { $0.style.background == nil })
    let edge = layout.row(ofY: 0.5) ?? 0
    #expect((layout.area.column..<layout.area.endColumn).contains { canvas[$0, edge].glyph != " " })
  }
}
