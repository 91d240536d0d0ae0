import Testing

@testable import Canvas

@Suite struct PaddingTests {
  @Test(arguments: ["", "−1.5", "p(x)", "six ch"], [0, 3, 6, 9])
  func paddedTextHasTheWidthAndLongerTextStays(text: String, width: Int) {
    for padded in [text.leading(width), text.trailing(width)] {
      #expect(padded.count == max(width, text.count))
      #expect(padded.replacing(" ", with: "") == text.replacing(" ", with: ""))
    }
    #expect(text.leading(width).hasSuffix(text))
    #expect(text.trailing(width).hasPrefix(text))
  }

  @Test func digitsAreFilledWithZerosFromTheLeft() {
    #expect("7".zeroFilled(3) == "007")
    #expect("1234".zeroFilled(3) == "1234")
  }
}
