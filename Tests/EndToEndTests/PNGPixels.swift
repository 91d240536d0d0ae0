import CZlib

/// The pixels of a PNG file of 24 bits a pixel.
struct PNGPixels {
  private(set) var columns = 0
  private(set) var rows = 0
  /// Red, green and blue, row-major.
  private(set) var pixels: [UInt8] = []

  init(_ file: [UInt8]) {
    func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(file[place + $1]) } }
    guard file.count > 33 else { return }
    (columns, rows) = (number(16), number(20))
    var packed: [UInt8] = []
    var place = 8
    while place + 12 <= file.count {
      let length = number(place)
      if file[place + 4..<place + 8].elementsEqual("IDAT".utf8) {
        packed += file[place + 8..<place + 8 + length]
      }
      place += 12 + length
    }
    guard let unpacker = cz_open() else { return }
    defer { cz_close(unpacker) }
    let length = 3 * columns
    var bytes = [UInt8](repeating: 0, count: rows * (length + 1) + 1)
    var (used, written) = (0, 0)
    _ = cz_unpack(unpacker, packed, packed.count, &used, &bytes, bytes.count, &written)
    pixels = [UInt8](repeating: 0, count: rows * length)
    for y in 0..<rows {
      for x in 0..<length {
        let a = x >= 3 ? Int(pixels[y * length + x - 3]) : 0
        let b = y > 0 ? Int(pixels[(y - 1) * length + x]) : 0
        let c = x >= 3 && y > 0 ? Int(pixels[(y - 1) * length + x - 3]) : 0
        let guess =
          switch bytes[y * (length + 1)] {
          case 0: 0
          case 1: a
          case 2: b
          case 3: (a + b) / 2
          default: [a, b, c].min { abs(a + b - c - $0) < abs(a + b - c - $1) } ?? 0
          }
        pixels[y * length + x] = UInt8(
          truncatingIfNeeded: Int(bytes[y * (length + 1) + 1 + x]) + guess)
      }
    }
  }
}
