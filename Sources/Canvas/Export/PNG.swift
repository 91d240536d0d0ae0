import CZlib

extension PixelImage {
  /// The picture as a PNG file: 24 bits a pixel, not interlaced (ISO/IEC 15948).
  public func png() -> [UInt8] {
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(columns))
    header.append(bigEndian: UInt32(rows))
    // Eight bits a channel, red, green and blue; the only compression, filters and order there are.
    header += [8, 2, 0, 0, 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file.append(chunk: "IHDR", header)
    file.append(chunk: "IDAT", Self.packed(filteredRows()))
    file.append(chunk: "IEND", [])
    return file
  }

  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: cz_pack_bound(bytes.count))
    let count = cz_pack(bytes, bytes.count, &packed, packed.count)
    return Array(packed[..<count])
  }

  /// Every row with the filter before it that leaves the smallest numbers, as the standard advises (12.8).
  private func filteredRows() -> [UInt8] {
    let length = 3 * columns
    var result: [UInt8] = []
    result.reserveCapacity(rows * (length + 1))
    var above = [UInt8](repeating: 0, count: length)
    var row = above
    var candidates = Array(repeating: above, count: 5)
    for y in 0..<rows {
      for x in 0..<columns {
        let pixel = pixels[y * columns + x]
        (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = (pixel.red, pixel.green, pixel.blue)
      }
      var sums = [0, 0, 0, 0, 0]
      for index in 0..<length {
        let left = index >= 3 ? row[index - 3] : 0
        let corner = index >= 3 ? above[index - 3] : 0
        let up = above[index]
        let mean = UInt8(truncatingIfNeeded: (Int(left) + Int(up)) / 2)
        let guesses = (UInt8(0), left, up, mean, Self.paeth(left, up, corner))
        func keep(_ filter: Int, _ guess: UInt8) {
          let rest = row[index] &- guess
          candidates[filter][index] = rest
          sums[filter] += Int(min(rest, 0 &- rest))
        }
        keep(0, guesses.0)
        keep(1, guesses.1)
        keep(2, guesses.2)
        keep(3, guesses.3)
        keep(4, guesses.4)
      }
      let best = sums.indices.min { sums[$0] < sums[$1] } ?? 0
      result.append(UInt8(best))
      result += candidates[best]
      swap(&above, &row)
    }
    return result
  }

  /// Whichever neighbour is nearest to left + up − corner.
  private static func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let guess = Int(left) + Int(up) - Int(corner)
    let gaps = (abs(guess - Int(left)), abs(guess - Int(up)), abs(guess - Int(corner)))
    if gaps.0 <= gaps.1, gaps.0 <= gaps.2 { return left }
    return gaps.1 <= gaps.2 ? up : corner
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian number: UInt32) {
    for shift in [24, 16, 8, 0] as [UInt32] { append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  fileprivate mutating func append(chunk name: String, _ content: [UInt8]) {
    append(bigEndian: UInt32(content.count))
    let body = Array(name.utf8) + content
    self += body
    append(bigEndian: cz_crc(body, body.count))
  }

  /// The bytes as text that any document can hold (RFC 4648).
  var base64: String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(count / 3 * 4 + 4)
    for start in stride(from: 0, to: count, by: 3) {
      let left = Swift.min(3, count - start)
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < left ? Int(self[start + $1]) : 0) }
      for place in 0..<4 {
        text.append(place <= left ? letters[bits >> (18 - 6 * place) & 63] : 0x3D)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
