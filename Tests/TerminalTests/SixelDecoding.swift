/// What a terminal makes of sixels: written from the language's description, and of nothing else.
struct DecodedSixels {
  var columns = 0
  var rows = 0
  /// Hundredths of red, green and blue by column and row; nothing where no pixel was painted.
  var pixels: [SIMD2<Int>: SIMD3<Int>] = [:]
  var registers: Set<Int> = []
  /// How often a pixel was painted that had been painted before.
  var repaints = 0

  struct Fault: Error { var what: String }

  init(_ bytes: [UInt8]) throws {
    var text = Substring(String(decoding: bytes, as: UTF8.self))
    guard text.hasPrefix("\u{1B}P"), text.hasSuffix("\u{1B}\\"),
      let start = text.firstIndex(of: "q")
    else { throw Fault(what: "no introducer or no terminator") }
    text = text[text.index(after: start)...].dropLast(2)
    var colors: [Int: SIMD3<Int>] = [:]
    var (column, band, color) = (0, 0, SIMD3<Int>?.none)
    while let command = text.popFirst() {
      switch command {
      case "\"":
        let numbers = Self.numbers(&text)
        guard numbers.count == 4, numbers[0] == numbers[1] else { throw Fault(what: "shape") }
        (columns, rows) = (numbers[2], numbers[3])
      case "#":
        let numbers = Self.numbers(&text)
        if numbers.count == 5 {
          guard numbers[1] == 2, numbers[2...].allSatisfy({ $0 <= 100 }) else {
            throw Fault(what: "colour \(numbers)")
          }
          colors[numbers[0]] = SIMD3(numbers[2], numbers[3], numbers[4])
        }
        guard let known = colors[numbers[0]] else { throw Fault(what: "register \(numbers)") }
        color = known
        registers.insert(numbers[0])
      case "$": column = 0
      case "-": (column, band) = (0, band + 1)
      case "!":
        let count = Self.numbers(&text)
        guard count.count == 1, let sixel = text.popFirst() else { throw Fault(what: "repeat") }
        for _ in 0..<count[0] { try paint(sixel, &column, band, color) }
      default: try paint(command, &column, band, color)
      }
    }
  }

  private mutating func paint(
    _ sixel: Character, _ column: inout Int, _ band: Int, _ color: SIMD3<Int>?
  ) throws {
    guard let value = sixel.asciiValue, (63...126).contains(value), let color else {
      throw Fault(what: "sixel \(sixel)")
    }
    for bit in 0..<6 where (value - 63) >> bit & 1 == 1 {
      let old = pixels.updateValue(color, forKey: SIMD2(column, 6 * band + bit))
      if old != nil { repaints += 1 }
    }
    column += 1
  }

  private static func numbers(_ text: inout Substring) -> [Int] {
    let digits = text.prefix { $0.isNumber || $0 == ";" }
    text = text.dropFirst(digits.count)
    return digits.split(separator: ";").compactMap { Int($0) }
  }
}
