/// What a cell of a table holds.
enum CellValue: Equatable {
  case number(Double)
  case missing
  case infinite
  case text
}

extension NumberNotation {
  /// The value of the cell at `cell`, correctly rounded.
  func value(_ text: [UInt8], _ cell: TextCell) -> CellValue {
    plainValue(text, cell.start, cell.end) ?? rareValue(text, cell)
  }

  /// The fast way, for plain ASCII digits whose value is a quotient or product of two exact numbers;
  /// `nil` for everything else.
  @inline(__always)
  private func plainValue(_ text: [UInt8], _ start: Int, _ end: Int) -> CellValue? {
    var index = start
    guard index < end else { return .missing }
    let isNegative = text[index] == UInt8(ascii: "-")
    if isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
    var mantissa: UInt64 = 0
    var exponent = 0
    let first = index
    while index < end, text[index] &- 0x30 < 10 {
      mantissa = mantissa &* 10 &+ UInt64(text[index] &- 0x30)
      index += 1
    }
    var digits = index - first
    if index < end, text[index] == decimal {
      index += 1
      let firstDecimal = index
      while index < end, text[index] &- 0x30 < 10 {
        mantissa = mantissa &* 10 &+ UInt64(text[index] &- 0x30)
        index += 1
      }
      exponent = firstDecimal - index
      digits -= exponent
    }
    // Nineteen digits always fit into 64 bits; more are left to the slow way.
    guard digits > 0, digits <= 19 else { return nil }
    if index < end {
      guard let power = Self.exponent(text, index, end) else { return nil }
      exponent += power
    }
    guard let size = Self.exact(mantissa, exponent) else { return nil }
    return .number(isNegative ? -size : size)
  }

