import Canvas
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...10, 5, ["0", "5", "10"]),
    (2.39...3.2, 4, ["2.5", "3.0"]),
    (0...1_240, 8, ["0", "200", "400", "600", "800", "1,000", "1,200"]),
    (0...50_000, 6, ["0", "10k", "20k", "30k", "40k", "50k"]),
    (-1...1, 5, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
  ]) func areRound(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Ticks.linear(range, atMost: count).ticks.map(\.label) == labels)
  }

  @Test func stayInsideTheRangeAndTheCount() {
    for width in [1e-9, 0.003, 0.7, 1, 2.5, 33, 1e5, 1e12] {
      for start in [-width, -0.3 * width, 0, 0.17 * width, 5 * width] {
        for count in 1...12 {
          let ticks = Ticks.linear(start...start + width, atMost: count).ticks
          #expect(ticks.count <= count)
          #expect(ticks.allSatisfy { $0.value > start - 1e-6 * width })
          #expect(ticks.allSatisfy { $0.value < start + width * (1 + 1e-6) })
          #expect(count < 3 || !ticks.isEmpty)
        }
      }
    }
  }

  @Test func rangesWithoutWidthHaveNone() {
    #expect(Ticks.linear(2...2, atMost: 5).ticks.isEmpty)
    #expect(Ticks.linear(0...(.infinity), atMost: 5).ticks.isEmpty)
    #expect(Ticks.logarithmic(-1...1, atMost: 5).ticks.isEmpty)
  }

  @Test func logarithmicTicksAreInOrder() {
    for range in [0.002...0.9, 1...1e6, 2.1...2.9, 1e-12...1e12] {
      let values = Ticks.logarithmic(range, atMost: 6).ticks.map(\.value)
      #expect(values.count <= 6 && !values.isEmpty)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(values.allSatisfy { range.contains($0) })
    }
  }
}
