import Foundation
import Testing

@testable import Flows

/// Users' points: every way of writing two columns is read, and every fault is named with its line.
@Suite struct PointsTests {
  private func message(_ parse: () throws(FlowError) -> [SIMD2<Double>]) -> String {
    do {
      return "no error but \(try parse())"
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    "1,2\n-3.5,4e-1\n", "x,y\n1,2\n-3.5,0.4", "\u{FEFF}x1,x2\r\n1,2\r\n-3.5,.4\r\n",
    "\n1 , 2\n\n -3.5,\t0.4\n\n", "1;2\n-3.5;0.4", "1\t2\n-3.5\t0.4\n",
    "# a  b\n  1  2\n -3.5 0.4\n",
    "\"1\",\"2\"\n\"-3.5\",\"0.4\"\n", "log_p,x2,x1\n-7,2,1\n-8,0.4,-3.5\n",
  ])
  func twoColumnsAreReadHoweverTheyAreWritten(text: String) throws {
    #expect(try Points.parseCSV(Data(text.utf8)) == [SIMD2(1, 2), SIMD2(-3.5, 0.4)])
  }

  @Test(arguments: [
    ("1,2\n3,four\n", "line 2: 'four'"), ("x,y\n1,2\n\n3,\n", "line 4: ''"),
    ("1,2\n3\n", "line 2 has 1 column "), ("1,2,3\n", "line 1 has 3 columns"),
    ("1,2\nnan,3\n", "line 2: 'nan' is not finite"), ("-inf,3\n", "not finite"),
    ("1,b\n", "line 1: 'b'"), ("", "no points"), ("a,b\n", "no points"), ("\n\n", "no points"),
    ("1,2\n3,\"4\"5\"\n", "line 2"), ("x1,y,x2\n1,2\n", "line 2 has only 2"),
    ("1,2\n3,1e999\n", "line 2"),
  ])
  func faultsAreNamedWithTheirLine(text: String, part: String) {
    let error = message { () throws(FlowError) in try Points.parseCSV(Data(text.utf8)) }
    #expect(error.contains(part), "\(error)")
  }

  @Test func bytesThatAreNotTextAreRefused() {
    let error = message { () throws(FlowError) in try Points.parseCSV(Data([0xFF, 0xFE, 0])) }
    #expect(error.contains("UTF-8"))
  }

  /// A NumPy file of that header, format version 1, with that data.
  private func array(_ header: String, _ data: [UInt8]) -> Data {
    let text = Array(header.utf8)
    let length = [UInt8(text.count & 255), UInt8(text.count >> 8)]
    return Data(Points.numPyMagic + [1, 0] + length + text + data)
  }

  private func bytes(_ values: [Double]) -> [UInt8] {
    values.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  private func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  @Test func arraysOfBothPrecisionsAreRead() throws {
    let double = array(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }     \n",
      bytes([1, 2, -3.5, 0.4]))
    #expect(try Points.parseNPY(double) == [SIMD2(1, 2), SIMD2(-3.5, 0.4)])
    let single = array(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n",
      bytes([Float(1), 0.25]))
    #expect(try Points.parseNPY(single) == [SIMD2(1, 0.25)])
  }

  @Test(arguments: [
    ("'<i8'", "False", "(2, 2)", "<i8"), ("'>f8'", "False", "(2, 2)", ">f8"),
    ("'<f8'", "True", "(2, 2)", "Fortran"), ("'<f8'", "False", "(4,)", "shape"),
    ("'<f8'", "False", "(4, 1)", "shape"), ("'<f8'", "False", "(3, 2)", "3 × 2"),
    ("'<f8'", "False", "(9223372036854775807, 2)", "save it again"),
    ("'<f8'", "False", "(-2, 2)", "shape"), ("'<f4'", "False", "(2, 2)", "4 bytes"),
    ("[('a', '<f8')]", "False", "(2, 2)", "type"),
  ])
  func arraysOfAnotherKindAreRefused(type: String, order: String, shape: String, part: String) {
    let file = array(
      "{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape), }\n",
      bytes([1.0, 2, 3, 4]))
    let error = message { () throws(FlowError) in try Points.parseNPY(file) }
    #expect(error.contains(part), "\(error)")
  }

  @Test func arraysThatHoldNaNOrAreEmptyAreRefused() {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n"
    let error = message { () throws(FlowError) in
      try Points.parseNPY(array(header, bytes([1, 2, Double.nan, 4])))
    }
    #expect(error.contains("row 1"))
    let empty = array("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }\n", [])
    #expect(message { () throws(FlowError) in try Points.parseNPY(empty) }.contains("no points"))
  }

  @Test func damagedArraysNeverTrap() throws {
    let file = array(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n", bytes([1.0, 2, 3, 4]))
    for length in 0..<file.count {
      #expect(throws: FlowError.self) { try Points.parseNPY(file.prefix(length)) }
    }
    var random = RandomStream(seed: 2)
    for _ in 0..<3000 {
      var flipped = file
      flipped[random.index(below: file.count)] ^= 1 << UInt8(random.index(below: 8))
      if let points = try? Points.parseNPY(flipped) { #expect(points.count == 2) }
    }
  }

  @Test func filesAreRecognisedAndNamedInErrors() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = folder.appendingPathComponent("points.csv")
    try Data("1,2\n3,x\n".utf8).write(to: csv)
    #expect(message { () throws(FlowError) in try Points.read(csv.path) }.hasPrefix(csv.path))
    let npy = folder.appendingPathComponent("points.npy")
    try array(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n", bytes([1.0, 2])
    ).write(to: npy)
    #expect(try Points.read(npy.path) == [SIMD2(1, 2)])
    #expect(try Points.readNPY(npy.path) == [SIMD2(1, 2)])
    #expect(message { () throws(FlowError) in try Points.readCSV(npy.path) }.contains("UTF-8"))
    let missing = folder.appendingPathComponent("none").path
    #expect(message { () throws(FlowError) in try Points.readCSV(missing) }.contains(missing))
    #expect(message { () throws(FlowError) in try Points.read(folder.path) }.contains("a folder"))
  }

  @Test func writtenNumbersReadBackBitForBit() throws {
    var random = RandomStream(seed: 3)
    let points = (0..<3000).map { _ in random.normalPair() * 1e-3 }
    var written = Data()
    var chunks = 0
    var writer = CSVWriter(header: ["x1", "x2"]) {
      written += $0
      chunks += 1
    }
    for point in points { try writer.write([point.x, point.y]) }
    try writer.flush()
    #expect(chunks > 1)
    #expect(try Points.parseCSV(written) == points)
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
