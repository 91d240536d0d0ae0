import Canvas

/// Writes pictures as sixels, the graphics of DEC's VT340 that xterm, foot, Windows Terminal and others draw.
///
/// A picture is a table of colours and then bands of six rows. In a band each colour paints the columns that
/// have it: a byte of six bits a column, one bit a row (DEC STD 070, chapter 9; VT330/VT340 Programmer
/// Reference Manual, volume 2, chapter 14). The work is linear in the pixels: a column has at most six
/// colours, however many the picture has.
public enum Sixel {
  /// The most colours of one picture. A register's number has no limit in the language; terminals have one.
  public static let mostRegisters = 256

  /// A picture in sixels, from the introducer (`ESC P`) to the terminator (`ESC \`).
  ///
  /// Every pixel is painted, so the introducer asks that nothing be cleared before (P2 = 1): a picture that
  /// replaces another at the same place never flashes. The cursor stands in the last band afterwards. The
  /// same picture always gives the same bytes.
  ///
  /// - Parameter registers: how many colours the terminal can show at once, from 2 to ``mostRegisters``;
  ///   other numbers become the nearest of these. A picture with no more colours keeps them exactly, but
  ///   for the steps of a hundredth that sixels count in; in another, similar colours become one.
  /// - Parameter isPainted: whether each pixel is painted; the others stay what they were. `nil` paints all.
  /// - Returns: no bytes for a picture without pixels.
  public static func encode(
    _ image: PixelImage, registers: Int = mostRegisters, isPainted: [Bool]? = nil
  ) -> [UInt8] {
    guard !image.pixels.isEmpty else { return [] }
    let palette = SixelPalette(of: image, registers: min(max(registers, 2), mostRegisters))
    var writer = SixelWriter(columns: image.columns, isPainted: isPainted)
    writer.begin(image, palette.colors)
    for top in stride(from: 0, to: image.rows, by: 6) {
      if top > 0 { writer.endBand() }
      writer.paint(palette.registers, rows: top..<min(top + 6, image.rows))
    }
    writer.end()
    return writer.bytes
  }
}

/// Collects the bytes of a picture, band by band.
private struct SixelWriter {
  private(set) var bytes: [UInt8] = []
  private let columns: Int
  private let isPainted: [Bool]?

  /// Which rows of a column have a colour. The stretches of one colour in a band are a list, from left to
  /// right.
  private struct Stretch {
    var column: Int32
    var rows: UInt8
    /// The next one of the same colour; -1 after the last.
    var next: Int32
  }

  private var stretches: [Stretch] = []
  /// The first and the last stretch of each colour in the band that is being painted; -1 for none.
  private var first = [Int32](repeating: -1, count: Sixel.mostRegisters)
  private var last = [Int32](repeating: -1, count: Sixel.mostRegisters)
  /// The colours of the band, in the order in which they come.
  private var used: [UInt8] = []

  init(columns: Int, isPainted: [Bool]?) {
    self.columns = columns
    self.isPainted = isPainted
    stretches.reserveCapacity(6 * columns)
    used.reserveCapacity(Sixel.mostRegisters)
  }

  /// The introducer, with square pixels by both of the ways in which one can ask for them, and the colours
  /// as hundredths of red, green and blue.
  mutating func begin(_ image: PixelImage, _ colors: [SIMD3<UInt8>]) {
    bytes.reserveCapacity(4096 + image.pixels.count / 4)
    bytes += "\u{1B}P9;1q\"1;1;\(image.columns);\(image.rows)".utf8
    for (register, color) in colors.enumerated() {
      bytes += "#\(register);2;\(color.x);\(color.y);\(color.z)".utf8
    }
  }

  mutating func endBand() { bytes.append(UInt8(ascii: "-")) }

  mutating func end() { bytes += "\u{1B}\\".utf8 }

  mutating func paint(_ registers: [UInt8], rows: Range<Int>) {
    collect(registers, rows)
    for (index, color) in used.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "$")) }
      bytes.append(UInt8(ascii: "#"))
      append(Int(color))
      write(from: first[Int(color)])
      (first[Int(color)], last[Int(color)]) = (-1, -1)
    }
    stretches.removeAll(keepingCapacity: true)
    used.removeAll(keepingCapacity: true)
  }

  private mutating func collect(_ registers: [UInt8], _ rows: Range<Int>) {
    for column in 0..<columns {
      var bit: UInt8 = 1
      var place = rows.lowerBound * columns + column
      for _ in rows {
        if isPainted?[place] ?? true { note(registers[place], column, bit) }
        bit <<= 1
        place += columns
      }
    }
  }

  private mutating func note(_ register: UInt8, _ column: Int, _ bit: UInt8) {
    let color = Int(register)
    let before = Int(last[color])
    if before >= 0, stretches[before].column == Int32(column) {
      stretches[before].rows |= bit
      return
    }
    let new = Int32(stretches.count)
    stretches.append(Stretch(column: Int32(column), rows: bit, next: -1))
    last[color] = new
    if before >= 0 {
      stretches[before].next = new
    } else {
      first[color] = new
      used.append(register)
    }
  }

  /// Writes the columns of one colour: equal neighbours as a run, and the columns between as empty ones.
  private mutating func write(from start: Int32) {
    var next = Int(start)
    var column = 0
    while next >= 0 {
      let begin = Int(stretches[next].column)
      let rows = stretches[next].rows
      repeatSixel(0, begin - column)
      column = begin
      while next >= 0, Int(stretches[next].column) == column, stretches[next].rows == rows {
        column += 1
        next = Int(stretches[next].next)
      }
      repeatSixel(rows, column - begin)
    }
  }

  private mutating func repeatSixel(_ rows: UInt8, _ count: Int) {
    let sixel = rows + 63
    if count > 3 {
      bytes.append(UInt8(ascii: "!"))
      append(count)
      bytes.append(sixel)
    } else {
      for _ in 0..<count { bytes.append(sixel) }
    }
  }

  /// A number in decimal digits, which is not negative.
  private mutating func append(_ number: Int) {
    if number >= 10 { append(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
