/// A control sequence taken apart: `CSI ? 1006 ; 1003 h` has the marker `?`, two numbers, the name `h`.
struct ControlSequence: CustomStringConvertible {
  private let bytes: [UInt8]
  /// One of `< = > ?`, where the sequence begins with it.
  private(set) var marker: Unicode.Scalar?
  private(set) var numbers: [Int] = []
  /// The intermediate bytes, if any, and the final one.
  let name: String

  /// - Parameter bytes: what follows `CSI`, the final byte included.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var index = 0
    if let first = bytes.first, (UInt8(ascii: "<")...UInt8(ascii: "?")).contains(first) {
      marker = Unicode.Scalar(first)
      index = 1
    }
    var number: Int?
    var separator: UInt8 = 0
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: ";")).contains(bytes[index]) {
      if bytes[index] <= UInt8(ascii: "9") {
        number = min(99_999, (number ?? 0) * 10 + Int(bytes[index] - UInt8(ascii: "0")))
      } else {
        // An empty colour space, as in 38:2::r:g:b, counts as absent; an empty number elsewhere as 0.
        let isAbsent = number == nil && separator == UInt8(ascii: ":") && bytes[index] == separator
        if !isAbsent { numbers.append(number ?? 0) }
        number = nil
        separator = bytes[index]
      }
      index += 1
    }
    if let number { numbers.append(number) }
    name = String(decoding: bytes[index...], as: UTF8.self)
  }

  var description: String { "CSI " + String(decoding: bytes, as: UTF8.self) }

  /// A number, 0 where the sequence has fewer.
  subscript(index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
}

extension ScreenStyle {
  /// Applies "select graphic rendition".
  mutating func apply(_ sequence: ControlSequence) {
    var index = 0
    while index < max(1, sequence.numbers.count) {
      let code = sequence[index]
      index += 1
      switch code {
      case 0: self = ScreenStyle()
      case 1: bold = true
      case 2: dim = true
      case 3: italic = true
      case 4: underline = true
      case 5: blink = true
      case 7: reverse = true
      case 22: (bold, dim) = (false, false)
      case 23: italic = false
      case 24: underline = false
      case 25: blink = false
      case 27: reverse = false
      case 30...37: foreground = .index(code - 30)
      case 38: foreground = Self.color(sequence, &index)
      case 39: foreground = .standard
      case 40...47: background = .index(code - 40)
      case 48: background = Self.color(sequence, &index)
      case 49: background = .standard
      case 90...97: foreground = .index(code - 82)
      case 100...107: background = .index(code - 92)
      default: break
      }
    }
  }

  /// The colour after a 38 or 48: `5;n` or `2;r;g;b`.
  private static func color(_ sequence: ControlSequence, _ index: inout Int) -> ScreenColor {
    let kind = sequence[index]
    let start = index + 1
    index += kind == 2 ? 4 : 2
    return kind == 2
      ? .rgb(sequence[start], sequence[start + 1], sequence[start + 2]) : .index(sequence[start])
  }
}
