/// A Python literal, in which the header of a .npy file is written.
indirect enum PythonLiteral: Equatable {
  case string(String)
  case number(Int)
  /// True, False or None.
  case word(String)
  /// A list or a tuple.
  case sequence([PythonLiteral])
  case dictionary([String: PythonLiteral])

  /// - Parameter text: one literal and nothing else; for anything else the result is `nil`.
  init?(_ text: some StringProtocol) {
    var parser = Parser(text)
    guard let value = parser.value(depth: 0), parser.isAtEnd else { return nil }
    self = value
  }

  private struct Parser {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: some StringProtocol) {
      scalars = Array(text.unicodeScalars)
    }

    /// The next character that is not blank, if any.
    private var next: Unicode.Scalar? {
      mutating get {
        while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
        return index < scalars.count ? scalars[index] : nil
      }
    }

    var isAtEnd: Bool {
      mutating get { next == nil }
    }

    mutating func value(depth: Int) -> PythonLiteral? {
      guard depth < 16, let first = next else { return nil }
      switch first {
      case "'", "\"": return string().map { .string($0) }
      case "(": return sequence(until: ")", depth).map { .sequence($0) }
      case "[": return sequence(until: "]", depth).map { .sequence($0) }
      case "{": return dictionary(depth)
      default: return word()
      }
    }

    /// Moves behind `mark` if it comes next, and says whether it did.
    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
      guard next == mark else { return false }
      index += 1
      return true
    }

    private mutating func string() -> String? {
      let quote = scalars[index]
      index += 1
      var text = ""
      while index < scalars.count, scalars[index] != quote {
        if scalars[index] == "\\" { index += 1 }
        guard index < scalars.count else { return nil }
        text.unicodeScalars.append(scalars[index])
        index += 1
      }
      guard index < scalars.count else { return nil }
      index += 1
      return text
    }

    private mutating func sequence(until end: Unicode.Scalar, _ depth: Int) -> [PythonLiteral]? {
      index += 1
      var values: [PythonLiteral] = []
      while !take(end) {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
        guard take(",") || next == end else { return nil }
      }
      return values
    }

    private mutating func dictionary(_ depth: Int) -> PythonLiteral? {
      index += 1
      var values: [String: PythonLiteral] = [:]
      while !take("}") {
        guard case .string(let key)? = value(depth: depth + 1), take(":"),
          let value = value(depth: depth + 1)
        else { return nil }
        values[key] = value
        guard take(",") || next == "}" else { return nil }
      }
      return .dictionary(values)
    }

    /// A number (also with the L that Python 2 puts behind it) or a word.
    private mutating func word() -> PythonLiteral? {
      var text = ""
      while index < scalars.count,
        scalars[index].properties.isAlphabetic
          || "-+0123456789".unicodeScalars.contains(scalars[index])
      {
        text.unicodeScalars.append(scalars[index])
        index += 1
      }
      let digits = text.hasSuffix("L") ? String(text.dropLast()) : text
      if let number = Int(digits) { return .number(number) }
      return text.isEmpty ? nil : .word(text)
    }
  }
}
