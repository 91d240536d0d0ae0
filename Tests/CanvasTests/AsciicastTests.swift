import Canvas
import Foundation
import Testing

@Suite struct AsciicastTests {
  private func events(_ text: String) throws -> [[Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
    }
  }

  private func canvas(_ lines: [String]) -> Canvas {
    var canvas = Canvas(columns: 6, rows: lines.count)
    for (row, line) in lines.enumerated() { canvas.write(line, at: 0, row) }
    return canvas
  }

  @Test func theHeaderIsVersionTwo() throws {
    let text = Asciicast.header(columns: 80, rows: 24, timestamp: 12, title: "a \"b\"")
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 80)
    #expect(header["height"] as? Int == 24)
    #expect(header["title"] as? String == "a \"b\"")
  }

  @Test func onlyChangedRowsAreWritten() throws {
    var cast = Asciicast(depth: .trueColor)
    let first = try events(cast.frame(canvas(["one", "two"]), at: 0))
    #expect(first.count == 1)
    #expect((first[0][2] as? String)?.contains("one") == true)
    #expect(cast.frame(canvas(["one", "two"]), at: 0.5) == "")
    let third = try events(cast.frame(canvas(["one", "six"]), at: 1.25))
    #expect(third[0][0] as? Double == 1.25)
    #expect(third[0][1] as? String == "o")
    #expect(third[0][2] as? String == "\u{1B}[2;1H\u{1B}[2Ksix")
  }

  @Test func anotherSizeIsAResizeAndAWholeFrame() throws {
    var cast = Asciicast(depth: .mono)
    _ = cast.frame(canvas(["one", "two"]), at: 0)
    let lines = try events(cast.frame(canvas(["one"]), at: 2))
    #expect(lines.count == 2)
    #expect(lines[0][1] as? String == "r")
    #expect(lines[0][2] as? String == "6x1")
    #expect((lines[1][2] as? String)?.contains("one") == true)
  }
}
