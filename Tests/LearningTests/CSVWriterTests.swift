import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Rows that the program writes: read back they are the same numbers.
@Suite struct CSVWriterTests {
  @Test func writtenNumbersReadBackBitForBit() throws {
    var random = RandomStream(seed: 3)
    let points = (0..<3000).map { _ in random.normalPair() * 1e-3 }
    var written: [UInt8] = []
    var chunks = 0
    var writer = CSVWriter(header: ["x1", "x2"]) {
      written += $0
      chunks += 1
    }
    for point in points { try writer.write([point.x, point.y]) }
    try writer.flush()
    #expect(chunks > 1)
    #expect(try Points.table(in: written).points == points)
  }

  @Test func floatsAreWrittenWithAFloatsDigits() throws {
    var text = ""
    var writer = CSVWriter(header: ["a", "b"]) { text += String(decoding: $0, as: UTF8.self) }
    try writer.write([Float(0.1), -.infinity])
    try writer.write([0.1, Double.nan])
    try writer.flush()
    #expect(text == "a,b\n0.1,-inf\n0.1,nan\n")
  }

  @Test func outputThatTakesNoMoreIsAnError() {
    var writer = CSVWriter(header: ["a"]) { _ in throw CocoaError(.fileWriteOutOfSpace) }
    #expect(throws: FlowError.self) { try writer.flush() }
  }
}
