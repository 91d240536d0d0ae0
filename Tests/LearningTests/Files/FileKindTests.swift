import Foundation
import Testing

import Flows
@testable import Learning

/// Files that hold no table are named for what they are; packed ones are unpacked.
@Suite struct FileKindTests {
  private static func latin1(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  private static let others: [(start: String, name: String)] = [
    ("\u{D0}\u{CF}\u{11}\u{E0}\u{A1}", "old Excel"), ("PAR1\u{15}\u{0}", "Parquet"),
    ("ARROW1\u{0}\u{0}", "Arrow"), ("FEA1\u{0}", "Feather"), ("\u{89}HDF\r\n", "HDF5"),
    ("SQLite format 3\u{0}", "SQLite"), ("MATLAB 5.0 MAT-file\u{0}", "MATLAB"),
    ("RDX3\nX\n\u{0}", "RData"), ("X\n\u{0}\u{0}\u{0}\u{3}", ".rds"),
    ("\u{80}\u{4}\u{95}", "pickle"),
    ("\u{89}PNG\r\n", "PNG"), ("\u{FF}\u{D8}\u{FF}\u{E0}", "JPEG"), ("%PDF-1.7\n", "PDF"),
    ("GIF89a\u{10}\u{0}", "GIF"), ("{\\rtf1", "RTF"), ("BZh91AY&SY", "bzip2"),
    ("\u{FD}7zXZ\u{0}", "xz"),
    ("\u{28}\u{B5}\u{2F}\u{FD}", "zstd"), ("\u{7F}ELF\u{2}", "program"),
    ("PK\u{3}\u{4}\u{0}[Content_Types].xml xl/workbook.xml", "Excel workbook (.xlsx)"),
    ("PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
    ("PK\u{3}\u{4}arr_0.npy", ".npz"), ("PK\u{3}\u{4}data.csv", "zip archive"),
    ("[[1, 2], [3, 4]]", "JSON"), ("[null, 1]", "JSON"),
    ("[[0.1 0.2]\n [0.3 0.4]]", "as Python prints it"), (" {\"x\": [1]}", "JSON"),
    ("[{\"x\": 1}]", "JSON"),
    ("<!DOCTYPE html>\n<p>404", "web page"), ("<?xml version", "XML"),
    ("\u{F8}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}{\"__metadata__\":{}}", "model"),
    ("\u{FF}\u{FE}\u{0}\u{0}1\u{0}\u{0}\u{0}", "UTF-32"),
    ("1,2\n\u{0}\u{0}\u{0}\u{1}", "neither text"),
  ]

  @Test(arguments: others.indices)
  func whatHoldsNoTableIsNamed(index: Int) {
    let (start, name) = Self.others[index]
    for bytes in [Self.latin1(start), Self.packed(Self.latin1(start))] {
      let error = readingError(bytes)
      #expect(error.contains(name) && (error.contains("; ") || error.contains(", ")), "\(error)")
    }
  }

  @Test(arguments: ["PAR1,PAR2\n1,2\n", "Rar!,b\n1,2\n", "FEA1 FEA2\n1 2\n", "[a],[b]\n1,2\n"])
  func columnsMayBeCalledLikeOtherFiles(text: String) throws {
    #expect(try Points.table(in: Array(text.utf8)).points == [SIMD2(1, 2)])
  }

  // MARK: - gzip

  /// A gzip file whose data are stored as they are (RFC 1952, RFC 1951).
  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    var checksum: UInt32 = ~0
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let count = UInt32(bytes.count)
    return Gunzip.magic + [8, 0, 0, 0, 0, 0, 0, 255, 1] + little(count, 2) + little(~count, 2)
      + bytes + little(~checksum, 4) + little(count, 4)
  }

  private static let table = Array("a,b\n1,2\n3,4\n".utf8)
  private static let points = [SIMD2(1.0, 2), SIMD2(3, 4)]

  @Test func packedTablesAreUnpacked() throws {
    let packed = Self.packed(Self.table)
    #expect(try Points.table(in: packed).points == Self.points)
    #expect(try Points.table(in: packed + [0, 0, 0]).points == Self.points)
    let two = packed + Self.packed(Array("5,6\n".utf8))
    #expect(try Points.table(in: two).points == Self.points + [SIMD2(5, 6)])
    let array = try Points.table(in: Self.packed(Self.array)).points
    #expect(array == [SIMD2(1, 2)])
  }

  private static let array: [UInt8] = {
    let header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2)}\n".utf8)
    return ArrayHeader.magic + [1, 0, UInt8(header.count), 0] + header + [1, 2]
  }()

  /// 5,000 rows `1,2`, packed by gzip -9.
  @Test func compressedDataAreUnpacked() throws {
    let base64 =
      "H4sIAAAAAAACA+3DMQ0AAAgDsB8tPJt/ccjgaZNmO1FVVVVVVVVVVVVVVVVVVVVVVVX1/QHvwibtIE4AAA=="
    let bytes = [UInt8](try #require(Data(base64Encoded: base64)))
    let table = try Points.table(in: bytes)
    #expect(table.points == Array(repeating: SIMD2(1, 2), count: 5000))
  }

  @Test func damagedPackingIsNamed() {
    let packed = Self.packed(Self.table)
    for length in 2..<packed.count {
      let error = readingError(Array(packed.prefix(length)))
      #expect(error.contains("cut short"), "\(length): \(error)")
    }
    for index in 0..<packed.count {
      var flipped = packed
      flipped[index] ^= 0x10
      if let table = try? Points.table(in: flipped) { #expect(table.points == Self.points) }
    }
    #expect(readingError(packed + [1, 2, 3]).contains("something else follows"))
    #expect(readingError(Self.packed(packed)).contains("gzip twice"))
  }

  @Test func unpackingIsBounded() {
    let packed = Self.packed(Array(repeating: UInt8(ascii: "1"), count: 60_000))
    #expect(throws: FlowError.self) { try Gunzip.unpacked(packed, most: 50_000) }
  }

  // MARK: - Paths

  @Test func pathsThatCannotBeReadAreNamedWithTheReason() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("points, mine.txt")
    func error(_ path: String) -> String {
      do {
        return "no error but \(try Points.table(path).points)"
      } catch {
        return error.description
      }
    }
    try Data("1,2\n3,x\n".utf8).write(to: file)
    #expect(error(file.path).hasPrefix("'\(file.path)': line 2: 'x'"))
    try Data().write(to: file)
    #expect(error(file.path) == "'\(file.path)': it is empty; give two columns of numbers")
    #expect(error(folder.path).contains("folder"))
    #expect(error("\(folder.path)/none").contains("No such file"))
    #expect(error("").contains("path is empty"))
    try Data(Self.packed(Self.table)).write(to: file)
    #expect(try Points.table(file.path).points == Self.points)
  }
}
