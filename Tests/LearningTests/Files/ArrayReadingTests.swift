import Testing

import Flows
@testable import Learning

/// NumPy files: every order, endianness and type of number; what is none is named.
@Suite struct ArrayReadingTests {
  private static let points = [SIMD2(1.0, 2), SIMD2(3, 4), SIMD2(5, 96)]

  /// A NumPy file of that header with that data.
  private func array(
    _ type: String, order: String = "False", _ shape: String, _ data: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    let text = Array(
      "{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }     \n".utf8)
    let length = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: text.count >> (8 * $0))
    }
    return ArrayHeader.magic + [version, 0] + length + text + data
  }

  private func bytes(_ values: [Double], _ code: String) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      let width = Int(code.suffix(1)) ?? 1
      let bits: UInt64 =
        switch code.dropFirst().first {
        case "f":
          switch width {
          case 8: value.bitPattern
          case 4: UInt64(Float(value).bitPattern)
          default: half(value)
          }
        default: UInt64(bitPattern: Int64(value))
        }
      let low = (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
      return code.hasPrefix(">") ? low.reversed() : low
    }
  }

  /// Half precision of a whole number of at most ten bits.
  private func half(_ value: Double) -> UInt64 {
    guard value != 0 else { return 0 }
    let size = value.magnitude
    let fraction = UInt64((size.significand - 1) * 1024)
    return (value < 0 ? 0x8000 : 0) | UInt64(Int(size.exponent) + 15) << 10 | fraction
  }

  private static let codes =
    ["<", ">", "=", "|"].flatMap { mark in
      ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"].map { mark + $0 }
    }

  @Test(arguments: codes)
  func everyTypeIsReadInEveryOrder(code: String) throws {
    let rows = bytes([1, 2, 3, 4, 5, 96], code)
    let columns = bytes([1, 3, 5, 2, 4, 96], code)
    for version in UInt8(1)...3 {
      for file in [
        array("'\(code)'", "(3, 2)", rows, version: version),
        array("'\(code)'", order: "True", "(3, 2)", columns, version: version),
        array("'\(code)'", "(2, 3)", columns, version: version),
        array("'\(code)'", order: "True", "(2, 3)", rows, version: version),
      ] {
        let table = try Points.table(in: file)
        #expect(table.points == Self.points)
        #expect(table.columns == ["1", "2"] && table.rows == [1, 2, 3])
      }
    }
  }

  @Test(arguments: ["<f2", "<f4", ">f8", "<i1", ">i2", "<i4", ">i8"])
  func signsAreRead(code: String) throws {
    let file = array("'\(code)'", "(1, 2)", bytes([-1, -96], code))
    #expect(try Points.table(in: file).points == [SIMD2(-1, -96)])
  }

  @Test func halfPrecisionIsReadToItsEnds() throws {
    let smallest: [UInt8] = [0x01, 0x00, 0xFF, 0x7B]
    let table = try Points.table(in: array("'<f2'", "(1, 2)", smallest))
    #expect(table.points == [SIMD2(0x1p-24, 65504)])
  }

  @Test func truthValuesAreNumbers() throws {
    let table = try Points.table(in: array("'|b1'", "(2, 2)", [1, 0, 0, 1]))
    #expect(table.points == [SIMD2(1, 0), SIMD2(0, 1)])
  }

  @Test func twoPointsOfTwoAreRowsOfPoints() throws {
    let table = try Points.table(in: array("'<f8'", "(2, 2)", bytes([1, 2, 3, 4], "<f8")))
    #expect(table.points == [SIMD2(1, 2), SIMD2(3, 4)])
  }

  @Test func moreColumnsAreNamedByNumber() throws {
    let file = array("'<f8'", "(2, 3)", bytes([1, 2, 3, 4, 5, 6], "<f8"))
    #expect(try Points.table(in: file, columns: ["3", "1"]).points == [SIMD2(3, 1), SIMD2(6, 4)])
    let wide = array("'<f8'", "(3, 3)", bytes(Array(stride(from: 1.0, to: 10, by: 1)), "<f8"))
    #expect(readingError(wide).contains("--columns 1,2"))
    #expect(try Points.table(in: wide, columns: ["2", "3"]).points.first == SIMD2(2, 3))
  }

  private static let structures: [(type: String, columns: [String]?)] = [
    ("[('x', '<f8'), ('y', '<f8'), ('', '|V8')]", nil),
    ("[('', '|V0'), ('u', '<f8'), ('v', '<f8'), ('n', '|S8')]", nil),
    ("[('p', [('u', '<f8'), ('v', '<f8')]), ('n', '<i8')]", ["p.u", "p.v"]),
    ("[('p', '<f8', (2,)), ('n', '<i8')]", ["p.1", "p.2"]),
    ("[(('a title', 'u'), '<f8'), ('v', '<f8'), ('w', '<f8')]", ["u", "2"]),
  ]

  @Test(arguments: structures.indices)
  func structuresAreReadByField(index: Int) throws {
    let (type, columns) = Self.structures[index]
    let data = bytes([1, 2, 0, 3, 4, 0, 5, 96, 0], "<f8")
    let table = try Points.table(in: array(type, "(3,)", data), columns: columns)
    #expect(table.points == Self.points)
  }

  @Test func anIndexOfPandasIsNoData() throws {
    let type = "[('index', '<i8'), ('u', '<i8'), ('v', '<i8')]"
    let file = array(type, "(3,)", bytes([0, 1, 2, 1, 3, 4, 2, 5, 96], "<i8"))
    let table = try Points.table(in: file)
    #expect(table.points == Self.points && table.columns == ["u", "v"])
  }

  @Test func rowsWithoutNumbersAreSkippedAndCounted() throws {
    let values = [1, 2, .nan, 4, 5, .infinity, 7, 8]
    let table = try Points.table(in: array("'<f8'", "(4, 2)", bytes(values, "<f8")))
    #expect(table.points == [SIMD2(1, 2), SIMD2(7, 8)] && table.rows == [1, 4])
    #expect(table.rowsSkipped == 2)
    #expect(
      table.warnings.map(\.text) == [
        "2 of 4 rows were left out: 1 misses a number (row 2), 1 has an infinite number (row 3)"
      ])
  }

  @Test(arguments: [
    ("'<f8'", "(4,)", "one column"), ("'<f8'", "(4, 1)", "one column"),
    ("'<f8'", "(1, 2, 2)", "reshape(-1, 2)"), ("'<f8'", "()", "shape () with 8 bytes each needs 8"),
    ("'<f8'", "(3, 2)", "32 bytes of data, and shape (3, 2) with 8 bytes each needs 48"),
    ("'<f4'", "(2, 2)", "4 bytes each needs 16"), ("'<f8'", "(0, 2)", "32 bytes"),
    ("'<f8'", "(9223372036854775807, 2)", "far more"), ("'<f8'", "(-2, 2)", "no right shape"),
    ("'<f8'", "(4611686018427387904, 4)", "far more"),
    ("'<c16'", "(1, 2)", "complex"), ("'<f16'", "(1, 2)", "long doubles"),
    ("'|O'", "(2, 2)", "pickled"),
    ("'<U4'", "(1, 2)", "text"), ("'|S16'", "(1, 2)", "text"), ("'<M8[D]'", "(2, 2)", "dates"),
    ("'<q'", "(2, 2)", "unknown"), ("'|V8'", "(2, 2)", "'V8'"), ("[]", "(0,)", "bytes"),
    ("[('a', [('b', [('c', [], (9999,))], (9999,))], (9999,))]", "(4,)", "fields"),
    ("[('a', '|O'), ('b', '<f8')]", "(2,)", "pickled"),
    ("[('a', '<f8'), ('b', '<f8')]", "(2, 2)", "bytes"),
    ("[('a', '<f8'), ('b', '|S8')]", "(2,)", "text"), ("{}", "(2, 2)", "no right type"),
    ("[('a', '<f8')]", "(4,)", "there is one"), ("'<f8'", "2", "damaged"),
    ("[('a', '<f8', (99999999999,))]", "(4,)", "no right shape"),
    ("[('a', '<f8', (9999, 9999))]", "(4,)", "fields"),
  ])
  func arraysOfOtherKindsAreNamed(type: String, shape: String, part: String) {
    let error = readingError(array(type, shape, bytes([1, 2, 3, 4], "<f8")))
    #expect(error.contains(part), "\(error)")
  }

  @Test func emptyArraysAreNamed() {
    for shape in ["(0, 2)", "(2, 0)"] {
      #expect(
        readingError(array("'<f8'", shape, [])).contains("no points; the array has shape \(shape)"))
    }
  }

  @Test func damagedArraysNeverTrap() throws {
    let structure = array("[('x', '<f8'), ('y', '<f4', (2,))]", "(2,)", bytes([1, 2, 3, 4], "<f8"))
    let plain = array("'<f8'", "(2, 2)", bytes([1, 2, 3, 4], "<f8"))
    var random = RandomStream(seed: 2)
    var read = 0
    for file in [plain, structure] {
      for length in 0..<file.count {
        #expect(throws: FlowError.self) { try Points.table(in: Array(file.prefix(length))) }
      }
      for _ in 0..<5000 {
        var flipped = file
        for _ in 0...random.index(below: 2) {
          flipped[random.index(below: file.count)] ^= 1 << UInt8(random.index(below: 8))
        }
        if let table = try? Points.table(in: flipped) {
          #expect(!table.points.isEmpty)
          read += 1
        }
      }
    }
    // Some damage leaves points, some does not.
    #expect((1..<10_000).contains(read))
  }
}
