import Canvas
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (-1.8444, 3, false, "−1.844"), (0.61, 2, true, "+0.61"), (-0.0001, 2, true, "0.00"),
    (1240.5, 1, false, "1,240.5"), (2.95, 0, false, "3"), (0.05, 3, false, "0.050"),
    (.nan, 2, true, "NaN"), (-.infinity, 2, false, "−∞"), (999_999.96, 1, false, "1,000,000.0"),
  ]) func fixedDecimals(value: Double, decimals: Int, signed: Bool, expected: String) {
    #expect(NumberText.fixed(value, decimals: decimals, signed: signed) == expected)
  }

  @Test func thousandsAreSeparated() {
    #expect(NumberText.grouped(1_000_050) == "1,000,050")
    #expect(NumberText.grouped(-1240) == "−1,240")
    #expect(NumberText.grouped(Int.min).hasPrefix("−9,223,372,036"))
  }

  @Test(arguments: [
    (840.0, "840"), (1_240, "1.2k"), (20_000, "20k"), (1_000, "1k"), (1.5e6, "1.5M"),
    (0.25, "0.25"),
  ]) func compact(value: Double, expected: String) {
    #expect(NumberText.compact(value) == expected)
  }

  @Test(arguments: [(2e-5, "2e−5"), (-3.25e12, "−3.25e12"), (9.999e3, "1e4")])
  func scientific(value: Double, expected: String) {
    #expect(NumberText.scientific(value) == expected)
  }
}