  /// The exponent that begins at `start` and ends the cell: `e-5`, and Fortran's `D+03`.
  @inline(__always)
  private static func exponent(_ text: [UInt8], _ start: Int, _ end: Int) -> Int? {
    let letter = text[start] | 0x20
    guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "d") else { return nil }
    var index = start + 1
    guard index < end else { return nil }
    let isNegative = text[index] == UInt8(ascii: "-")
    if isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
    guard index < end, end - index <= 4 else { return nil }
    var power = 0
    while index < end {
      guard text[index] &- 0x30 < 10 else { return nil }
      power = power * 10 + Int(text[index] &- 0x30)
      index += 1
    }
    return isNegative ? -power : power
  }

  /// mantissa × 10^exponent, rounded once; `nil` where that takes more than one division.
  static func exact(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    if mantissa <= 1 << 53, (-22...22).contains(exponent) {
      return exponent < 0
        ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
    }
    guard (-19..<0).contains(exponent) else { return nil }
    // Both are shifted to have their highest bit set, so that the quotient has 63 bits or 64: more
    // than a Double's 53, with the remainder as one more bit to round by.
    let divisor = wholePowers[-exponent]
    let (zeros, divisorZeros) = (mantissa.leadingZeroBitCount, divisor.leadingZeroBitCount)
    let high = (mantissa << UInt64(zeros)) >> 1
    let low = (mantissa << UInt64(zeros)) << 63
    let (quotient, remainder) = (divisor << UInt64(divisorZeros)).dividingFullWidth((high, low))
    let rounded = Double(quotient | (remainder == 0 ? 0 : 1))
    // The dividend is mantissa · 2^(zeros + 63), the divisor 10^-exponent · 2^divisorZeros.
    let scale = UInt64(1023 + divisorZeros - zeros - 63) << 52
    return rounded * Double(bitPattern: scale)
  }

  /// 10^0 to 10^22: exact in a Double.
  private static let powers: [Double] = powersOfTen(through: 22)

  /// 10^0 to 10^19: all that fit in 64 bits.
  private static let wholePowers: [UInt64] = powersOfTen(through: 19)

  private static func powersOfTen<Number: Numeric>(through last: Int) -> [Number] {
    var powers: [Number] = [1]
    while powers.count <= last { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }

  /// The slow way, for everything else: many digits, groups of thousands, typographic signs, missing
  /// values.
  private func rareValue(_ text: [UInt8], _ cell: TextCell) -> CellValue {
    let content = cell.string(in: text)
    if !hasComma, content.utf8.allSatisfy(Self.isOfNumber), let number = Double(content) {
      return number.isFinite ? .number(number) : .infinite
    }
    if MissingValue.isMissing(content) { return .missing }
    if MissingValue.isInfinite(content) { return .infinite }
    guard let digits = plainDigits(content), let number = Double(digits) else { return .text }
    return number.isFinite ? .number(number) : .infinite
  }

  /// A number in Swift's notation: `1.234,5` with a decimal comma becomes `1234.5`. `nil` for what is
  /// not a number; hexadecimal is not.
  private func plainDigits(_ content: String) -> String? {
    var cell = content[...]
    if cell.count > 2, let quote = cell.first, quote == "'", cell.last == quote {
      cell = cell.dropFirst().dropLast()
    }
    var signs = cell.unicodeScalars.map(Self.plain)
    var result = ""
    if let sign = signs.first, sign == "-" || sign == "+" {
      result.unicodeScalars.append(sign)
      signs.removeFirst()
    }
    let mark = Unicode.Scalar(decimal)
    let whole = signs.prefix { Self.isDigit($0) || isGroup($0) }
    guard let wholeDigits = ungrouped(Array(whole)) else { return nil }
    var rest = signs.dropFirst(whole.count)
    var fraction = ""
    if rest.first == mark {
      let decimals = rest.dropFirst().prefix(while: Self.isDigit)
      decimals.forEach { fraction.unicodeScalars.append($0) }
      rest = rest.dropFirst(1 + decimals.count)
    }
    guard !(wholeDigits.isEmpty && fraction.isEmpty) else { return nil }
    result += (wholeDigits.isEmpty ? "0" : wholeDigits) + "." + (fraction.isEmpty ? "0" : fraction)
    guard let letter = rest.first else { return result }
    guard "eEdD".unicodeScalars.contains(letter) else { return nil }
    var power = rest.dropFirst()
    result += "e"
    if let sign = power.first, sign == "-" || sign == "+" {
      result.unicodeScalars.append(sign)
      power = power.dropFirst()
    }
    guard !power.isEmpty, power.allSatisfy(Self.isDigit) else { return nil }
    power.forEach { result.unicodeScalars.append($0) }
    return result
  }

  /// Digits without the marks that group them by three; `nil` for groups of another size.
  private func ungrouped(_ whole: [Unicode.Scalar]) -> String? {
    let parts = whole.split(omittingEmptySubsequences: false) { !Self.isDigit($0) }
    let isGrouped = parts.count > 1
    if isGrouped {
      let marks = Set(whole.filter { !Self.isDigit($0) })
      guard marks.count == 1, (1...3).contains(parts[0].count), parts[0].first != "0",
        parts.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
    }
    var digits = ""
    for part in parts { digits.unicodeScalars.append(contentsOf: part) }
    return digits
  }

  private func isGroup(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "'", "\u{2019}", "\u{A0}", "\u{202F}", "\u{2009}": true
    case " ": groupsBySpaces
    case Unicode.Scalar(group): groups
    default: false
    }
  }

  /// Whether a byte can be part of a number in Swift's own notation. Letters of `inf` and of
  /// hexadecimal are not.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The text with plain minus signs and digits in place of typographic and full-width ones.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\u{2212}", "\u{2013}", "\u{FE63}": "-"
    case "\u{FF01}"..."\u{FF5E}": Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    default: scalar
    }
  }
}

extension TextCell {
  /// The content without blanks around it (no-break spaces too), and with doubled quotation marks
  /// halved.
  func string(in text: [UInt8]) -> String {
    let content = String(decoding: text[start..<end], as: UTF8.self)
    let single = hasDoubledQuotes ? content.replacing("\"\"", with: "\"") : content
    let isBlank = { (character: Character) in character.isWhitespace || character == "\u{FEFF}" }
    guard single.first.map(isBlank) == true || single.last.map(isBlank) == true else {
      return single
    }
    return String(
      single.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}

extension TextCell {
  /// The content for an error message: its beginning, without characters that move a terminal's cursor.
  func excerpt(in text: [UInt8]) -> String { string(in: text).printable.shortened }
}

extension String {
  /// The text with a space in place of every control character.
  var printable: String {
    let isPlain = unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard !isPlain else { return self }
    var text = ""
    for scalar in unicodeScalars {
      text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
    }
    return text
  }

  /// The first forty characters.
  var shortened: String { count > 40 ? prefix(39) + "…" : self }
}
