import Foundation
import Testing

import Flows
@testable import Learning

/// The same points are read from every dialect, in every encoding, with every line end, packed or not.
@Suite struct DialectTests {
  private static let points = [
    SIMD2(1.5, -2.25), SIMD2(1000.125, 0.5), SIMD2(-30, 4e-7), SIMD2(7, 8),
  ]

  private struct Dialect {
    var delimiter: String
    var decimal = "."
    var isQuoted = false

    func cell(_ value: Double) -> String {
      let text = "\(value)".replacing(".", with: decimal)
      return isQuoted || text.contains(delimiter) ? "\"\(text)\"" : text
    }

    /// A table of ``points`` with other columns around them, or without.
    func text(header: [String]?, isNumbered: Bool, lineEnd: String) -> String {
      var lines = header.map { [$0.map { "\"\($0)\"" }.joined(separator: delimiter)] } ?? []
      for (index, point) in points.enumerated() {
        let number = isNumbered ? ["\"\(index + 1)\""] : []
        lines.append((number + [cell(point.x), cell(point.y)]).joined(separator: delimiter))
      }
      return lines.joined(separator: lineEnd) + lineEnd
    }
  }

  private static let dialects: [Dialect] = [",", ";", "\t", "|", " ", "   ", " \t"].flatMap {
    delimiter in
    [".", ","].flatMap { decimal in
      [false, true].map { Dialect(delimiter: delimiter, decimal: decimal, isQuoted: $0) }
    }
  }

  private static let encodings: [(name: String, encode: @Sendable (String) -> [UInt8])] = [
    ("UTF-8", { Array($0.utf8) }),
    ("UTF-8 with a mark", { [0xEF, 0xBB, 0xBF] + Array($0.utf8) }),
    ("UTF-16, low byte first", { utf16($0, lowFirst: true) }),
    ("UTF-16, high byte first", { utf16($0, lowFirst: false) }),
    ("UTF-16 with a mark", { utf16("\u{FEFF}" + $0, lowFirst: true) }),
    ("UTF-16 with a mark, high byte first", { utf16("\u{FEFF}" + $0, lowFirst: false) }),
    ("Latin-1", { $0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }),
  ]

  private static func utf16(_ text: String, lowFirst: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      return lowFirst ? bytes : bytes.reversed()
    }
  }

  @Test(arguments: encodings.indices)
  func theSamePointsAreReadFromEveryDialect(encoding: Int) throws {
    let (name, encode) = Self.encodings[encoding]
    for dialect in Self.dialects {
      for lineEnd in ["\n", "\r\n", "\r"] {
        for (header, isNumbered) in [
          (nil, false), (["Länge", "Höhe"], false), (["", "Länge", "Höhe"], true),
          (["Länge", "Höhe"], true),
        ] {
          let text = dialect.text(header: header, isNumbered: isNumbered, lineEnd: lineEnd)
          let table = try Points.table(in: encode(text))
          #expect(table.points == Self.points, "\(name), \(text.debugDescription)")
          #expect(table.columns == (header?.suffix(2) ?? ["1", "2"]), "\(name), \(text)")
          #expect(table.warnings.isEmpty && table.rowsSkipped == 0, "\(table.warnings)")
        }
      }
    }
  }

  @Test func windowsCharactersBeyondLatin1AreNamed() throws {
    let table = try Points.table(in: Array("10 ".utf8) + [0x80] + Array(";b\n1;2\n".utf8))
    #expect(table.columns == ["10 €", "b"])
  }

  @Test func rowsAreReadWhateverTheLengthOfTheFile() throws {
    let points = (0..<20_000).map { SIMD2(Double($0) + 0.5, Double($0) / 7) }
    let text = "a,b\n" + points.map { "\($0.x),\($0.y)\n" }.joined()
    var shares: [Double] = []
    let table = try Points.table(in: Array(text.utf8)) { shares.append($0) }
    #expect(table.points.count == 20_000)
    #expect(table.points == points)
    #expect(table.rows == Array(2...20_001))
    #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
  }

  @Test func marksInPlentyAreNoTrouble() {
    for mark: [UInt8] in [
      [0xEF, 0xBB, 0xBF], [0x1A], [0xFF, 0xFE], [0x22], [0x0D], [0x2C], [0x23],
    ] {
      let plenty = Array(repeatElement(mark, count: 50_000).joined())
      #expect(!readingError(plenty).isEmpty)
      #expect(!readingError(plenty + Array("1,2\n".utf8)).isEmpty)
      #expect(!readingError(Array("1,2\n".utf8) + plenty).isEmpty)
    }
  }

  @Test func rowsLongerThanTheSampleAreRead() throws {
    let names = (1...40_000).map { "n\($0)" }.joined(separator: ",")
    let row = (1...40_000).map { "\($0).25" }.joined(separator: ",")
    let table = try Points.table(
      in: Array("\(names)\n\(row)\n\(row)\n".utf8), columns: ["n2", "n39999"])
    #expect(table.points == [SIMD2(2.25, 39999.25), SIMD2(2.25, 39999.25)])
  }

  /// Whatever is in a file, reading ends with points or an error.
  @Test func damagedTextsNeverTrap() {
    var random = RandomStream(seed: 4)
    var read = 0
    let text = Array("\"a\";\"b\"\n1,5;2,5\nNA;1.234,5\n# c\n\"3\";\"4\n\"\n5;6\r\n\r\n7;8".utf8)
    let marks = Array("\"\n\r,;\t |#%.-e0\u{0}é".utf8)
    for _ in 0..<20_000 {
      var damaged = text
      for _ in 0...random.index(below: 4) {
        let place = random.index(below: damaged.count)
        let mark = marks[random.index(below: marks.count)]
        switch random.index(below: 3) {
        case 0: damaged[place] = mark
        case 1: damaged.insert(mark, at: place)
        default: damaged.removeSubrange(place...)
        }
        if damaged.isEmpty { damaged = text }
      }
      if let table = try? Points.table(in: damaged) {
        #expect(table.points.count == table.rows.count && !table.points.isEmpty)
        read += 1
      }
    }
    // Some damage leaves points, some does not.
    #expect((1..<20_000).contains(read))
  }
}
