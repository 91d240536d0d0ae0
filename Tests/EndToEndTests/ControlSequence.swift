/// A control sequence taken apart: `CSI ? 1006 ; 1003 h` has the marker `?`, two numbers, the name `h`.
struct ControlSequence: CustomStringConvertible {
  /// One of `< = > ?`, where the sequence begins with it.
  var marker: Unicode.Scalar?
  var numbers: [Int]
  /// The intermediate bytes, if any, and the final one.
  var name: String
  let description: String

  /// - Parameter bytes: what follows `CSI`, the final byte included.
  init(_ bytes: [UInt8]) {
    var scalars = bytes.map { Unicode.Scalar($0) }[...]
    description = "CSI " + String(String.UnicodeScalarView(scalars))
    if let first = scalars.first, "<=>?".unicodeScalars.contains(first) {
      marker = first
      scalars = scalars.dropFirst()
    }
    let isParameter = { (scalar: Unicode.Scalar) in "0123456789;:".unicodeScalars.contains(scalar) }
    let parameters = String(String.UnicodeScalarView(scalars.prefix(while: isParameter)))
    name = String(String.UnicodeScalarView(scalars.drop(while: isParameter)))
    // An empty colour space as in 38:2::r:g:b counts as absent, an empty number elsewhere as 0.
    numbers = parameters.replacing("::", with: ":")
      .split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
      .map { Int($0) ?? 0 }
  }

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
