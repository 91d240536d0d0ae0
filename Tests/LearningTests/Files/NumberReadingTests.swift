import Testing

import Flows
@testable import Learning

/// Numbers as tables write them: decimal commas, thousands, exponents; each rounded correctly.
@Suite struct NumberReadingTests {
  private static let signs: [(String, Double)] = [
    ("+1.5", 1.5), (".5", 0.5), ("5.", 5), ("-.5", -0.5), ("1.5e3", 1500), ("1.5E+03", 1500),
    ("1.5D+03", 1500), ("1.5d-1", 0.15), ("\u{2212}1.5", -1.5), ("1e\u{2212}2", 0.01),
    ("\u{FF0D}\u{FF11}\u{FF0E}\u{FF15}", -1.5), ("'1.5'", 1.5), ("\"1.5\"", 1.5), (" 1.5\t", 1.5),
    ("\u{A0}1.5\u{A0}", 1.5), ("1e-999", 0), ("007", 7), ("1'234.5", 1234.5),
    ("1\u{A0}234.5", 1234.5), ("1\u{202F}234", 1234),
    ("12345678901234567890123", 1.2345678901234568e22),
  ]

  @Test(arguments: signs)
  func oneNumberIsWrittenInManyWays(text: String, value: Double) throws {
    let table = try Points.table(in: Array("a,b\n0.5,1\n\(text),2\n".utf8))
    #expect(table.points == [SIMD2(0.5, 1), SIMD2(value, 2)])
  }

  private static let notations: [ReadingCase] = [
    .init("1,5;2,5\n-3,25;4\n", [(1.5, 2.5), (-3.25, 4)]),
    .init("1,5 2,5\n-3,25 4\n", [(1.5, 2.5), (-3.25, 4)]),
    .init("1,5\t2,5\n", [(1.5, 2.5)]),
    .init("a;b\n3,6;79\n1,8;54\n", [(3.6, 79), (1.8, 54)], ["a", "b"]),
    .init("\"3,6\",\"79\"\n\"1,8\",\"54\"\n", [(3.6, 79), (1.8, 54)]),
    .init("1,5e3;2,5E-1\n", [(1500, 0.25)]),
    // Thousands, where another number shows what the marks are.
    .init("\"1,234.5\",\"2,345\"\n", [(1234.5, 2345)]),
    .init("1,234.5;2\n", [(1234.5, 2)]), .init("1,234,567;2\n", [(1_234_567, 2)]),
    .init("1.234,5;2\n1.000;3\n", [(1234.5, 2), (1000, 3)]),
    .init("1.234.567;2\n", [(1_234_567, 2)]),
    .init("1 234,5;2\n1 200;3\n", [(1234.5, 2), (1200, 3)]),
    .init("1\u{A0}234,5;2\n", [(1234.5, 2)]), .init("0,125;0,250\n", [(0.125, 0.25)]),
    .init("1.234;2.345\n", [(1.234, 2.345)]),
    // Where nothing shows it, it is said what they were taken for.
    .init("1,234;2,345\n", [(1.234, 2.345)], warnings: ["ambiguous_numbers"]),
    .init("1,234\t2,345\n", [(1.234, 2.345)], warnings: ["ambiguous_numbers"]),
    .init("\"1,234\",\"2,345\"\n", [(1234, 2345)], warnings: ["ambiguous_numbers"]),
    .init("\"1,234\",2.5\n", [(1234, 2.5)], warnings: ["ambiguous_numbers"]),
    // Whole numbers below 1,000 beside 12.500: programs that write 12.500 write 900.000 too.
    .init(
      "a;b\n500;750\n1.234;2.500\n900;12.500\n", [(500, 750), (1234, 2500), (900, 12_500)],
      ["a", "b"], warnings: ["ambiguous_numbers"]),
    .init(
      "a\tb\n998\t1\n999\t2\n1,000\t3\n", [(998, 1), (999, 2), (1000, 3)], ["a", "b"],
      warnings: ["ambiguous_numbers"]),
    .init("a;b\n0;1\n1.230;2.345\n0;3.456\n", [(0, 1), (1.23, 2.345), (0, 3.456)], ["a", "b"]),
    .init("a;b\n1000;750\n1.234;2.567\n", [(1000, 750), (1.234, 2.567)], ["a", "b"]),
    .init("a,b\n1,2.125\n2,3.375\n", [(1, 2.125), (2, 3.375)], ["a", "b"]),
    .init("a;b\n1.234;2.500\n3.567;4.000\n", [(1.234, 2.5), (3.567, 4)], ["a", "b"]),
  ]

