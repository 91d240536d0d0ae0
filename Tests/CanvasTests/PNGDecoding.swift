import CZlib
import Testing

@testable import Canvas

/// A PNG file read by the standard's rules, and not by those of the encoder.
struct DecodedPNG {
  var columns = 0
  var rows = 0
  var pixels: [RGB] = []
  var filters: Set<UInt8> = []

  init(_ file: [UInt8]) throws {
    #expect(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    var place = 8
    var packed: [UInt8] = []
    var names: [String] = []
    while place + 12 <= file.count {
      let length = Self.number(file, place)
      let body = Array(file[place + 4..<place + 8 + length])
      names.append(String(decoding: body.prefix(4), as: UTF8.self))
      #expect(Self.number(file, place + 8 + length) == Int(Self.checksum(body)))
      if names.last == "IHDR" {
        (columns, rows) = (Self.number(body, 4), Self.number(body, 8))
        #expect(Array(body[12...]) == [8, 2, 0, 0, 0])
      }
      if names.last == "IDAT" { packed += body.dropFirst(4) }
      place += 12 + length
    }
    #expect(names.first == "IHDR" && names.last == "IEND" && place == file.count)
    try unfilter(Self.unpacked(packed, count: rows * (3 * columns + 1)))
  }

  private mutating func unfilter(_ bytes: [UInt8]) throws {
    let length = 3 * columns
    var above = [Int](repeating: 0, count: length)
    for y in 0..<rows {
      let filter = bytes[y * (length + 1)]
      filters.insert(filter)
      var row = above
      for x in 0..<length {
        let (a, b) = (x >= 3 ? row[x - 3] : 0, above[x])
        let c = x >= 3 ? above[x - 3] : 0
        let guess =
          switch filter {
          case 0: 0
          case 1: a
          case 2: b
          case 3: (a + b) / 2
          default: [a, b, c].min { abs(a + b - c - $0) < abs(a + b - c - $1) } ?? 0
          }
        row[x] = (Int(bytes[y * (length + 1) + 1 + x]) + guess) & 255
      }
      for x in 0..<columns {
        pixels.append(RGB(UInt8(row[3 * x]), UInt8(row[3 * x + 1]), UInt8(row[3 * x + 2])))
      }
      above = row
    }
  }

  private static func unpacked(_ packed: [UInt8], count: Int) throws -> [UInt8] {
    let unpacker = try #require(cz_open())
    defer { cz_close(unpacker) }
    var bytes = [UInt8](repeating: 0, count: count + 1)
    var (used, written) = (0, 0)
    let status = cz_unpack(
      unpacker, packed, packed.count, &used, &bytes, bytes.count, &written)
    #expect(Int(status) == CZ_MEMBER && written == count)
    return Array(bytes.prefix(count))
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
  }

  /// CRC-32, bit by bit (annex D of the standard).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1
      }
    }
  }
}
