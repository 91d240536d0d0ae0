import CNcurses

/// A compiled terminfo entry (term(5), the form with 32-bit numbers).
///
/// Most terminals show 24-bit colours, but few systems have a terminfo entry that says so. ncurses takes
/// a whole entry from the environment, so flowscope copies the current one and gives the copy a colour
/// space of its own, in which every rung of the colour ladder has its numbers:
/// `0xRRGGBB` is a 24-bit colour, ``palette`` + n is colour n of the palette of 16 or 256.
struct TerminfoEntry {
  var names: String
  var booleans: [Bool]
  /// The standard numbers; −1 for one that is absent.
  var numbers: [Int32]
  /// The standard strings; `nil` for one that is absent.
  var strings: [[UInt8]?]
  /// The names of extended capabilities.
  var extendedBooleans: [String] = []

  /// The number of the first palette colour.
  static let palette: Int32 = 0x100_0000
  /// Pairs of colours that a screen may use at a time: enough for the worst five frames of 200×60 cells.
  /// ncurses keeps them in a tree. Forgetting them takes 14 ms; four times as many would take 140 ms.
  static let pairs: Int32 = 0x1_0000

  /// The entry of the loaded terminal, as ncurses found it.
  init(current name: String) {
    names = name
    booleans = (0..<cn_terminfo_boolean_count()).map { cn_terminfo_boolean($0) }
    numbers = (0..<cn_terminfo_number_count()).map { max(-1, cn_terminfo_number($0)) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    strings = (0..<cn_terminfo_string_count()).map { index in
      let length = cn_terminfo_string(index, &buffer, 4096)
      return length < 0 ? nil : Array(buffer[..<Int(length)])
    }
  }

  init(names: String, booleans: [Bool], numbers: [Int32], strings: [[UInt8]?]) {
    self.names = names
    self.booleans = booleans
    self.numbers = numbers
    self.strings = strings
  }

  /// The current terminal's entry with every colour.
  static func everyColor(name: String) -> TerminfoEntry {
    var entry = TerminfoEntry(current: name)
    entry.setNumber("colors", palette + 256)
    entry.setNumber("pairs", pairs)
    entry.setString(
      "setaf", colorSequence(direct: "38;2;", dim: "3", bright: "9", indexed: "38;5;"))
    entry.setString(
      "setab", colorSequence(direct: "48;2;", dim: "4", bright: "10", indexed: "48;5;"))
    if entry.string("op") == nil { entry.setString("op", "\u{1B}[39;49m") }
    // Colours are used as they are, so capabilities that redefine or reset the palette are left out.
    for absent in ["initc", "initp", "oc", "scp", "setf", "setb"] { entry.setString(absent, nil) }
    entry.setBoolean("ccc", false)
    entry.setNumber("ncv", -1)
    entry.extendedBooleans = ["AX", "RGB"]
    return entry
  }

  /// `setaf` or `setab` for the colour space above.
  private static func colorSequence(
    direct: String, dim: String, bright: String, indexed: String
  ) -> String {
    let red = "%p1%{65536}%/%d"
    let green = "%p1%{256}%/%{255}%&%d"
    let blue = "%p1%{255}%&%d"
    let number = "%p1%{\(palette)}%-"
    return "\u{1B}[%?%p1%{\(palette)}%<%t\(direct)\(red);\(green);\(blue)"
      + "%e%p1%{\(palette + 8)}%<%t\(dim)\(number)%d"
      + "%e%p1%{\(palette + 16)}%<%t\(bright)\(number)%{8}%-%d"
      + "%e\(indexed)\(number)%d%;m"
  }

  mutating func setBoolean(_ name: String, _ value: Bool) {
    let index = Int(cn_terminfo_boolean_index(name))
    if booleans.indices.contains(index) { booleans[index] = value }
  }

  mutating func setNumber(_ name: String, _ value: Int32) {
    let index = Int(cn_terminfo_number_index(name))
    if numbers.indices.contains(index) { numbers[index] = value }
  }

  mutating func setString(_ name: String, _ value: String?) {
    let index = Int(cn_terminfo_string_index(name))
    if strings.indices.contains(index) { strings[index] = value.map { Array($0.utf8) } }
  }

  func string(_ name: String) -> [UInt8]? {
    let index = Int(cn_terminfo_string_index(name))
    return strings.indices.contains(index) ? strings[index] : nil
  }

  /// The entry as text for the environment variable `TERMINFO`.
  var environmentValue: String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text = Array("hex:".utf8)
    for byte in compiled() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The entry's bytes: header, names, booleans, numbers, string offsets, strings; then the same again
  /// for the extended booleans, of whose strings there are only the names.
  func compiled() -> [UInt8] {
    var bytes: [UInt8] = []
    let name = Array(names.utf8) + [0]
    var table = StringTable()
    let offsets = strings.map { table.add($0) }
    bytes.appendShorts([
      0o1036, name.count, booleans.count, numbers.count, strings.count, table.bytes.count,
    ])
    bytes += name
    bytes += booleans.map { $0 ? 1 : 0 }
    bytes.padToEven()
    for number in numbers { bytes.appendLong(number) }
    bytes.appendShorts(offsets)
    bytes += table.bytes

    var labels = StringTable()
    let labelOffsets = extendedBooleans.map { labels.add(Array($0.utf8)) }
    bytes.padToEven()
    bytes.appendShorts([
      extendedBooleans.count, 0, 0, labelOffsets.count, labels.bytes.count,
    ])
    bytes += extendedBooleans.map { _ in 1 }
    bytes.padToEven()
    bytes.appendShorts(labelOffsets)
    return bytes + labels.bytes
  }

  private struct StringTable {
    var bytes: [UInt8] = []

    mutating func add(_ string: [UInt8]?) -> Int {
      guard let string else { return -1 }
      defer { bytes += string + [0] }
      return bytes.count
    }
  }
}

extension [UInt8] {
  fileprivate mutating func appendShorts(_ values: [Int]) {
    for value in values {
      append(UInt8(truncatingIfNeeded: value))
      append(UInt8(truncatingIfNeeded: value >> 8))
    }
  }

  fileprivate mutating func appendLong(_ value: Int32) {
    for shift: Int32 in [0, 8, 16, 24] { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  fileprivate mutating func padToEven() {
    if count % 2 == 1 { append(0) }
  }
}