  @Test(arguments: notations)
  func marksAreToldByAllNumbers(_ reading: ReadingCase) throws { try reading.check() }

  @Test func warningsSayWhatNumbersWereTakenFor() throws {
    let comma = try Points.table(in: Array("1,234;2,345\n".utf8)).warnings
    #expect(comma.first?.text.contains("line 1: '1,234' was taken for 1.234") == true)
    let thousands = try Points.table(in: Array("\"1,234\",\"2,345\"\n".utf8)).warnings
    #expect(thousands.first?.text.contains("'1,234' was taken for 1234") == true)
  }

  @Test(arguments: [
    ("1.234;2.345\n1.5;2\n3,5;1\n", "line 3: '3,5'"), ("1,5;2,5\n1,25;2\n3.5;1\n", "line 3: '3.5'"),
    ("1,234;2.345\n", "line 1: '2.345'"), ("a;b\n1,2,3;4\n5,5;6\n", "'1,2,3'"),
    ("a;b\n1.23.4;4\n5,5;6\n", "'1.23.4'"),
  ])
  func marksThatContradictEachOtherAreRefused(text: String, part: String) {
    let error = readingError(text)
    #expect(error.contains(part), "\(error)")
  }

  @Test func decimalCommasMayBeginLate() throws {
    let rows = String(repeating: "1;2\n", count: 1500)
    let table = try Points.table(in: Array((rows + "1,5;2,5\n").utf8))
    #expect(table.points.last == SIMD2(1.5, 2.5))
    #expect(table.warnings.isEmpty)
    let points = String(repeating: "1.234;2.345\n", count: 1500)
    #expect(readingError(points + "1,5;2,5\n").contains("line 1501: '1,5'"))
  }

  @Test(arguments: [",", "\t", ";"])
  func thousandsMayBeginLate(delimiter: String) throws {
    let rows = (1...1300).map { row in
      let text = row < 1000 ? "\(row)" : "1,\(String(row).suffix(3))"
      return (delimiter == "," ? "\"\(text)\"" : text) + delimiter + "7\n"
    }
    let table = try Points.table(in: Array(("a\(delimiter)b\n" + rows.joined()).utf8))
    #expect(table.points.map(\.x) == (1...1300).map(Double.init))
    #expect(table.warnings.map(\.code) == ["ambiguous_numbers"])
  }

  @Test func columnsMayBeginLate() throws {
    let rows = (1...2400).map { "\($0).5,\($0 > 1200 ? "\($0)" : ""),0.25\n" }.joined()
    #expect(readingError("a,b,c\n" + rows).contains("columns of numbers: a, b, c"))
    let table = try Points.table(in: Array(("a,b,c\n" + rows).utf8), columns: ["a", "b"])
    #expect(table.points.count == 1200 && table.points.first == SIMD2(1201.5, 1201))
  }

  /// Swift's own parsing is correctly rounded.
  @Test func everyNumberIsRoundedCorrectly() throws {
    var random = RandomStream(seed: 9)
    var texts: [String] = []
    for digits in 1...25 {
      for _ in 0..<200 {
        var text = (0..<digits).map { _ in String(random.index(below: 10)) }.joined()
        let point = random.index(below: digits + 1)
        text.insert(".", at: text.index(text.startIndex, offsetBy: point))
        let power = random.index(below: 60) - 30
        texts.append(random.index(below: 2) == 0 ? text : "\(text)e\(power)")
      }
    }
    for _ in 0..<5000 {
      let bits = (0..<4).reduce(UInt64(0)) { value, _ in
        value << 16 | UInt64(random.index(below: 65536))
      }
      let number = Double(bitPattern: bits)
      if number.isFinite { texts.append("\(number)") }
    }
    // Halfway between two Doubles, and next to it.
    texts += ["9007199254740993", "9007199254740993.0", "9007199254740992.9", "0.9007199254740993"]
    for text in texts {
      let cell = TextCell(start: 0, end: text.utf8.count)
      let value = NumberNotation().value(Array(text.utf8), cell)
      #expect(value == .number(Double(text) ?? .nan), "\(text)")
    }
  }
}
