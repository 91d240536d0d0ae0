import Foundation
import Testing

@testable import Canvas

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

  @Test func onlyChangedCellsAreWritten() throws {
    var cast = Asciicast(depth: .trueColor)
    let first = try events(cast.frame(canvas(["one", "two"]), at: 0))
    #expect(first.count == 1)
    #expect((first[0][2] as? String)?.contains("one") == true)
    #expect(cast.frame(canvas(["one", "two"]), at: 0.5) == "")
    let third = try events(cast.frame(canvas(["one", "six"]), at: 1.25))
    #expect(third[0][0] as? Double == 1.25)
    #expect(third[0][1] as? String == "o")
    #expect(third[0][2] as? String == "\u{1B}[2;1Hsix")
    // What is blank to the end of the row is erased.
    let fourth = try events(cast.frame(canvas(["o", "six"]), at: 2))
    #expect(fourth[0][2] as? String == "\u{1B}[1;2H\u{1B}[K")
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

  /// A canvas that differs from another in some cells, in glyph or in style.
  private func changed(_ canvas: Canvas, _ random: inout SteadyNumbers) -> Canvas {
    var canvas = canvas
    let styles = [
      Style.plain, Style(foreground: RGB(250, 20, 3)),
      Style(background: RGB(1, 2, 200), bold: true),
      Style(foreground: RGB(9, 9, 9), background: RGB(250, 250, 7), dim: true, reverse: true),
      Style(underline: true),
    ]
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let column = Int.random(in: 0..<canvas.columns, using: &random)
      let row = Int.random(in: 0..<canvas.rows, using: &random)
      let text = ["x", "▀", " ", "     ", "ab", "⣿⣿"].randomElement(using: &random) ?? ""
      let style = styles.randomElement(using: &random) ?? .plain
      for (offset, glyph) in text.unicodeScalars.enumerated() where column + offset < canvas.columns
      {
        canvas[column + offset, row] = Cell(glyph, style)
      }
    }
    return canvas
  }

  /// Whatever changes, a terminal that is sent the changes shows the canvas.
  @Test(arguments: ColorDepth.allCases) func theChangesMakeTheCanvas(depth: ColorDepth) throws {
    var random = SteadyNumbers()
    var changes = CellChanges(depth: depth)
    var canvas = Canvas(columns: 13, rows: 5)
    var screen = ToyTerminal(columns: 13, rows: 5)
    for round in 0..<400 {
      if round == 200 {
        canvas = Canvas(columns: 9, rows: 4)
        screen = ToyTerminal(columns: 9, rows: 4)
      }
      canvas = changed(canvas, &random)
      try screen.feed(String(decoding: changes.next(canvas), as: UTF8.self))
      for row in 0..<canvas.rows {
        for column in 0..<canvas.columns {
          let (cell, shown) = (canvas[column, row], screen.cells[row * canvas.columns + column])
          #expect(cell.glyph == shown.glyph && depth.resolve(cell.style) == shown.style)
        }
      }
    }
  }
}

/// The same numbers every time (Steele et al. 2014, SplitMix).
private struct SteadyNumbers: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// As much of a terminal as recordings need.
private struct ToyTerminal {
  private let columns: Int
  private(set) var cells: [(glyph: Unicode.Scalar, style: ResolvedStyle)]
  private var (column, row) = (0, 0)
  private var style = ResolvedStyle.plain

  init(columns: Int, rows: Int) {
    self.columns = columns
    cells = Array(repeating: (" ", .plain), count: columns * rows)
  }

  mutating func feed(_ text: String) throws {
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\u{1B}" else {
        try #require(column < columns)
        cells[row * columns + column] = (scalar, style)
        column += 1
        continue
      }
      try #require(scalars.popFirst() == "[")
      let list = String(String.UnicodeScalarView(scalars.prefix { $0.value < 0x40 }))
      scalars = scalars.dropFirst(list.unicodeScalars.count)
      let numbers = list.split(separator: ";").compactMap { Int($0) }
      switch scalars.popFirst() {
      case "H": (row, column) = (numbers[0] - 1, numbers[1] - 1)
      case "C": column += numbers[0]
      case "K":
        for place in column..<columns { cells[row * columns + place] = (" ", style) }
      case "J": cells = cells.map { _ in (" ", style) }
      case "l": #expect(list == "?25")
      case "m": turn(numbers[...])
      case let other: Issue.record("unknown command \(String(describing: other))")
      }
    }
  }

  private mutating func turn(_ list: ArraySlice<Int>) {
    var list = list
    if list.isEmpty { style = .plain }
    while let code = list.popFirst() {
      switch code {
      case 0: style = .plain
      case 1: style.bold = true
      case 2: style.dim = true
      case 22: (style.bold, style.dim) = (false, false)
      case 4, 24: style.underline = code == 4
      case 7, 27: style.reverse = code == 7
      case 38: style.foreground = color(&list)
      case 48: style.background = color(&list)
      case 39: style.foreground = .standard
      case 49: style.background = .standard
      case 30...37: style.foreground = .index(UInt8(code - 30))
      case 40...47: style.background = .index(UInt8(code - 40))
      case 90...97: style.foreground = .index(UInt8(code - 82))
      case 100...107: style.background = .index(UInt8(code - 92))
      default: Issue.record("unknown style \(code)")
      }
    }
  }

  private func color(_ list: inout ArraySlice<Int>) -> ResolvedColor {
    if list.popFirst() == 5 { return .index(UInt8(list.popFirst() ?? 0)) }
    let parts = (0..<3).map { _ in UInt8(list.popFirst() ?? 0) }
    return .rgb(RGB(parts[0], parts[1], parts[2]))
  }
}
